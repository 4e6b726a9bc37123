// A Service that has no ready endpoint in the cluster, at the line that causes it where a manifest has that line.

import type { Text } from "../base/text.ts";
import { hasPods, type LivePod, liveEndpointsOf, podsWith } from "../index/live-pods.ts";
import { isA, type Resource } from "../index/resource.ts";
import { type LiveService, liveServiceIn, liveSlicesIn } from "../index/snapshot.ts";
import type { World } from "../index/world.ts";
import type { Pair } from "../model/labels.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { troubleText, whyNoneReady } from "../report/pod-trouble.ts";
import { entryOf, get, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { defineRule, type Related, type Report } from "./rule.ts";

export const noReadyEndpoints = defineRule({
  id: "no-ready-endpoints",
  severity: "warning",
  title: { en: "No ready endpoint in the cluster", "zh-cn": "集群中没有就绪的端点" },
  why: {
    en: "A Service sends traffic only to pods that are ready. The connected cluster (or the snapshot) has this Service, and none of its pods is ready, so connections fail. Typical causes: no pod has the labels of the selector, the image cannot be pulled, the program ends, the readiness probe fails, or no container has a port with the name in `targetPort`. This is known only from a live cluster or a snapshot.",
    "zh-cn":
      "Service 只把流量发送到就绪的 Pod。已连接的集群（或快照）中有这个 Service，但它的 Pod 都没有就绪，因此连接会失败。常见原因：没有 Pod 带有选择器中的标签、镜像无法拉取、程序退出、就绪探针失败，或者没有容器声明 `targetPort` 中的端口名称。只有在连接集群或提供快照时才能得知。",
  },
  *check(resource, world) {
    if (world.snapshot === undefined) return;
    if (isA(resource, "service")) yield* ofService(resource, world);
    else if (isA(resource, "workload")) yield* ofWorkload(resource, world);
  },
});

function* ofService(service: Resource<ServiceManifest>, world: World): Iterable<Report> {
  const { snapshot } = world;
  const { selector, selectorEntry, type } = service.manifest.service;
  if (snapshot === undefined || selector === undefined || selectorEntry === undefined || type === "ExternalName")
    return;
  const live = liveServiceIn(snapshot, service);
  // What the file is about to change says nothing of what the cluster has.
  if (live === undefined || !isSameSelector(live, selector)) return;
  const endpoints = liveEndpointsOf(snapshot, service.namespace, service.name);
  if (endpoints === undefined) return;
  if (endpoints.some(({ ready, addresses }) => ready && addresses.length > 0)) {
    yield* unnamedPorts(service, live, world);
    return;
  }
  const pods = podsWith(snapshot, service.namespace, new Map(Object.entries(live.selector)));
  // A workload of the files that has no pods on purpose is spoken of there.
  const workloads = world.selected(service);
  if (pods.length === 0 && workloads.length > 0 && workloads.every(({ manifest }) => manifest.workload.replicas === 0))
    return;
  const isKnown = pods.length > 0 || (endpoints.length === 0 && hasPods(snapshot));
  yield {
    span: selectorEntry.keySpan,
    field: ["spec", "selector"],
    message: isKnown
      ? whyNoneReady(pods)
      : { en: "In the cluster, this Service has no ready endpoint.", "zh-cn": "集群中这个 Service 没有就绪的端点。" },
    related: workloads.flatMap((workload) => [...causes(workload, pods)].map(({ related }) => related)),
  };
}

/** Named ports that none of the pods has: their slices leave them out (kubernetes: pkg/controller/util/endpoint, FindPort). */
function* unnamedPorts(service: Resource<ServiceManifest>, live: LiveService, world: World): Iterable<Report> {
  const slices = liveSlicesIn(world.snapshot, service);
  for (const { port, protocol = "TCP", targetPort, targetPortNode, index } of service.manifest.service.ports) {
    if (typeof targetPort !== "string" || targetPortNode === undefined) continue;
    const known = live.ports.find((one) => one.port === port && one.protocol === protocol);
    if (known?.targetPort !== targetPort) continue;
    const isThere = slices.some(
      (slice) =>
        slice.endpoints.some(({ ready }) => ready) &&
        slice.ports.some((one) => one.name === (known.name ?? "") && one.protocol === protocol),
    );
    if (isThere) continue;
    yield {
      span: targetPortNode.span,
      field: ["spec", "ports", index, "targetPort"],
      message: {
        en: `In the cluster, none of the ready pods has a ${protocol} port named ${targetPort}.`,
        "zh-cn": `集群中就绪的 Pod 都没有名为 ${targetPort} 的 ${protocol} 端口。`,
      },
    };
  }
}

function isSameSelector(live: LiveService, selector: readonly Pair[]): boolean {
  const pairs = Object.entries(live.selector);
  return (
    pairs.length === selector.length &&
    selector.every(({ key, value }) => pairs.some(([own, other]) => own === key && other === value))
  );
}

function* ofWorkload(workload: Resource<WorkloadManifest>, world: World): Iterable<Report> {
  const { snapshot } = world;
  const { podLabels } = workload.manifest.workload;
  if (snapshot === undefined || podLabels.length === 0) return;
  const labels = new Map(podLabels.map(({ key, value }) => [key, value]));
  const pods = podsWith(snapshot, workload.namespace, labels);
  // A pod that serves shows that the cluster has one that can.
  if (pods.length === 0 || pods.some(({ trouble }) => trouble === undefined)) return;
  if (world.selecting(workload).length === 0) return;
  for (const { report } of causes(workload, pods)) yield report;
}

/** The lines of the workload's manifest for which its pods are not ready. */
function* causes(
  workload: Resource<WorkloadManifest>,
  pods: readonly LivePod[],
): Iterable<{ readonly report: Report; readonly related: Related }> {
  const { document, manifest } = workload;
  const said = new Set<string>();
  const all = [...manifest.workload.initContainers, ...manifest.workload.containers];
  for (const { name: pod, trouble } of pods) {
    if (trouble?.kind !== "image" && trouble?.kind !== "crash" && trouble?.kind !== "unready") continue;
    const container = all.find(({ name }) => name !== undefined && name === trouble.container);
    if (container === undefined) continue;
    const key = trouble.kind === "unready" ? "readinessProbe" : trouble.kind === "image" ? "image" : "name";
    const entry = entryOf(container.node, key);
    if (entry === undefined || said.has(`${container.name} ${key}`)) continue;
    // Another image than the one that is written is no longer, or not yet, the manifest's.
    if (trouble.kind === "image" && stringOf(get(container.node, "image")) !== trouble.image) continue;
    said.add(`${container.name} ${key}`);
    const why = troubleText(trouble);
    const message: Text = {
      en: `In the cluster, pod ${pod} is not ready: ${why.en}.`,
      "zh-cn": `集群中的 Pod ${pod} 没有就绪：${why["zh-cn"]}。`,
    };
    const span = key === "readinessProbe" ? entry.keySpan : entry.value.span;
    yield {
      report: { span, field: fieldOf(workload, container.node, key), message },
      related: { document, span, message },
    };
  }
}

/** A container's field, counted from the workload. */
function fieldOf({ manifest }: Resource<WorkloadManifest>, container: Node, key: string): Report["field"] {
  const base =
    manifest.kind === "Pod"
      ? ["spec"]
      : manifest.kind === "CronJob"
        ? ["spec", "jobTemplate", "spec", "template", "spec"]
        : ["spec", "template", "spec"];
  for (const field of ["initContainers", "containers"]) {
    const list = get(manifest.root, ...base, field);
    const index = list?.kind === "list" ? list.items.indexOf(container) : -1;
    if (index >= 0) return [...base, field, index, key];
  }
  return [...base, "containers"];
}
