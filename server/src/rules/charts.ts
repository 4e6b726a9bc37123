// What is to be said of a chart as a whole, when it is rendered.

import type { Text } from "../base/text.ts";
import type { RuleInfo } from "./rule.ts";

export const chartDependencyMissing: RuleInfo<"chart-dependency-missing"> = {
  id: "chart-dependency-missing",
  severity: "information",
  title: { en: "A chart's dependency that is not here", "zh-cn": "chart 的依赖不在此处" },
  why: {
    en: "Helm installs a chart only with all that Chart.yaml asks for. What is in `charts/`, behind a `file://` repository or in a chart of that name beside it is rendered; nothing is downloaded, so the rest is left out, and what it would bring is not called missing.",
    "zh-cn":
      "Helm 只有在 Chart.yaml 列出的依赖齐全时才会安装 chart。位于 `charts/`、`file://` 仓库或同级目录同名 chart 中的依赖会一并渲染；这里不会下载任何内容，其余依赖不参与渲染，由它们提供的内容也不会报告为缺失。",
  },
};

/** The finding's sentence. */
export function dependencyMissing(name: string): Text {
  return {
    en: `The chart ${name} is not in charts/, so what it brings is not looked at. "helm dependency build" fetches it.`,
    "zh-cn": `chart ${name} 不在 charts/ 中，因此不会检查它提供的内容。可以用 "helm dependency build" 获取。`,
  };
}
