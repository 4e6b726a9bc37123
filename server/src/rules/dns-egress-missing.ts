// An egress policy that forgets DNS, for pods that call Services by name.

import { amongNeighbours } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { NetworkPolicyManifest, WorkloadManifest } from "../model/manifest.ts";
import { rootPath } from "../model/manifest.ts";
import { callsOf } from "../reach/connections.ts";
import { type DnsAnswer, dnsAnswer } from "../reach/dns.ts";
import { labelsMatch } from "../reach/labels.ts";
import { isRefusedPolicy } from "../reach/refused-policy.ts";
import { endOf, podsIn } from "../reach/scene.ts";
import type { TextPlace } from "../reach/traffic.ts";
import { locate } from "../yaml/cursor.ts";
import { lettingDnsOut } from "./fixes/network-policy.ts";
import { defineRule } from "./rule.ts";

export const dnsEgressMissing = defineRule({
  id: "dns-egress-missing",
  severity: "warning",
  title: { en: "An egress policy without DNS", "zh-cn": "出站策略未允许 DNS" },
  why: {
    en: "Once a NetworkPolicy selects a pod for egress, the pod can send only what some policy allows, and that includes DNS queries. A pod that calls Services by name needs UDP and TCP port 53 of the cluster's DNS; without it no name resolves, whatever else the policies allow.",
    "zh-cn":
      "只要有一个 NetworkPolicy 选中了 Pod 的出站流量，就只有策略明确允许的流量才能出去，DNS 查询也不例外。通过名称访问 Service 的 Pod 需要访问集群 DNS 的 UDP 和 TCP 端口 53；否则无论策略还允许什么，任何名称都无法解析。",
  },
  *check(resource, world) {
    if (!isA(resource, "network-policy")) return;
    if (!resource.manifest.policy.isolatesEgress || resource.uncertain || isRefusedPolicy(resource)) return;
    const affected = [...affectedBy(resource, world)];
    const [first] = affected;
    if (first === undefined) return;
    const names = affected.slice(0, 3).map(({ caller }) => `${caller.manifest.kind} ${caller.name}`);
    const who = `${names.join(", ")}${affected.length > 3 ? ", …" : ""}`;
    const verb = affected.length === 1 ? "calls" : "call";
    const isBlocked = affected.some(({ answer }) => answer.answer === "no");
    const callers = affected.map(({ caller }) => caller);
    yield {
      severity: amongNeighbours(isBlocked ? "warning" : "information", resource, callers, world),
      span: locate(
        resource.document.yaml.root ?? resource.manifest.root,
        placeOf(resource),
        resource.document.yaml.text,
      ).span,
      field: ["spec", "egress"],
      message: isBlocked
        ? {
            en: `${who} ${verb} Services by name, but no egress rule allows DNS (UDP and TCP port 53), so names do not resolve.`,
            "zh-cn": `${who} 通过名称访问 Service，但没有出站规则允许 DNS（UDP 和 TCP 端口 53），名称无法解析。`,
          }
        : {
            en: `${who} ${verb} Services by name, but the egress rules allow DNS only over TCP. Most resolvers send queries over UDP first.`,
            "zh-cn": `${who} 通过名称访问 Service，但出站规则只允许通过 TCP 进行 DNS 查询。多数解析器会先使用 UDP。`,
          },
      related: affected.slice(0, 5).map(({ place: { resource: said, span, text } }) => ({
        document: said.document,
        span,
        message: { en: text, "zh-cn": text },
      })),
      fixes: () => [lettingDnsOut(resource)],
    };
  },
});

interface Affected {
  readonly caller: Resource<WorkloadManifest>;
  readonly place: TextPlace;
  readonly answer: DnsAnswer;
}

/** Where several policies select a pod, the first says it for all; they are asked in their order. */
function* affectedBy(policy: Resource<NetworkPolicyManifest>, world: World): Iterable<Affected> {
  for (const caller of world.workloads(policy, policy.namespace)) {
    if (caller.uncertain) continue;
    if (labelsMatch(policy.manifest.policy.pods, podsIn(caller, policy, world).labels) !== "yes") continue;
    const end = endOf(caller, policy, world);
    const speaking = end.governing.namespaced.filter(({ policy: other }) => other.egress !== undefined);
    const isSure = speaking.every(({ sure }) => sure) && end.governing.opaque.length === 0;
    const own = speaking.map(({ policy: other }) => other.thing);
    if (!isSure || own[0] !== policy) continue;
    const answer = dnsAnswer(end, caller, policy, world);
    if (answer.byUdp !== "no") continue;
    if (answer.answer === "unknown") continue;
    for (const [, places] of callsOf(caller, world)) {
      const [place] = places;
      if (place === undefined) continue;
      yield { caller, place, answer };
      break;
    }
  }
}

function placeOf({ manifest }: Resource): ReturnType<typeof rootPath> {
  return [...rootPath(manifest), "spec", "egress"];
}
