// The exposure summary: who reaches a Service, which node ports that needs, what covers its pods, what to think of.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultSettings } from "../../server/src/base/settings.ts";
import { resolvePaths } from "../../server/src/paths/resolve.ts";
import { type Exposure, exposureOf } from "../../server/src/report/exposure.ts";
import { exposureReport } from "../../server/src/report/exposure-report.ts";
import { firewallCommands } from "../../server/src/report/firewall.ts";
import { servicesIn, workspaceOf } from "./resolved.ts";

const pods = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c }] } } }
`;
const policy = (labels: string) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard }
spec: { podSelector: { matchLabels: ${labels} }, ingress: [{}] }
`;

function exposure(spec: string, more = ""): Exposure {
  const text = `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ${spec} }\n${pods}${more}`;
  const workspace = workspaceOf({
    files: [{ path: "web.yaml", text }],
    settings: { ...defaultSettings, nodeAddresses: ["10.0.0.5"] },
  });
  const [service] = servicesIn(workspace);
  assert.ok(service !== undefined);
  return exposureOf(service, resolvePaths(service, workspace.world()), workspace.world());
}

describe("exposure", () => {
  test("of a ClusterIP: the cluster only, and no port of a node", () => {
    const { viewpoints, openings, advice } = exposure("ports: [{ port: 80 }]");
    assert.deepEqual(viewpoints, ["cluster"]);
    assert.deepEqual(openings, []);
    assert.deepEqual(advice, []);
  });
  test("of an ExternalName: no pods, so nothing for a NetworkPolicy to cover", () => {
    const { policy } = exposure("type: ExternalName, externalName: db.example.com");
    assert.match(policy.en, /^It is an alias without pods of its own/);
    assert.doesNotMatch(policy["zh-cn"], /此工作区中/);
  });
  test("of a NodePort: each port once for each protocol", () => {
    const { viewpoints, openings, advice } = exposure(
      "type: NodePort, ports: [{ name: a, port: 53, nodePort: 30053 }, { name: b, port: 53, protocol: UDP, nodePort: 30053 }]",
    );
    assert.deepEqual(viewpoints, ["node-network", "cluster"]);
    assert.deepEqual(openings, [
      { nodes: ["10.0.0.5"], port: 30053, protocol: "TCP", purpose: "node-port" },
      { nodes: ["10.0.0.5"], port: 30053, protocol: "UDP", purpose: "node-port" },
    ]);
    assert.match(advice[0]?.en ?? "", /^A nodePort opens a high port on every node/);
  });
  test("of a LoadBalancer with Local: the health check's port too", () => {
    const { openings, advice } = exposure(
      "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30001, ports: [{ port: 80, nodePort: 30080 }]",
    );
    assert.deepEqual(
      openings.map(({ port, purpose }) => [port, purpose]),
      [
        [30080, "behind-load-balancer"],
        [30001, "health-check"],
      ],
    );
    assert.ok(advice.some(({ en }) => en.startsWith("loadBalancerSourceRanges is not set")));
  });
  test("of a node port that is still to be chosen: said, but no command", () => {
    const summary = exposure("type: NodePort, ports: [{ port: 80 }]");
    assert.deepEqual(firewallCommands(summary.openings), []);
    assert.match(
      exposureReport(summary, "en"),
      /After the cluster assigns the node port \(TCP\), it must be open on 10\.0\.0\.5/,
    );
    assert.match(exposureReport(summary, "zh-cn"), /需要在 10\.0\.0\.5 上打开它/);
  });
  test("says whether NetworkPolicies cover the pods", () => {
    assert.match(exposure("ports: [{ port: 80 }]").policy.en, /^No NetworkPolicy selects/);
    assert.match(
      exposure("ports: [{ port: 80 }]", policy("{ app: web }")).policy.en,
      /^NetworkPolicy guard selects its pods/,
    );
    assert.match(exposure("ports: [{ port: 80 }]", policy("{ app: other }")).policy.en, /^No NetworkPolicy selects/);
    const two = pods
      .replace("{ name: web }", "{ name: canary }")
      .replace("{ app: web }", "{ app: web, track: canary }");
    assert.match(
      exposure("ports: [{ port: 80 }]", two + policy("{ track: canary }")).policy.en,
      /selects only some of its pods/,
    );
  });
  test("of one that nobody reaches", () => {
    assert.match(
      exposureReport({ viewpoints: [], openings: [], policy: { en: "p", "zh-cn": "p" }, advice: [] }, "en"),
      /Unreachable from everywhere/,
    );
  });
  test("gives commands for each firewall, in the port's own protocol", () => {
    const blocks = firewallCommands([{ nodes: ["fd00::5"], port: 30053, protocol: "UDP", purpose: "node-port" }]);
    assert.equal(blocks.length, 7);
    for (const { lines } of blocks) assert.match(lines[0] ?? "", /30053/);
    assert.deepEqual(blocks[2]?.lines, ["sudo ip6tables -I INPUT -p udp --dport 30053 -j ACCEPT"]);
  });
});
