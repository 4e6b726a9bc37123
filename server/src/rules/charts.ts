// What is to be said of a chart as a whole, when it is rendered.

import type { Text } from "../base/text.ts";
import type { RuleInfo } from "./rule.ts";

export const chartDependencyMissing: RuleInfo<"chart-dependency-missing"> = {
  id: "chart-dependency-missing",
  severity: "information",
  title: { en: "A chart dependency that is not available", "zh-cn": "chart 的依赖不可用" },
  why: {
    en: "Helm installs a chart only with all dependencies that Chart.yaml lists. Dependencies in `charts/`, in a `file://` repository or in a chart of that name next to it are rendered. Nothing is downloaded: other dependencies are left out, and what they would provide is not reported as missing.",
    "zh-cn":
      "Helm 只有在 Chart.yaml 列出的依赖齐全时才会安装 chart。位于 `charts/`、`file://` 仓库或同级目录同名 chart 中的依赖会一并渲染；这里不会下载任何内容，其余依赖不参与渲染，由它们提供的内容也不会报告为缺失。",
  },
};

/** The finding's sentence. */
export function dependencyMissing(name: string): Text {
  return {
    en: `Chart ${name} is not in charts/, so what it provides is not checked. Run "helm dependency build" to fetch it.`,
    "zh-cn": `chart ${name} 不在 charts/ 中，因此不会检查它提供的内容。可以运行 "helm dependency build" 获取。`,
  };
}
