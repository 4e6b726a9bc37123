// A label in a Service's selector that changes with each release.

import { joinTexts, type Text } from "../base/text.ts";
import { areTogether } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { Pair } from "../model/labels.ts";
import { rootPath, type ServiceManifest } from "../model/manifest.ts";
import { removeField } from "../yaml/edit.ts";
import { selectorAsBuilt } from "./fixes/selector-as-built.ts";
import { defineRule } from "./rule.ts";

export const releaseLabelInSelector = defineRule({
  id: "release-label-in-selector",
  severity: "information",
  title: { en: "A selector label that changes with each release", "zh-cn": "选择器中的标签会随每次发布而变化" },
  why: {
    en: "A Service that selects by version, chart version, commit or hash loses its pods when the next release changes the value: during the rollout, the old pods stop getting traffic at once, and a Service that is not applied together with its workload selects nothing. Select only labels that stay the same. Blue-green and canary pairs, which differ in such a label on purpose, are not reported.",
    "zh-cn":
      "如果 Service 按版本、chart 版本、提交或哈希来选择 Pod，下一次发布改变这些值时就会失去 Pod：滚动更新期间，旧 Pod 会立即收不到流量；如果 Service 没有与工作负载一起应用，则什么也选不到。请只选择不变的标签。有意用此类标签区分的蓝绿和金丝雀不会报告。",
  },
  *check(resource, world) {
    if (!isA(resource, "service") || resource.manifest.service.type === "ExternalName") return;
    const { selector = [], selectorEntry } = resource.manifest.service;
    // A pair alone is all that there is to select by.
    if (selectorEntry === undefined || selector.length < 2) return;
    for (const pair of selector) {
      const what = changing(pair);
      if (what === undefined || isOneOfSeveral(resource, pair, world)) continue;
      const asBuilt = selectorAsBuilt(resource);
      const isMade = pair.entry.value.kind === "string" && pair.entry.value.aliased;
      yield {
        ...(what.isHash ? { severity: "warning" as const } : {}),
        span: isMade ? selectorEntry.keySpan : pair.entry.span,
        field: ["spec", "selector", { key: pair.key }],
        message: joinTexts("", [what.text, asBuilt.text]),
        related: asBuilt.related,
        fixes: () => [
          {
            title: { en: `Remove ${pair.key} from the selector`, "zh-cn": `从选择器中删除 ${pair.key}` },
            safe: false,
            edits: isMade
              ? []
              : removeField(resource.document.yaml, [
                  ...rootPath(resource.manifest),
                  "spec",
                  "selector",
                  { key: pair.key },
                ]),
          },
        ],
      };
    }
  },
});

const hashes: ReadonlySet<string> = new Set([
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
]);
const chart = /(^|\/)(helm\.sh\/chart|chart)$/;
const version = /(^|[./-])(version|app-?version|release-version|image-?tag|tag)$/i;
const commit =
  /(^|[./-])(commit|git-?(commit|sha|hash|ref)|sha|commit-?(sha|hash|id)|revision|build|build-?(id|number|sha)|pipeline-?id)$/i;

/** What a label of this key and value tells, if it is another one with each release. */
function changing({ key, value }: Pair): { readonly text: Text; readonly isHash: boolean } | undefined {
  const label = `${key}: ${value}`;
  if (hashes.has(key)) {
    return {
      isHash: true,
      text: {
        en: `The workload's controller sets ${key}, with another value after every change of the pod template. After the next change, the Service matches no pods.`,
        "zh-cn": `${key} 由工作负载的控制器设置，Pod 模板每次变化后值都会不同。下一次变化之后，该 Service 不再匹配任何 Pod。`,
      },
    };
  }
  const isChanging =
    (chart.test(key) && /-v?\d+\.\d+/.test(value)) ||
    (version.test(key) && /^v?\d+(\.\d+)+([-+.][\w.+-]+)?$/.test(value)) ||
    ((version.test(key) || commit.test(key)) && isHashOrNumber(value, commit.test(key)));
  if (!isChanging) return undefined;
  return {
    isHash: false,
    text: {
      en: `${label} changes with each release: pods with another value get no traffic from this Service.`,
      "zh-cn": `${label} 会随每次发布而变化：带有其他值的 Pod 得不到该 Service 的流量。`,
    },
  };
}

function isHashOrNumber(value: string, numberCounts: boolean): boolean {
  if (/^[0-9a-f]{7,40}$/.test(value) && /\d/.test(value) && /[a-f]/.test(value)) return true;
  return numberCounts && /^\d{2,}$/.test(value);
}

/** Whether the label tells pods apart that are there beside one another: another Service or workload has another value. */
function isOneOfSeveral(service: Resource<ServiceManifest>, pair: Pair, world: World): boolean {
  const rest = (service.manifest.service.selector ?? []).filter((other) => other !== pair);
  const differs = (labels: readonly Pair[]) =>
    labels.some(({ key, value }) => key === pair.key && value !== pair.value) &&
    rest.every((one) => labels.some(({ key, value }) => key === one.key && value === one.value));
  return (
    world
      .workloads(service, service.namespace)
      .some((one) => areTogether(service, one) && differs(one.manifest.workload.podLabels)) ||
    world
      .services(service, service.namespace)
      .some((one) => areTogether(service, one) && differs(one.manifest.service.selector ?? []))
  );
}
