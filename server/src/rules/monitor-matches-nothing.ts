// A ServiceMonitor or PodMonitor that finds nothing to scrape.

import type { FieldPath } from "../base/field.ts";
import { mayBecomeOne } from "../base/placeholder.ts";
import type { Severity } from "../base/settings.ts";
import type { Text } from "../base/text.ts";
import { isName, isTelling, isTypo, sameButCase } from "../index/likeness.ts";
import { monitoredBy, type Target } from "../index/monitored.ts";
import { farFrom } from "../index/near-miss.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { Pair } from "../model/labels.ts";
import { rootPath } from "../model/manifest.ts";
import type { LabelSelector } from "../model/network-policy.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { appendItem, replaceScalar, setField } from "../yaml/edit.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import type { MapNode, Node, YamlDocument } from "../yaml/node.ts";
import { inTurn } from "../yaml/text-edit.ts";
import { likeliest } from "./fixes/likeliest.ts";
import { defineRule, type Fix, type Report } from "./rule.ts";

export const monitorMatchesNothing = defineRule({
  id: "monitor-matches-nothing",
  severity: "warning",
  title: { en: "A monitor that matches nothing", "zh-cn": "监控对象没有匹配任何目标" },
  why: {
    en: "A ServiceMonitor finds Services by the labels of the **Service** (not of the pods) in the namespaces it selects, and scrapes the Service port with the given **name**. A PodMonitor does the same with pods and container ports. If nothing matches, Prometheus scrapes nothing and reports no error.",
    "zh-cn":
      "ServiceMonitor 按 **Service** 自身的标签（不是 Pod 的）在它指定的命名空间中查找 Service，并抓取指定 **名称** 的 Service 端口。PodMonitor 对 Pod 和容器端口也是如此。如果没有匹配，Prometheus 不会抓取任何数据，也不会报错。",
  },
  *check(resource, world) {
    const monitor = monitoredBy(resource, world);
    if (monitor === undefined) return;
    const { manifest } = resource;
    const { ofServices, selectorEntry, selector, targets, fitting, matched } = monitor;
    // One of which nobody says the namespace, or that of the monitor, may be where it looks.
    const isOpen = (target: Target) =>
      !target.resource.namespaceIsKnown || (!resource.namespaceIsKnown && !namesNamespaces(manifest.root));
    if (matched.length === 0) {
      if (fitting.some(isOpen) || holdsFilledIn(selectorEntry.value)) return;
      if (targets.some(({ labels }) => selector.labels.length > 0 && mayBecome(selector.labels, labels))) return;
      const found = nothing(resource, selectorEntry.keySpan, selector, targets, fitting[0], ofServices, world);
      yield { ...found.finding, fixes: () => found.fixes(resource) };
      return;
    }
    const severity = amongNeighbours(
      "warning",
      resource,
      matched.map((target) => target.resource),
      world,
    );
    const { list } = monitor;
    for (const { node, index } of portNodes(get(manifest.root, "spec", list))) {
      const name = stringOf(node);
      // Digits are rather a number than a name: monitor-port-form says so.
      if (name !== undefined && /^\d+$/.test(name)) continue;
      if (name === undefined || matched.some((target) => target.ports.includes(name))) continue;
      // Another that is not on this disk may match too, and a port's name may be filled in later.
      if (matched.some((target) => target.ports.some((port) => mayBecomeOne(port, name)))) continue;
      // Beside what is matched an operator may make another that has the port.
      const isSure = matched.some(({ ports }) => ports.some((port) => isTypo(name, port))) || !world.hasOperators();
      yield {
        ...portMissing(node, ["spec", list, index, "port"], name, matched),
        severity: isSure ? severity : "hint",
        fixes: () => portFixes(resource, node, name, matched),
      };
    }
  },
});

function* portNodes(list: Node | undefined): Iterable<{ node: Node; index: number }> {
  if (list?.kind !== "list") return;
  for (const [index, item] of list.items.entries()) {
    const node = get(item, "port");
    if (node !== undefined) yield { node, index };
  }
}

