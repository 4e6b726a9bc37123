// Letting one caller through: at the rule that nearly does, or with a policy of its own. Never everybody.

import type { Resource } from "../../index/resource.ts";
import { isA } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import { isSetByController, readPairs } from "../../model/labels.ts";
import { type NetworkPolicyManifest, rootPath, type WorkloadManifest } from "../../model/manifest.ts";
import type { PolicyRule } from "../../model/network-policy.ts";
import { dnsPodLabel, dnsService } from "../../reach/dns.ts";
import { type Arrival, type Direction, hasPort, isPeer } from "../../reach/policies.ts";
import { endOf, namespaceNameLabel } from "../../reach/scene.ts";
import { get } from "../../yaml/cursor.ts";
import { setField } from "../../yaml/edit.ts";
import type { Json } from "../../yaml/to-json.ts";
import type { Edit, Fix } from "../rule.ts";
import { addBeside, namespaceBeside } from "./beside.ts";

/** One side of a connection that is to be let through. */
export interface Blocked {
  readonly direction: Direction;
  /** Whose policies block it. */
  readonly own: Resource<WorkloadManifest>;
  readonly other: Resource<WorkloadManifest>;
  readonly arrival: Arrival;
  readonly policies: readonly Resource[];
}

/** The labels that tell a workload's pods from others': those of its own selector. */
export function tellingLabels({ manifest }: Resource<WorkloadManifest>): Readonly<Record<string, string>> | undefined {
  const selector = readPairs(get(manifest.root, "spec", "selector", "matchLabels"));
  const { podLabels } = manifest.workload;
  const isOwn =
    selector.length > 0 &&
    selector.every(({ key, value }) => podLabels.some((label) => label.key === key && label.value === value));
  const pairs = isOwn ? selector : podLabels.filter(({ key }) => !isSetByController(key));
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

/** Ways to let it through on this side, the likeliest first. */
export function* lettingThrough(side: Blocked, world: World): Iterable<Fix> {
  const { own, other, direction, arrival } = side;
  const nearly = nearlyMatching(side, world);
  const who = `${other.manifest.kind} ${other.name}`;
  const port = String(arrival.port ?? "");
  if (nearly !== undefined) {
    const { policy, path, value } = nearly;
    const edits = onDocument(policy, setField(policy.document.yaml, [...rootPath(policy.manifest), ...path], value));
    if (edits.length > 0) {
      yield {
        title:
          direction === "ingress"
            ? {
                en: `Allow ${who} on port ${port} in NetworkPolicy ${policy.name}`,
                "zh-cn": `在 NetworkPolicy ${policy.name} 中允许 ${who} 访问端口 ${port}`,
              }
            : {
                en: `Allow port ${port} of ${who} in NetworkPolicy ${policy.name}`,
                "zh-cn": `在 NetworkPolicy ${policy.name} 中允许访问 ${who} 的端口 ${port}`,
              },
        safe: false,
        edits,
      };
    }
  }
  const peer = peerFor(other, own.namespace);
  const pods = tellingLabels(own);
  const [beside] = side.policies;
  if (peer === undefined || pods === undefined || beside === undefined || arrival.port === undefined) return;
  const name = direction === "ingress" ? `${own.name}-from-${other.name}` : `${own.name}-to-${other.name}`;
  const rule = { [direction === "ingress" ? "from" : "to"]: [peer], ports: [portFor(arrival)] };
  yield {
    title: { en: `Add NetworkPolicy ${name}`, "zh-cn": `添加 NetworkPolicy ${name}` },
    safe: false,
    edits: addBeside(beside, {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name, ...namespaceBeside(beside.namespace === own.namespace ? beside : own) },
      spec: {
        podSelector: { matchLabels: pods },
        policyTypes: [direction === "ingress" ? "Ingress" : "Egress"],
        [direction]: [rule],
      },
    }),
  };
}

/** A rule that has the port and not the peer, or the peer and not the port; the narrower policy first. */
function nearlyMatching({ policies, direction, own, other, arrival }: Blocked, world: World) {
  const peer = peerFor(other, own.namespace);
  const who = endOf(other, own, world).peer;
  const listed = policies.filter((policy): policy is Resource<NetworkPolicyManifest> => isA(policy, "network-policy"));
  const narrowFirst = [...listed].sort((a, b) => breadth(a) - breadth(b));
  const peers = direction === "ingress" ? "from" : "to";
  for (const policy of narrowFirst) {
    for (const [index, rule] of rulesOf(policy, direction).entries()) {
      const knowsPort = rule.ports.length > 0 && hasPort(rule.ports, arrival) === "yes";
      if (!knowsPort || rule.peers.length === 0 || peer === undefined) continue;
      return { policy, path: ["spec", direction, index, peers, rule.peers.length], value: peer };
    }
  }
  for (const policy of narrowFirst) {
    for (const [index, rule] of rulesOf(policy, direction).entries()) {
      const knowsPeer = rule.peers.some((each) => isPeer(each, rule, policy.namespace, who) === "yes");
      if (!knowsPeer || rule.ports.length === 0) continue;
      return { policy, path: ["spec", direction, index, "ports", rule.ports.length], value: portFor(arrival) };
    }
  }
  return undefined;
}

function rulesOf({ manifest }: Resource<NetworkPolicyManifest>, direction: Direction): readonly PolicyRule[] {
  return direction === "ingress" ? manifest.policy.ingress : manifest.policy.egress;
}

/** A policy for all pods is the general rule; what belongs to some stands in another. */
function breadth({ manifest }: Resource<NetworkPolicyManifest>): number {
  const { labels, expressions } = manifest.policy.pods;
  return labels.length + expressions.length > 0 ? 0 : 1;
}

function portFor({ port, protocol }: Arrival): Json {
  return protocol === "TCP" ? { port: port ?? 0 } : { protocol, port: port ?? 0 };
}

/** The item of `from` or `to` that means a workload's pods, as a policy of namespace `from` writes it. */
export function peerFor(workload: Resource<WorkloadManifest>, from: string): Json | undefined {
  const labels = tellingLabels(workload);
  if (labels === undefined) return undefined;
  const elsewhere =
    workload.namespace === from
      ? {}
      : { namespaceSelector: { matchLabels: { [namespaceNameLabel]: workload.namespace } } };
  return { ...elsewhere, podSelector: { matchLabels: labels } };
}

/** The rule that lets queries out to the cluster's DNS. */
export function lettingDnsOut(policy: Resource<NetworkPolicyManifest>): Fix {
  const rule = {
    to: [
      {
        namespaceSelector: { matchLabels: { [namespaceNameLabel]: dnsService.namespace } },
        podSelector: { matchLabels: { [dnsPodLabel.key]: dnsPodLabel.value } },
      },
    ],
    ports: [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ],
  };
  const base = [...rootPath(policy.manifest), "spec", "egress"];
  const { egress } = policy.manifest.policy;
  const { yaml } = policy.document;
  const isList = get(policy.manifest.root, "spec", "egress")?.kind === "list";
  return {
    title: {
      en: `Allow DNS: add an egress rule to ${dnsService.name} on port 53`,
      "zh-cn": `允许 DNS：添加到 ${dnsService.name} 端口 53 的出站规则`,
    },
    safe: false,
    edits: onDocument(policy, isList ? setField(yaml, [...base, egress.length], rule) : setField(yaml, base, [rule])),
  };
}

function onDocument({ document }: Resource, edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit) => ({ ...edit, document }));
}
