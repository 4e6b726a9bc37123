// Who reaches whom, kind of policy by kind of policy: what the API, the network policy API and clusters' habits say.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { app, ask, policy, verdicts } from "./asked.ts";

const shop = app("web") + app("api");

function between(text: string, from = "web", to = "api:80"): string | undefined {
  return verdicts(ask(shop + text))[`${from} → ${to}`];
}

const onlyWeb =
  "podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]";

describe("NetworkPolicy", () => {
  test("without any, everybody reaches everybody", () => assert.equal(between(""), "allowed"));
  test("policyTypes left out: ingress always, egress where there are egress rules", () => {
    assert.equal(between(policy("p", "podSelector: {}")), "blocked by p");
    assert.equal(between(policy("p", "podSelector: { matchLabels: { app: web } }, egress: [{}]")), "allowed");
    assert.equal(between(policy("p", "podSelector: { matchLabels: { app: web } }, egress: []")), "allowed");
    assert.equal(
      between(
        policy(
          "p",
          "podSelector: { matchLabels: { app: web } }, egress: [{ to: [{ podSelector: { matchLabels: { app: x } } }] }]",
        ),
      ),
      "blocked by p",
    );
  });
  test("an empty rule and an empty list of peers mean anybody, an empty list of rules nobody", () => {
    assert.equal(between(policy("p", "podSelector: {}, ingress: [{}]")), "allowed");
    assert.equal(between(policy("p", "podSelector: {}, ingress: [{ from: [] }]")), "allowed");
    assert.equal(between(policy("p", "podSelector: {}, ingress: []")), "blocked by p");
  });
  test("ports are the pod's, by number, name and range", () => {
    const on = (ports: string) => between(policy("p", `podSelector: {}, ingress: [{ ports: [${ports}] }]`));
    assert.equal(on("{ port: 80 }"), "blocked by p");
    assert.equal(on("{ port: 8080 }"), "allowed");
    assert.equal(on("{ port: http }"), "allowed");
    assert.equal(on("{ port: http, protocol: UDP }"), "blocked by p");
    assert.equal(on("{ port: 8000, endPort: 9000 }"), "allowed");
    assert.equal(on("{ protocol: TCP }"), "allowed");
    assert.equal(on("{ protocol: SCTP }"), "blocked by p");
  });
  test("every policy that selects the pod on the side that denies is named; any of them may let it through", () => {
    const deny = policy("deny", "podSelector: {}, policyTypes: [Ingress]");
    assert.equal(between(deny + policy("web", onlyWeb)), "allowed");
    const other = "podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: nobody } } }] }]";
    assert.equal(between(deny + policy("other", other)), "blocked by deny, other");
  });
  test("an ipBlock means no pod", () => {
    assert.equal(
      between(policy("p", "podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]")),
      "blocked by p",
    );
  });
  test("labels of a namespace that is not in sight are unknown, its name is not", () => {
    const from = (labels: string) =>
      `podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ namespaceSelector: { matchLabels: { ${labels} } } }] }]`;
    assert.equal(between(policy("p", from("team: a"))), "unknown");
    assert.equal(between(policy("p", from("kubernetes.io/metadata.name: shop"))), "allowed");
    assert.equal(between(policy("p", from("kubernetes.io/metadata.name: pay"))), "blocked by p");
    const seen = "---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: a } }\n";
    assert.equal(between(seen + policy("p", from("team: a"))), "allowed");
    assert.equal(between(seen + policy("p", from("team: b"))), "blocked by p");
  });
  test("labels that only controllers set are unknown where the controller sets them", () => {
    const from = (key: string) =>
      `podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ podSelector: { matchLabels: { ${key}: x } } }] }]`;
    assert.equal(between(policy("p", from("pod-template-hash"))), "unknown");
    assert.equal(between(policy("p", from("statefulset.kubernetes.io/pod-name"))), "blocked by p");
  });
  test("what the API server refuses makes the answer unknown for whom it selects", () => {
    const refused = [
      "podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{}] }]",
      "podSelector: { matchLabels: { app: api } }, ingress: [{ ports: [{ port: 0 }] }]",
      'podSelector: { matchLabels: { app: api } }, ingress: [{ ports: [{ port: "80" }] }]',
      "podSelector: { matchLabels: { app: api } }, ingress: [{ ports: [{ port: http, endPort: 90 }] }]",
      "podSelector: { matchLabels: { app: api } }, ingress: [{ ports: [{ port: 90, endPort: 80 }] }]",
      "podSelector: { matchLabels: { app: api } }, policyTypes: [ingress]",
      "podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: 10.0.0.0/8 } }] }]",
      "podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [192.168.0.0/16] } }] }]",
      "podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0 } }] }]",
      "podSelector: { matchLabels: { app: api } }, ingres: []",
      "podSelector: { matchLabels: { app: api } }, ingress: [{ ports: [{ protocol: tcp, port: 8080 }] }]",
      "podSelector: { matchLabels: { app: api }, matchExpressions: [{ key: app, operator: In }] }",
    ];
    for (const spec of refused) {
      assert.equal(between(policy("p", spec)), "unknown", spec);
      assert.equal(between(policy("p", spec.replace("app: api", "app: other"))), "allowed", spec);
    }
  });
});