function nothing(
  monitor: Resource,
  span: Report["span"],
  selector: LabelSelector,
  targets: readonly Target[],
  elsewhere: Target | undefined,
  ofServices: boolean,
  world: World,
): { finding: Report; fixes(monitor: Resource): Iterable<Fix> } {
  const field = ["spec", "selector"];
  if (elsewhere !== undefined && selector.labels.length + selector.expressions.length > 0) {
    const finding: Report = {
      severity: amongNeighbours("warning", monitor, [elsewhere.resource], world),
      span,
      field,
      message: {
        en: `${elsewhere.name} has these labels, but is in namespace ${elsewhere.namespace}, which this monitor does not search. Set spec.namespaceSelector.`,
        "zh-cn": `${elsewhere.name} 具有这些标签，但位于命名空间 ${elsewhere.namespace}，该监控对象不会在那里查找。请设置 spec.namespaceSelector。`,
      },
    };
    return { finding, fixes: () => [lookInto(monitor, elsewhere.namespace)] };
  }
  const [near] = targets
    .filter((target) => comesNear(selector, target.labels))
    .map((target) => ({ target, far: farFrom(monitor, target.resource, world) }))
    .sort((a, b) => a.far - b.far)
    .map(({ target }) => target);
  const bare = near === undefined && ofServices ? targets.find((target) => podsHave(target, selector)) : undefined;
  const what = ofServices ? { en: "Service", "zh-cn": "Service" } : { en: "pod", "zh-cn": "Pod" };
  const message: Text = {
    en: `No ${what.en} in this workspace has the labels in this selector${near === undefined ? "; it may be defined elsewhere" : `. Nearest: ${near.name}`}.`,
    "zh-cn": `此工作区中没有 ${what["zh-cn"]} 具有该选择器要求的标签${near === undefined ? "；可能在别处定义" : `。最接近的是 ${near.name}`}。`,
  };
  // An operator makes Services and pods that no file shows; only what stands beside the monitor was meant for certain.
  const isMeant = near !== undefined && (world.areBeside(monitor, near.resource) || !world.hasOperators());
  const severity: Severity = isMeant ? amongNeighbours("warning", monitor, [near.resource], world) : "hint";
  if (bare !== undefined) {
    const about: Text = {
      en: `${bare.name} selects pods with these labels, but a ServiceMonitor looks for labels of the Service itself.`,
      "zh-cn": `${bare.name} 选择带有这些标签的 Pod，但 ServiceMonitor 查找的是 Service 自身的标签。`,
    };
    const bareSeverity = amongNeighbours("warning", monitor, [bare.resource], world);
    const finding: Report = { severity: bareSeverity, span, field, message: about };
    return { finding, fixes: () => [labelIt(bare, selector.labels)] };
  }
  const finding: Report = { severity, span, field, message };
  return {
    finding,
    fixes: () =>
      near === undefined
        ? []
        : [...nearFixes(monitor, selector, near, ofServices)].map((fix) =>
            isMeant ? fix : { ...fix, guess: Number.POSITIVE_INFINITY },
          ),
  };
}

/** A Service of which people think that its pods' labels were its own. */
function podsHave({ resource: { manifest } }: Target, { labels, expressions }: LabelSelector): boolean {
  if (manifest.is !== "service" || labels.length === 0 || expressions.length > 0) return false;
  const selector = manifest.service.selector ?? [];
  return labels.every((pair) => selector.some(({ key, value }) => key === pair.key && value === pair.value));
}

/** The labels as the target has them, or the other way round. */
function* nearFixes(monitor: Resource, selector: LabelSelector, near: Target, ofServices: boolean): Iterable<Fix> {
  const wrong = selector.labels.filter((pair) => labelIn(near.labels, pair.key) !== pair.value);
  for (const pair of wrong) {
    const value = labelIn(near.labels, pair.key);
    if (value === undefined) continue;
    yield {
      title: {
        en: `Change to ${pair.key}: ${value}, as in ${near.name}`,
        "zh-cn": `改为 ${pair.key}: ${value}（与 ${near.name} 一致）`,
      },
      safe: false,
      edits: replaceScalar(monitor.document.yaml, pair.entry.value, value),
    };
  }
  // Pods' labels are selected by others too; a Service's own are for monitors.
  const absent = wrong.every(({ key }) => labelIn(near.labels, key) === undefined);
  if (ofServices && absent) yield labelIt(near, wrong);
}

