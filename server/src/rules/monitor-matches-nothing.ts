// A ServiceMonitor or PodMonitor that finds nothing to scrape.

import type { FieldPath } from "../base/field.ts";
import type { Severity } from "../base/settings.ts";
import type { Text } from "../base/text.ts";
import { isTypo } from "../index/near-miss.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { type Pair, readPairs } from "../model/labels.ts";
import { type LabelSelector, readLabelSelector, selects } from "../model/network-policy.ts";
import { entryOf, get, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import type { Finding, Rule } from "./rule.ts";

export const monitorMatchesNothing: Rule = {
  id: "monitor-matches-nothing",
  severity: "warning",
  title: { en: "A monitor that matches nothing", "zh-cn": "监控对象没有匹配任何目标" },
  why: {
    en: "A ServiceMonitor finds Services by the labels of the **Service** (not of the pods), in the namespaces that it names, and scrapes the Service port of the given **name**. A PodMonitor does the same with pods and container ports. Where nothing matches, Prometheus scrapes nothing, without an error.",
    "zh-cn":
      "ServiceMonitor 按 **Service** 自身的标签（不是 Pod 的）在它指定的命名空间中查找 Service，并抓取指定 **名称** 的 Service 端口。PodMonitor 对 Pod 和容器端口也是如此。如果没有匹配，Prometheus 不会抓取任何数据，也不会报错。",
  },
  *check(resource, world) {
    const { manifest } = resource;
    if (!manifest.apiVersion.startsWith("monitoring.coreos.com/")) return;
    const ofServices = manifest.kind === "ServiceMonitor";
    if (!ofServices && manifest.kind !== "PodMonitor") return;
    const selectorEntry = entryOf(get(manifest.root, "spec"), "selector");
    if (selectorEntry === undefined) return;
    const everywhere = [...(ofServices ? services(resource, world) : pods(resource, world))];
    const targets = everywhere.filter((target) => looksInto(resource, target.namespace));
    const selector = readLabelSelector(selectorEntry.value);
    const fitting = everywhere.filter((target) => selects(selector, target.labels));
    const matched = fitting.filter((target) => targets.includes(target));
    if (matched.length === 0) {
      yield nothing(selectorEntry.keySpan, selector, targets, fitting[0], ofServices);
      return;
    }
    const list = ofServices ? "endpoints" : "podMetricsEndpoints";
    for (const { node, index } of portNodes(get(manifest.root, "spec", list))) {
      const name = stringOf(node);
      if (name === undefined || matched.some((target) => target.ports.includes(name))) continue;
      yield portMissing(node, ["spec", list, index, "port"], name, matched);
    }
  },
};

/** What a monitor may find: a Service or a workload's pods. */
interface Target {
  readonly name: string;
  readonly namespace: string;
  readonly labels: readonly Pair[];
  readonly ports: readonly string[];
}

function* services(resource: Resource, world: World): Iterable<Target> {
  for (const { manifest, name, namespace } of world.ofKindEverywhere(resource, "Service")) {
    if (manifest.is !== "service") continue;
    const ports = manifest.service.ports.flatMap((port) => port.name ?? []);
    yield { name: `Service ${name}`, namespace, labels: labelsOf(manifest.root), ports };
  }
}

function* pods(resource: Resource, world: World): Iterable<Target> {
  for (const kind of ["Deployment", "StatefulSet", "DaemonSet", "Pod", "ReplicaSet", "Job", "CronJob", "Rollout"]) {
    for (const { manifest, name, namespace } of world.ofKindEverywhere(resource, kind)) {
      if (manifest.is !== "workload") continue;
      const ports = manifest.workload.containers.flatMap((container) =>
        container.ports.flatMap((port) => port.name ?? []),
      );
      yield { name: `${kind} ${name}`, namespace, labels: manifest.workload.podLabels, ports };
    }
  }
}

function labelsOf(root: MapNode): readonly Pair[] {
  return readPairs(get(root, "metadata", "labels"));
}

/** Its own namespace, unless namespaceSelector says otherwise. */
function looksInto(resource: Resource, namespace: string): boolean {
  const selector = get(resource.manifest.root, "spec", "namespaceSelector");
  const any = get(selector, "any");
  if (any?.kind === "bool" && any.value) return true;
  const names = get(selector, "matchNames");
  if (names?.kind === "list" && names.items.length > 0) return names.items.some((item) => stringOf(item) === namespace);
  return namespace === resource.namespace;
}

function* portNodes(list: Node | undefined): Iterable<{ node: Node; index: number }> {
  if (list?.kind !== "list") return;
  for (const [index, item] of list.items.entries()) {
    const node = get(item, "port");
    if (node !== undefined) yield { node, index };
  }
}

function nothing(
  span: Finding["span"],
  selector: LabelSelector,
  targets: readonly Target[],
  elsewhere: Target | undefined,
  ofServices: boolean,
): Finding {
  const field = ["spec", "selector"];
  if (elsewhere !== undefined && selector.labels.length + selector.expressions.length > 0) {
    return {
      rule: "monitor-matches-nothing",
      severity: "warning",
      span,
      field,
      message: {
        en: `${elsewhere.name} has these labels, but is in namespace ${elsewhere.namespace}, where this monitor does not look: it needs spec.namespaceSelector.`,
        "zh-cn": `${elsewhere.name} 具有这些标签，但位于命名空间 ${elsewhere.namespace}，而该监控对象不在那里查找：需要设置 spec.namespaceSelector。`,
      },
    };
  }
  const near = targets.find((target) => comesNear(selector, target.labels));
  const what = ofServices ? { en: "Service", "zh-cn": "Service" } : { en: "pods", "zh-cn": "Pod" };
  const message: Text = {
    en: `No ${what.en} of this workspace has the labels that this selector asks for${near === undefined ? "; they may come from elsewhere" : `; nearest: ${near.name}`}.`,
    "zh-cn": `此工作区中没有 ${what["zh-cn"]} 具有该选择器要求的标签${near === undefined ? "；它们可能来自别处" : `；最接近的是 ${near.name}`}。`,
  };
  const severity: Severity = near === undefined ? "hint" : "warning";
  return { rule: "monitor-matches-nothing", severity, span, field, message };
}

/** All pairs but one are there, or a value is a small typo or a change of case away. */
function comesNear(selector: LabelSelector, labels: readonly Pair[]): boolean {
  const wrong = selector.labels.filter(
    (pair) => !labels.some((label) => label.key === pair.key && label.value === pair.value),
  );
  if (selector.labels.length > 1 && wrong.length === 1) return true;
  return wrong.some((pair) =>
    labels.some(
      (label) =>
        label.key === pair.key &&
        (isTypo(pair.value, label.value) || label.value.toLowerCase() === pair.value.toLowerCase()),
    ),
  );
}

function portMissing(node: Node, field: FieldPath, name: string, matched: readonly Target[]): Finding {
  const known = [...new Set(matched.flatMap((target) => target.ports))];
  const targets = matched.map((target) => target.name);
  return {
    rule: "monitor-matches-nothing",
    severity: "warning",
    span: node.span,
    field,
    message: {
      en: `${targets.join(", ")} has no port named ${name}${known.length === 0 ? "" : `; it has ${known.join(", ")}`}, so nothing is scraped.`,
      "zh-cn": `${targets.join("、")} 没有名为 ${name} 的端口${known.length === 0 ? "" : `；它有 ${known.join("、")}`}，因此不会抓取任何数据。`,
    },
  };
}
