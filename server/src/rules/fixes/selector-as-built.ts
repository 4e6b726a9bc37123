// The selector that kustomizations make of a Service's own: nobody sees it in the manifest.

import { same, type Text } from "../../base/text.ts";
import { fileOfLayer } from "../../index/plan.ts";
import type { Resource } from "../../index/resource.ts";
import type { Pair } from "../../model/labels.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import type { Related } from "../rule.ts";

/** The selector with what kustomizations bring into it, and from where; of one that is built as it is written, nothing. */
export interface SelectorAsBuilt {
  /** A sentence with a space before it, or "". */
  readonly text: Text;
  readonly related: readonly Related[];
  /** Whether the manifest has none of its own. */
  readonly isNew: boolean;
}

/** What kustomizations make of a Service's selector, with the line of each that brought a label. */
export function selectorAsBuilt(service: Resource<ServiceManifest>): SelectorAsBuilt {
  const { document, manifest, layers } = service;
  const written = document.manifests.find(({ item }) => item === manifest.item);
  const own = written?.is === "service" ? (written.service.selector ?? []) : [];
  const pairs = manifest.service.selector ?? [];
  const added = pairs.filter((pair) => !own.some(({ key, value }) => key === pair.key && value === pair.value));
  if (added.length === 0 || service.scope === undefined) return { text: same(""), related: [], isNew: false };
  const from: { readonly en: string; readonly "zh-cn": string }[] = [];
  const related: Related[] = [];
  for (const pair of added) {
    const origin = originOf(pair, layers);
    if (origin === undefined) continue;
    const label = `${pair.key}: ${pair.value}`;
    from.push({ en: `${label} comes from ${origin.place}`, "zh-cn": `${label} 来自 ${origin.place}` });
    related.push({
      document: origin.document,
      span: origin.span,
      message: { en: `adds ${label} to selectors`, "zh-cn": `向选择器添加 ${label}` },
    });
  }
  const list = pairs.map(({ key, value }) => `${key}: ${value}`).join(", ");
  const built = { en: ` The selector is built as ${list}`, "zh-cn": `构建后的选择器为 ${list}` };
  const [en, zh] = [from.map((each) => each.en).join(", "), from.map((each) => each["zh-cn"]).join("，")];
  return {
    text:
      from.length === 0
        ? { en: `${built.en}.`, "zh-cn": `${built["zh-cn"]}。` }
        : {
            en: `${built.en}; ${en}. Pods created by an operator or another tool do not get the added labels.`,
            "zh-cn": `${built["zh-cn"]}；${zh}。由 operator 或其他工具创建的 Pod 不会得到添加的标签。`,
          },
    related,
    isNew: own.length === 0,
  };
}

/** The last kustomization that brings the label into selectors, and where it says so. */
function originOf(
  { key, value }: Pair,
  layers: Resource["layers"],
): (Pick<Related, "document" | "span"> & { readonly place: string }) | undefined {
  for (const layer of [...layers].reverse()) {
    const file = fileOfLayer(layer);
    const document = file?.documents.find(({ yaml }) => yaml.root !== undefined);
    const found = layer.labels
      .filter(({ inSelectors }) => inSelectors)
      .flatMap(({ pairs }) => pairs)
      .find((pair) => pair.key === key && pair.value === value);
    if (file === undefined || document === undefined || found === undefined) continue;
    const line = document.line + document.yaml.text.slice(0, found.span.start).split("\n").length;
    return { document, span: found.span, place: `${file.uri.split("/").slice(-2).join("/")}:${line}` };
  }
  return undefined;
}
