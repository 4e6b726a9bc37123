// A targetPort that is a name, and pods that do not have it: accepted, and no traffic arrives there.

import type { Text } from "../base/text.ts";
import { amongNeighbours, nearest } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { portsMeant } from "../model/ports-meant.ts";
import type { ServicePort } from "../model/service.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import { targetPortFixes } from "./fixes/target-port.ts";
import { defineRule, type Report } from "./rule.ts";

const why: Text = {
  en: "A named `targetPort` is looked up by name **and protocol** in every pod: in its containers and in sidecars (init containers that always restart). The API server does not check it. A pod without the name gets no traffic for this port; if no pod has it, the port has no endpoints.",
  "zh-cn":
    "命名的 `targetPort` 会在每个 Pod 的容器和 sidecar（始终重启的 init 容器）中按名称 **和协议** 查找。API server 不检查它。没有该名称的 Pod 收不到此端口的流量；如果所有 Pod 都没有，该端口就没有任何端点。",
};

export const targetPortNameMissing = defineRule({
  id: "target-port-name-missing",
  severity: "warning",
  title: { en: "A targetPort name that no pod has", "zh-cn": "没有 Pod 具有该 targetPort 名称" },
  why,
  check: (resource, world) => lookUp(resource, world, "all"),
});

export const targetPortNamePartlyMissing = defineRule({
  id: "target-port-name-partly-missing",
  severity: "warning",
  title: { en: "A targetPort name that only some pods have", "zh-cn": "只有部分 Pod 具有该 targetPort 名称" },
  why,
  check: (resource, world) => lookUp(resource, world, "some"),
});

function* lookUp(resource: Resource, world: World, lacking: "all" | "some"): Iterable<Report> {
  if (!isA(resource, "service")) return;
  const { manifest } = resource;
  if (manifest.service.type === "ExternalName") return;
  const ports = manifest.service.ports.filter(
    (port) => typeof port.targetPort === "string" && port.targetPortNode !== undefined && port.protocol !== undefined,
  );
  if (ports.length === 0) return;
  const selected = nearest(resource, world.selected(resource), world).filter(
    (workload) => workload.manifest.workload.podSpec !== undefined,
  );
  // Beside pods that serve, one that ends (a chart's test) is selected by accident.
  const serving = selected.filter((workload) => !ends(workload));
  const workloads = serving.length > 0 ? serving : selected;
  if (workloads.length === 0 || workloads.some(portsAreOpen)) return;
  const severity = amongNeighbours("warning", resource, workloads, world);
  for (const port of ports) {
    const without = workloads.filter((workload) => portsMeant(port, workload.manifest.workload).length === 0);
    if (without.length === 0 || (without.length === workloads.length) !== (lacking === "all")) continue;
    yield { ...reportOn(resource, port, without, lacking), severity };
  }
}

/** Whether the pods run to their end instead of serving. */
function ends({ manifest }: Resource<WorkloadManifest>): boolean {
  const { runsToCompletion, podSpec } = manifest.workload;
  return runsToCompletion || (manifest.kind === "Pod" && stringOf(get(podSpec, "restartPolicy")) === "Never");
}

/** Whether somebody fills a port in later. */
export function portsAreOpen({ manifest }: Resource<WorkloadManifest>): boolean {
  return manifest.workload.containers.some(({ node }) => holdsFilledIn(get(node, "ports")));
}

function reportOn(
  service: Resource<ServiceManifest>,
  port: ServicePort,
  without: readonly Resource<WorkloadManifest>[],
  lacking: "all" | "some",
): Report {
  // One workload may stand in many files (`web-small.yaml`, `web-large.yaml`), of which one is applied.
  const list = [...new Set(without.map((workload) => `${workload.manifest.kind} ${workload.name}`))];
  const reasons = [...new Set(without.map((workload) => reasonOf(port, workload)))];
  const [reason] = reasons;
  return {
    span: port.targetPortNode?.span ?? port.node.span,
    field: ["spec", "ports", port.index, "targetPort"],
    message: messageOf(port, list, reason, lacking),
    related: without.slice(0, 3).map((workload) => {
      const container = workload.manifest.workload.containers[0];
      return {
        document: workload.document,
        span: firstKey(container?.node) ?? workload.manifest.name?.span ?? { start: 0, end: 0 },
        message: {
          en: `${workload.manifest.kind} ${workload.name} has: ${declared(workload) || "no declared port"}`,
          "zh-cn": `${workload.manifest.kind} ${workload.name} 声明的端口：${declared(workload) || "无"}`,
        },
      };
    }),
    fixes: () => targetPortFixes(service, port, without),
  };
}

/** How many workloads a message names. */
const named = 5;

type Reason = "other-protocol" | "only-init-container" | "not-there";

function reasonOf(port: ServicePort, workload: Resource<WorkloadManifest>): Reason {
  const { containers, initContainers } = workload.manifest.workload;
  const has = (list: typeof containers) =>
    list.some((container) => container.ports.some((candidate) => candidate.name === port.targetPort));
  return has(containers) ? "other-protocol" : has(initContainers) ? "only-init-container" : "not-there";
}

function messageOf(
  port: ServicePort,
  list: readonly string[],
  reason: Reason | undefined,
  lacking: "all" | "some",
): Text {
  const name = String(port.targetPort);
  const more = list.length - named;
  const who =
    more > 1
      ? {
          en: `${list.slice(0, named).join(", ")} and ${more} more`,
          "zh-cn": `${list.slice(0, named).join("、")} 等 ${list.length} 个工作负载`,
        }
      : { en: list.join(", "), "zh-cn": list.join("、") };
  if (reason === "other-protocol") {
    return {
      en: `${who.en} ${list.length > 1 ? "have" : "has"} a port named ${name}, but not for ${port.protocol}. Names are looked up together with the protocol, so no traffic arrives.`,
      "zh-cn": `${who["zh-cn"]} 有名为 ${name} 的端口，但协议不是 ${port.protocol}。名称与协议一起查找，因此收不到流量。`,
    };
  }
  if (reason === "only-init-container") {
    return {
      en: `Only an init container of ${who.en} has a port named ${name}. It ends before the pod starts to serve, so no traffic arrives.`,
      "zh-cn": `只有 ${who["zh-cn"]} 的 init 容器有名为 ${name} 的端口；它在 Pod 提供服务之前就已结束，因此收不到流量。`,
    };
  }
  if (lacking === "all") {
    return {
      en: `No container port of ${who.en} is named ${name}, so this port has no endpoints.`,
      "zh-cn": `${who["zh-cn"]} 没有名为 ${name} 的容器端口，因此该端口没有端点。`,
    };
  }
  return {
    en:
      list.length > 1
        ? `${who.en} have no container port named ${name}, so their pods get no traffic for this port.`
        : `${who.en} has no container port named ${name}, so its pods get no traffic for this port.`,
    "zh-cn": `${who["zh-cn"]} 没有名为 ${name} 的容器端口：其 Pod 收不到此端口的流量。`,
  };
}

function declared(workload: Resource<WorkloadManifest>): string {
  const ports = workload.manifest.workload.containers.flatMap((container) => container.ports);
  return ports.map((port) => `${port.name ?? "–"} ${port.containerPort ?? "?"}/${port.protocol ?? "?"}`).join(", ");
}

function firstKey(node: { entries: readonly { keySpan: { start: number; end: number } }[] } | undefined) {
  return node?.entries[0]?.keySpan;
}
