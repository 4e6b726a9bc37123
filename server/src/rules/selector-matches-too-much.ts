// A selector that catches pods of another kind of work: some of the traffic goes where nobody answers it.

import { joinTexts, type Text } from "../base/text.ts";
import { bareName } from "../index/near-miss.ts";
import { areTogether } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { Pair } from "../model/labels.ts";
import { rootPath, type ServiceManifest, type WorkloadManifest } from "../model/manifest.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import { pathOf } from "../yaml/path-of.ts";
import { selectorAsBuilt } from "./fixes/selector-as-built.ts";
import { defineRule, type Fix } from "./rule.ts";

export const selectorMatchesTooMuch = defineRule({
  id: "selector-matches-too-much",
  severity: "warning",
  title: { en: "A selector that matches too many pods", "zh-cn": "选择器匹配的 Pod 过多" },
  why: {
    en: "Every pod with these labels gets a share of the traffic, including pods of a Job or of another application that happens to have the same label. Canary, blue-green, and primary and replica workloads share a Service on purpose and are not reported. Add a label to the selector that only the right pods have.",
    "zh-cn":
      "所有具有这些标签的 Pod 都会分到流量，包括 Job 的 Pod，或碰巧带有相同标签的其他应用。金丝雀、蓝绿、主从本来就共用一个 Service，不会报告。请在选择器中加入只有目标 Pod 才有的标签。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest } = resource;
    if (manifest.service.selectorEntry === undefined || manifest.service.type === "ExternalName") return;
    // A test's job, or another example's pods, may never be where this Service is.
    const workloads = world.selected(resource).filter((one) => world.areNeighbours(resource, one));
    const why = reason(workloads) ?? deaf(resource, workloads) ?? twins(resource, workloads, world);
    if (why === undefined) return;
    const { selectorEntry, selector } = manifest.service;
    const asBuilt = selectorAsBuilt(resource);
    const only = selector?.length === 1 ? selector[0] : undefined;
    yield {
      span: only?.entry.value.span ?? selectorEntry.keySpan,
      field: only === undefined ? ["spec", "selector"] : ["spec", "selector", { key: only.key }],
      message: joinTexts("", [why, asBuilt.text]),
      fixes: () => narrower(resource, workloads),
      related: [
        ...asBuilt.related,
        ...workloads.slice(0, 4).map((workload) => ({
          document: workload.document,
          span: (workload.manifest.workload.podLabelsEntry ?? { keySpan: workload.manifest.root.span }).keySpan,
          message: { en: `pods of ${nameOf(workload)}`, "zh-cn": `${nameOf(workload)} 的 Pod` },
        })),
      ],
    };
  },
});

function reason(workloads: readonly Resource<WorkloadManifest>[]): Text | undefined {
  const jobs = workloads.filter((workload) => workload.manifest.workload.runsToCompletion);
  const running = workloads.filter((workload) => !workload.manifest.workload.runsToCompletion);
  const [job] = jobs;
  const [first] = running;
  if (job !== undefined && first !== undefined) {
    return {
      en: `The selector matches the pods of ${nameOf(job)} as well as those of ${nameOf(first)}, so some requests go to the job while it runs.`,
      "zh-cn": `选择器同时匹配 ${nameOf(job)} 和 ${nameOf(first)} 的 Pod：任务运行期间，部分请求会发给它。`,
    };
  }
  for (const key of ["app.kubernetes.io/name", "app.kubernetes.io/instance"]) {
    const labelled = running.flatMap((workload) => {
      const value = workload.manifest.workload.podLabels.find((label) => label.key === key)?.value;
      return value === undefined ? [] : [{ workload, value }];
    });
    const other = labelled.find(({ value }) => value !== labelled[0]?.value);
    const [one] = labelled;
    if (other === undefined || one === undefined || isVariant(one.value, other.value)) continue;
    return {
      en: `The selector matches two applications: ${nameOf(one.workload)} (${key}: ${one.value}) and ${nameOf(other.workload)} (${key}: ${other.value}).`,
      "zh-cn": `选择器匹配了两个应用：${nameOf(one.workload)}（${key}: ${one.value}）和 ${nameOf(other.workload)}（${key}: ${other.value}）。`,
    };
  }
  return undefined;
}

/**
 * One workload declares the port that the Service sends traffic to, another in sight of it (same file, folder or scope)
 * runs another image and declares only other ports, or none. The same program in several workloads is quiet: so are
 * canaries, and what one image serves in several roles.
 */