describe("policies for the whole cluster", () => {
  const admin = (name: string, priority: number, rules: string) => `---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: ${name} }
spec: { priority: ${priority}, subject: { namespaces: {} }, ${rules} }
`;
  const baseline = (rules: string) => `---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: { name: default }
spec: { subject: { namespaces: {} }, ${rules} }
`;
  const cluster = (name: string, tier: string, priority: number, rules: string) => `---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: ${name} }
spec: { tier: ${tier}, priority: ${priority}, subject: { namespaces: {} }, ${rules} }
`;
  const rule = (action: string, more = "") => `ingress: [{ action: ${action}, from: [{ namespaces: {} }]${more} }]`;
  const denied = policy("np", "podSelector: {}");
  test("AdminNetworkPolicy: allow and deny win over NetworkPolicies, pass leaves it to them", () => {
    assert.equal(between(admin("a", 1, rule("Deny")) + policy("np", onlyWeb)), "blocked by a");
    assert.equal(between(admin("a", 1, rule("Allow")) + denied), "allowed");
    assert.equal(between(admin("a", 1, rule("Pass")) + denied), "blocked by np");
    assert.equal(between(admin("a", 1, rule("Pass")) + admin("b", 2, rule("Deny")) + policy("np", onlyWeb)), "allowed");
  });
  test("the lower priority is asked first; rules in order; equal priorities that disagree are unknown", () => {
    assert.equal(between(admin("a", 5, rule("Deny")) + admin("b", 2, rule("Allow"))), "allowed");
    assert.equal(between(admin("a", 1, rule("Deny")) + admin("b", 2, rule("Allow"))), "blocked by a");
    assert.equal(between(admin("a", 1, rule("Deny")) + admin("b", 1, rule("Allow"))), "unknown");
    const both =
      "ingress: [{ action: Allow, from: [{ namespaces: {} }], ports: [{ portNumber: { port: 8080 } }] }, { action: Deny, from: [{ namespaces: {} }] }]";
    assert.equal(between(admin("a", 1, both)), "allowed");
    assert.equal(between(admin("a", 1, both.replace("8080", "80"))), "blocked by a");
  });
  test("BaselineAdminNetworkPolicy: only where no NetworkPolicy selects the pod for that direction", () => {
    assert.equal(between(baseline(rule("Deny"))), "blocked by default");
    assert.equal(between(baseline(rule("Deny")) + policy("np", onlyWeb)), "allowed");
    assert.equal(
      between(baseline(rule("Deny")) + policy("np", "podSelector: {}, policyTypes: [Egress], egress: [{}]")),
      "blocked by default",
    );
    assert.equal(between(admin("a", 1, rule("Pass")) + baseline(rule("Deny"))), "blocked by default");
  });
  test("ClusterNetworkPolicy: tiers, Accept, protocols", () => {
    assert.equal(between(cluster("c", "Admin", 1, rule("Accept")) + denied), "allowed");
    assert.equal(between(cluster("c", "Baseline", 1, rule("Deny"))), "blocked by c");
    assert.equal(between(cluster("c", "Baseline", 1, rule("Deny")) + policy("np", onlyWeb)), "allowed");
    const tcp = (port: string) => rule("Deny", `, protocols: [{ tcp: { destinationPort: { ${port} } } }]`);
    assert.equal(between(cluster("c", "Admin", 1, tcp("number: 8080"))), "blocked by c");
    assert.equal(between(cluster("c", "Admin", 1, tcp("number: 80"))), "allowed");
    assert.equal(between(cluster("c", "Admin", 1, tcp("range: { start: 8000, end: 9000 }"))), "blocked by c");
    assert.equal(
      between(cluster("c", "Admin", 1, rule("Deny", ", protocols: [{ destinationNamedPort: http }]"))),
      "blocked by c",
    );
  });
  test("egress rules: pods, networks that hold everything", () => {
    const out = (to: string) => `egress: [{ action: Deny, to: [${to}] }]`;
    assert.equal(
      between(admin("a", 1, out("{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: api } } } }"))),
      "blocked by a",
    );
    assert.equal(
      between(admin("a", 1, out("{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: nobody } } } }"))),
      "allowed",
    );
    assert.equal(between(admin("a", 1, out("{ networks: [0.0.0.0/0] }"))), "blocked by a");
    assert.equal(between(admin("a", 1, out("{ networks: [203.0.113.0/24] }"))), "allowed");
  });
  test("one that the CRD refuses leaves the answer open", () => {
    assert.equal(between(cluster("c", "Admin", 1, rule("Allow"))), "unknown");
    assert.equal(between(admin("a", 5000, rule("Allow"))), "unknown");
  });
});