function labelIt({ name, resource: { document, manifest } }: Target, pairs: readonly Pair[]): Fix {
  const labels = pairs.map(({ key, value }) => `${key}: ${value}`).join(", ");
  return {
    title: { en: `Add the label ${labels} to ${name}`, "zh-cn": `给 ${name} 加上标签 ${labels}` },
    safe: false,
    edits: inTurn(
      document.yaml,
      ...pairs.map(({ key, value }) => (yaml: YamlDocument) => {
        return setField(yaml, [...rootPath(manifest), "metadata", "labels", { key }], value);
      }),
    ).map((edit) => ({ ...edit, document })),
  };
}

function lookInto({ document, manifest }: Resource, namespace: string): Fix {
  const names = get(manifest.root, "spec", "namespaceSelector", "matchNames");
  const path = [...rootPath(manifest), "spec", "namespaceSelector", "matchNames"];
  return {
    title: { en: `Search namespace ${namespace}`, "zh-cn": `在命名空间 ${namespace} 中查找` },
    safe: false,
    edits:
      names?.kind === "list" && names.items.length > 0
        ? appendItem(document.yaml, names, namespace)
        : setField(document.yaml, path, [namespace]),
  };
}

/** The names that are there, the likeliest first; or the only port gets the name. */
function* portFixes({ document }: Resource, node: Node, name: string, matched: readonly Target[]): Iterable<Fix> {
  const known = [...new Set(matched.flatMap((target) => target.ports))];
  for (const { value: port, guess } of likeliest(name, known).slice(0, 4)) {
    yield {
      guess,
      title: { en: `Change to ${port}`, "zh-cn": `改为 ${port}` },
      safe: false,
      edits: replaceScalar(document.yaml, node, port),
    };
  }
  const [target] = matched;
  if (matched.length !== 1 || target?.resource.manifest.is !== "service") return;
  const { manifest } = target.resource;
  const [port, other] = manifest.service.ports;
  if (port === undefined || other !== undefined || port.name !== undefined) return;
  const { yaml } = target.resource.document;
  yield {
    title: {
      en: `Name port ${port.port ?? ""} of ${target.name} ${name}`,
      "zh-cn": `把 ${target.name} 的端口 ${port.port ?? ""} 命名为 ${name}`,
    },
    safe: false,
    edits: setField(yaml, [...rootPath(manifest), "spec", "ports", port.index, "name"], name).map((edit) => ({
      ...edit,
      document: target.resource.document,
    })),
  };
}

function labelIn(labels: readonly Pair[], key: string): string | undefined {
  return labels.find((label) => label.key === key)?.value;
}

/**
 * A value is a small typo or a change of case away, or all pairs but one are there and the one that is not only says something
 * about it: another name is another thing.
 */
function comesNear(selector: LabelSelector, labels: readonly Pair[]): boolean {
  const wrong = selector.labels.filter(
    (pair) => !labels.some((label) => label.key === pair.key && label.value === pair.value),
  );
  const [only] = wrong;
  const rest = selector.labels.filter((pair) => !wrong.includes(pair));
  if (only !== undefined && wrong.length === 1 && rest.some(({ key, value }) => isTelling(key) && isName(value)))
    if (!isTelling(only.key) || labelIn(labels, only.key) === undefined) return true;
  return wrong.some((pair) =>
    labels.some(
      (label) =>
        label.key === pair.key &&
        isName(label.value) &&
        (isTypo(pair.value, label.value) || sameButCase(pair.value, label.value)),
    ),
  );
}

/** Whether labels may be what is asked for once somebody fills them in. */
function mayBecome(wanted: readonly Pair[], labels: readonly Pair[]): boolean {
  return wanted.every((pair) => labels.some(({ key, value }) => key === pair.key && mayBecomeOne(value, pair.value)));
}

/** Whether the monitor says in which namespaces it looks. */
function namesNamespaces(root: MapNode): boolean {
  return get(root, "spec", "namespaceSelector") !== undefined;
}

function portMissing(node: Node, field: FieldPath, name: string, matched: readonly Target[]): Report {
  const known = [...new Set(matched.flatMap((target) => target.ports))];
  const targets = matched.map((target) => target.name);
  return {
    span: node.span,
    field,
    message: {
      en: `${targets.join(", ")} has no port named ${name}${known.length === 0 ? "" : `, only ${known.join(", ")}`}, so nothing is scraped.`,
      "zh-cn": `${targets.join("、")} 没有名为 ${name} 的端口${known.length === 0 ? "" : `，只有 ${known.join("、")}`}，因此不会抓取任何数据。`,
    },
  };
}