function deaf(service: Resource<ServiceManifest>, all: readonly Resource<WorkloadManifest>[]): Text | undefined {
  const workloads = all.filter(({ manifest }) => !manifest.workload.runsToCompletion);
  for (const { targetPort, protocol } of service.manifest.service.ports) {
    if (typeof targetPort !== "number") continue;
    const listens = ({ manifest }: Resource<WorkloadManifest>) =>
      manifest.workload.containers.some(({ ports }) =>
        ports.some((port) => port.containerPort === targetPort && port.protocol === protocol),
      );
    const listener = workloads.find(listens);
    const other = workloads.find((workload) => !listens(workload) && areTogether(service, workload));
    if (listener === undefined || other === undefined || !areTogether(service, listener)) continue;
    if (isVariant(listener.name, other.name) || sharesImage(listener, other) || isOwnPod(listener, other)) continue;
    const declared = other.manifest.workload.containers.flatMap(({ ports }) =>
      ports.flatMap(({ containerPort }) => containerPort ?? []),
    );
    const [en, zh] =
      declared.length === 0
        ? ["declares no ports", "没有声明端口"]
        : [`declares only ${declared.join(", ")}`, `只声明了 ${declared.join("、")}`];
    return {
      en: `The selector matches two workloads, but only ${nameOf(listener)} declares port ${targetPort}. ${nameOf(other)} ${en}, so some connections may be refused.`,
      "zh-cn": `选择器匹配两个工作负载，但只有 ${nameOf(listener)} 声明了端口 ${targetPort}。${nameOf(other)} ${zh}，部分连接可能会被拒绝。`,
    };
  }
  return undefined;
}

/**
 * Two Services select the same pods and send them to different ports, and each is called like one of two workloads: each gets
 * the other's pods too, and nobody declares a port that would tell which.
 */
function twins(
  service: Resource<ServiceManifest>,
  all: readonly Resource<WorkloadManifest>[],
  world: World,
): Text | undefined {
  const workloads = all.filter(({ manifest }) => !manifest.workload.runsToCompletion);
  const own = workloads.find(({ name }) => bareName(name) === bareName(service.name));
  if (own === undefined || workloads.length < 2) return undefined;
  const targets = ({ manifest }: Resource<ServiceManifest>) =>
    manifest.service.ports.map(({ targetPort }) => targetPort);
  for (const other of world.selecting(own)) {
    if (other.document === service.document && other.manifest === service.manifest) continue;
    const theirs = workloads.find((one) => one !== own && bareName(one.name) === bareName(other.name));
    if (theirs === undefined || !areTogether(service, other) || !isSameSelector(service, other)) continue;
    if (targets(other).some((target) => targets(service).includes(target))) continue;
    if (isVariant(own.name, theirs.name) || sharesImage(own, theirs)) continue;
    return {
      en: `Service ${other.name} has the same selector and sends traffic to ${targets(other).join(", ")}, this one to ${targets(service).join(", ")}. Both match the pods of ${nameOf(own)} and ${nameOf(theirs)}, so some connections may be refused.`,
      "zh-cn": `Service ${other.name} 的选择器相同，却把流量发往 ${targets(other).join("、")}，而这个发往 ${targets(service).join("、")}。两者都匹配 ${nameOf(own)} 和 ${nameOf(theirs)} 的 Pod，部分连接可能会被拒绝。`,
    };
  }
  return undefined;
}

function isSameSelector(a: Resource<ServiceManifest>, b: Resource<ServiceManifest>): boolean {
  const [one, other] = [a, b].map(({ manifest }) => manifest.service.selector ?? []);
  return (
    one?.length === other?.length &&
    (one ?? []).every((pair) => other?.some(({ key, value }) => key === pair.key && value === pair.value) === true)
  );
}

/** Whether a Pod, as a dump of a cluster shows it, is one of those that the workload makes. */
function isOwnPod({ name }: Resource<WorkloadManifest>, other: Resource<WorkloadManifest>): boolean {
  return other.manifest.kind === "Pod" && other.name.startsWith(`${name}-`);
}

function sharesImage(a: Resource<WorkloadManifest>, b: Resource<WorkloadManifest>): boolean {
  const images = ({ manifest }: Resource<WorkloadManifest>) =>
    manifest.workload.containers.flatMap(({ node }) => stringOf(get(node, "image"))?.replace(/[:@][^/]*$/, "") ?? []);
  const theirs = images(b);
  return images(a).some((image) => theirs.includes(image));
}

