// An Istio subset that nobody defines, or that no pod belongs to.

import { backendsOf } from "../index/backends.ts";
import { idOf } from "../index/mentions.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { readPairs } from "../model/labels.ts";
import { entryOf, get, itemsOf, stringOf } from "../yaml/cursor.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import { likeliest } from "./fixes/likeliest.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule, type Report } from "./rule.ts";

export const subsetMissing = defineRule({
  id: "subset-missing",
  severity: "warning",
  title: { en: "A subset without a definition or pods", "zh-cn": "子集没有定义，或没有 Pod" },
  why: {
    en: "An Istio VirtualService sends traffic to a `subset` that a DestinationRule for the same host defines. A subset is those pods of the Service that have its labels. If there is no definition or no such pod, clients get a 503.",
    "zh-cn":
      "Istio 的 VirtualService 把流量发往 `subset`，它由同一主机的 DestinationRule 定义，包含 Service 中带有相应标签的 Pod。如果没有定义，或没有这样的 Pod，客户端会得到 503。",
  },
  *check(resource, world) {
    const id = idOf(resource.manifest);
    if (id === "networking.istio.io VirtualService") yield* undefinedSubsets(resource, world);
    if (id === "networking.istio.io DestinationRule") yield* emptySubsets(resource, world);
  },
});

/** Subsets of a VirtualService that no DestinationRule of their host has, though there are such rules. */
function* undefinedSubsets(resource: Resource, world: World): Iterable<Report> {
  for (const backend of backendsOf(resource)) {
    const field = [...backend.serviceField.slice(0, -1), "subset"];
    const destination = field.slice(0, -1).flatMap((step) => (typeof step === "object" ? [] : [step]));
    const node = get(resource.manifest.root, ...destination, "subset");
    const subset = stringOf(node);
    if (node === undefined || subset === undefined) continue;
    const rules = world.ofKindEverywhere(resource, "DestinationRule").filter((rule) => {
      const [own] = backendsOf(rule);
      return own?.service === backend.service && own.namespace === backend.namespace;
    });
    const known = rules.flatMap((rule) => subsetsOf(rule));
    if (rules.length === 0 || known.some(({ name }) => name === subset)) continue;
    if (rules.some(({ manifest }) => holdsFilledIn(manifest.root))) continue;
    const names = known.flatMap(({ name }) => name ?? []);
    yield {
      severity: amongNeighbours("warning", resource, rules, world),
      span: node.span,
      field,
      message: {
        en: `No DestinationRule for ${backend.service} defines a subset ${subset}. ${names.length === 0 ? "It defines none." : `Its subsets are ${names.join(", ")}.`}`,
        "zh-cn": `没有 DestinationRule 为 ${backend.service} 定义子集 ${subset}；${names.length === 0 ? "它没有定义子集。" : `已有的子集是 ${names.join("、")}。`}`,
      },
      related: rules.slice(0, 2).map((rule) => ({
        document: rule.document,
        span: (rule.manifest.name ?? rule.manifest.root).span,
        message: { en: `DestinationRule ${rule.name}`, "zh-cn": `DestinationRule ${rule.name}` },
      })),
      fixes: () =>
        likeliest(subset, names)
          .slice(0, 3)
          .map(({ value, guess }) => ({ ...changeTo(resource, field, value), guess })),
    };
  }
}

/** Subsets whose labels none of the Service's workloads has: those may be elsewhere, or come later. */
function* emptySubsets(resource: Resource, world: World): Iterable<Report> {
  const [backend] = backendsOf(resource);
  if (backend === undefined) return;
  const [service] = world.servicesNamed(resource, backend.namespace, backend.service);
  const workloads = service === undefined ? [] : world.selected(service);
  if (workloads.length === 0) return;
  for (const { name, labels, index } of subsetsOf(resource)) {
    const pairs = readPairs(labels?.value);
    if (labels === undefined || pairs.length === 0 || holdsFilledIn(labels.value)) continue;
    const fits = workloads.some(({ manifest }) =>
      pairs.every((pair) =>
        manifest.workload.podLabels.some(({ key, value }) => key === pair.key && value === pair.value),
      ),
    );
    if (fits) continue;
    yield {
      severity: "hint",
      span: labels.keySpan,
      field: ["spec", "subsets", index, "labels"],
      message: {
        en: `No workload of Service ${backend.service} has pods with the labels of subset ${name ?? ""}; they may be defined elsewhere.`,
        "zh-cn": `Service ${backend.service} 没有工作负载的 Pod 具有子集 ${name ?? ""} 的标签；它们可能在别处定义。`,
      },
    };
  }
}

function subsetsOf({ manifest }: Resource) {
  return itemsOf(get(manifest.root, "spec", "subsets")).map((node, index) => ({
    name: stringOf(get(node, "name")),
    labels: entryOf(node, "labels"),
    index,
  }));
}