describe("policies of other kinds", () => {
  const cilium = (spec: string) =>
    `---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: c, namespace: shop }\nspec: { ${spec} }\n`;
  const calico = (spec: string) =>
    `---\napiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: c, namespace: shop }\nspec: { ${spec} }\n`;
  test("Cilium's, where they select either side", () => {
    assert.equal(between(cilium("endpointSelector: {}")), "unknown");
    assert.equal(between(cilium("endpointSelector: { matchLabels: { 'k8s:app': api } }")), "unknown");
    assert.equal(between(cilium("endpointSelector: { matchLabels: { app: web } }")), "unknown");
    assert.equal(between(cilium("endpointSelector: { matchLabels: { app: other } }")), "allowed");
  });
  test("Calico's, by their own selectors", () => {
    assert.equal(between(calico("selector: app == 'api'")), "unknown");
    assert.equal(between(calico("selector: app in { 'x', 'web' } && has(app)")), "unknown");
    assert.equal(between(calico("selector: app == 'other' || !has(app)")), "allowed");
    assert.equal(between(calico("types: [Ingress]")), "unknown");
    const everywhere = calico("selector: all()").replace("kind: NetworkPolicy", "kind: GlobalNetworkPolicy");
    assert.equal(between(everywhere), "unknown");
    assert.equal(
      between(everywhere.replace("all()", "all(), namespaceSelector: \"kubernetes.io/metadata.name == 'pay'\"")),
      "allowed",
    );
  });
});

describe("hostNetwork and viewpoints", () => {
  const host = app("web", { pod: "hostNetwork: true" }) + app("api");
  const of = (text: string, pair: string, settings = {}) => verdicts(ask(host + text, undefined, { settings }))[pair];
  test("a caller in its node's network is known only where its address does not matter", () => {
    assert.equal(of("", "web → api:80"), "allowed");
    assert.equal(of(policy("p", onlyWeb), "web → api:80"), "unknown");
    assert.equal(of(policy("p", "podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }]"), "web → api:80"), "allowed");
    assert.equal(of(policy("p", "podSelector: {}, ingress: []"), "web → api:80"), "blocked by p");
  });
  test("a policy that selects such pods may not hold for them", () => {
    assert.equal(of(policy("p", "podSelector: {}, ingress: []"), "api → web:80"), "unknown");
    assert.equal(of(policy("p", "podSelector: {}, ingress: [{}]"), "api → web:80"), "allowed");
  });
  test("outside of the cluster: peers by labels mean nobody there, an ipBlock its addresses", () => {
    const from = (peers: string) =>
      of(
        policy("p", `podSelector: { matchLabels: { app: api } }, ingress: [{ from: [${peers}] }]`),
        "external → api:80",
      );
    assert.equal(of("", "external → api:80"), "allowed");
    assert.equal(from("{ namespaceSelector: {} }"), "blocked by p");
    assert.equal(from("{ ipBlock: { cidr: 0.0.0.0/0 } }"), "allowed");
    assert.equal(from("{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }"), "allowed");
    assert.equal(from("{ ipBlock: { cidr: 203.0.113.0/24 } }"), "unknown");
    assert.equal(from("{ ipBlock: { cidr: 10.0.0.0/8 } }"), "blocked by p");
  });
  test("nodes: by their addresses where they are told", () => {
    const text = policy(
      "p",
      "podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ ipBlock: { cidr: 192.168.1.0/24 } }] }]",
    );
    assert.equal(of(text, "node-network → api:80"), "unknown");
    assert.equal(of(text, "node-network → api:80", { nodeAddresses: ["192.168.1.5"] }), "allowed");
    assert.equal(of(text, "node-network → api:80", { nodeAddresses: ["192.168.2.5"] }), "blocked by p");
    assert.equal(of(text, "node-network → api:80", { nodeAddresses: ["192.168.1.5", "192.168.2.5"] }), "unknown");
  });
});

describe("Services without pods in sight", () => {
  const slices = `---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { ports: [{ port: 5432 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: db-1, namespace: shop, labels: { kubernetes.io/service-name: db } }
addressType: IPv4
ports: [{ name: "", port: 5433 }]
endpoints: [{ addresses: [203.0.113.7] }]
`;
  const out = (rule: string) =>
    verdicts(ask(shop + slices + policy("p", `podSelector: {}, policyTypes: [Egress], egress: [${rule}]`)))[
      "web → db:5432"
    ];
  test("are judged by the addresses and the port of their slices", () => {
    assert.equal(verdicts(ask(shop + slices))["web → db:5432"], "allowed");
    assert.equal(out("{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }], ports: [{ port: 5433 }] }"), "allowed");
    assert.equal(out("{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }], ports: [{ port: 5432 }] }"), "blocked by p");
    assert.equal(out("{ to: [{ ipBlock: { cidr: 203.0.113.0/24, except: [203.0.113.7/32] } }] }"), "blocked by p");
    assert.equal(out("{ to: [{ podSelector: {} }] }"), "blocked by p");
    assert.equal(out("{}"), "allowed");
  });
  test("without any, nothing is known", () => {
    const [pair] = ask(
      `${shop}---\napiVersion: v1\nkind: Service\nmetadata: { name: db, namespace: shop }\nspec: { selector: { app: gone }, ports: [{ port: 1 }] }\n`,
    ).filter(({ to }) => to.service.name === "db");
    assert.equal(pair?.verdict, "unknown");
    assert.equal(pair?.to.workload, null);
  });
});