/** Where labels are looked for first: those that say what a pod is for. */
const telling = [
  "app.kubernetes.io/component",
  "app.kubernetes.io/name",
  "app.kubernetes.io/instance",
  "component",
  "app",
  "role",
  "tier",
];

/** For each workload that is not to end by itself: the pair that its pods have, and none of those that are not meant. */
function* narrower(
  service: Resource<ServiceManifest>,
  workloads: readonly Resource<WorkloadManifest>[],
): Iterable<Fix> {
  const running = workloads.filter((workload) => !workload.manifest.workload.runsToCompletion);
  // Beside a job all that keeps running is meant; of two applications one is.
  const groups = running.length < workloads.length ? [running] : running.map((workload) => [workload]);
  const offered = new Set<string>();
  for (const group of groups) {
    const others = workloads.filter((workload) => !group.includes(workload));
    const pair = distinguishing(group, others);
    if (pair === undefined || offered.has(`${pair.key}=${pair.value}`)) continue;
    offered.add(`${pair.key}=${pair.value}`);
    const whose = group.map(nameOf);
    yield {
      title: {
        en: `Select only the pods of ${whose.join(", ")} (${pair.key}: ${pair.value})`,
        "zh-cn": `只选择 ${whose.join("、")} 的 Pod（${pair.key}: ${pair.value}）`,
      },
      safe: false,
      edits: setField(
        service.document.yaml,
        [...rootPath(service.manifest), "spec", "selector", { key: pair.key }],
        pair.value,
      ),
    };
    if (offered.size >= 3) return;
  }
  const [only, another] = running;
  if (offered.size === 0 && only !== undefined && another === undefined) yield* markAndSelect(service, only);
}

/** Where nothing tells the pods from the others': a label that does. */
function* markAndSelect(service: Resource<ServiceManifest>, workload: Resource<WorkloadManifest>): Iterable<Fix> {
  const key = "app.kubernetes.io/component";
  const { podLabels, podLabelsEntry } = workload.manifest.workload;
  const labels = podLabelsEntry === undefined ? undefined : pathOf(workload.document.yaml, podLabelsEntry);
  if (labels === undefined || podLabels.some((label) => label.key === key)) return;
  const own = setField(workload.document.yaml, [...labels, { key }], workload.name);
  const selector = [...rootPath(service.manifest), "spec", "selector", { key }];
  const select = setField(service.document.yaml, selector, workload.name);
  if (own.length === 0 || select.length === 0) return;
  yield {
    title: {
      en: `Add the label ${key}: ${workload.name} to the pods of ${nameOf(workload)}, and select it`,
      "zh-cn": `给 ${nameOf(workload)} 的 Pod 加上标签 ${key}: ${workload.name}，并按它选择`,
    },
    safe: false,
    edits: [...select, ...own.map((edit) => ({ ...edit, document: workload.document }))],
  };
}

function distinguishing(
  group: readonly Resource<WorkloadManifest>[],
  others: readonly Resource<WorkloadManifest>[],
): Pair | undefined {
  const has = (workload: Resource<WorkloadManifest>, { key, value }: Pair) =>
    workload.manifest.workload.podLabels.some((label) => label.key === key && label.value === value);
  const rank = ({ key }: Pair) => (telling.includes(key) ? telling.indexOf(key) : telling.length);
  return [...(group[0]?.manifest.workload.podLabels ?? [])]
    .sort((a, b) => rank(a) - rank(b))
    .find(
      (pair) =>
        pair.value !== "" &&
        group.every((workload) => has(workload, pair)) &&
        others.every((workload) => !has(workload, pair)),
    );
}

/** Names of one application's parts that are meant to share a Service. */
const parts =
  "canary|stable|baseline|experiment|blue|green|active|preview|standby|primary|replicas?|secondary|master|slave|leader|follower|read|write|reader|writer|readonly|read-only|ro|rw|old|new|v\\d+|[ab]";
const partAtEnd = new RegExp(`(^|[-_.])(${parts})$`, "i");
const partInFront = new RegExp(`^(${parts})[-_.]`, "i");

/** `web` and `web-canary`, `blue-web` and `green-web`, `primary` and `replica`; what only ends in such letters (`web`) has no part. */
function isVariant(a: string, b: string): boolean {
  const [one, other] = [a, b].map((value) => value.replace(partAtEnd, "").replace(partInFront, ""));
  return one === other || one === "" || other === "";
}

function nameOf(workload: Resource<WorkloadManifest>): string {
  return `${workload.manifest.kind} ${workload.name}`;
}
