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

export const chartCannotBeLoaded: RuleInfo<"chart-cannot-be-loaded"> = {
  id: "chart-cannot-be-loaded",
  severity: "error",
  title: { en: "Helm cannot load this chart", "zh-cn": "Helm 无法加载此 chart" },
  why: {
    en: "Helm refuses the whole chart if it cannot read Chart.yaml, a values file or an archive. Until you fix this, the templates are not rendered, and only their literal text is checked.",
    "zh-cn":
      "如果无法读取 Chart.yaml、values 文件或归档，Helm 会拒绝整个 chart。修正之前不会渲染任何模板，只检查模板原文。",
  },
};

export const templateCannotBeRendered: RuleInfo<"template-cannot-be-rendered"> = {
  id: "template-cannot-be-rendered",
  severity: "error",
  title: { en: "Helm cannot render this template", "zh-cn": "Helm 无法渲染此模板" },
  why: {
    en: "A template that fails stops the whole release: `helm install` and `helm template` end with this message. Common causes are an unknown function, a value that is not set, and a named template that does not exist.",
    "zh-cn":
      "只要一个模板失败，整个发布就会停止：`helm install` 和 `helm template` 会以此消息结束。常见原因是未知的函数、未设置的值，以及不存在的命名模板。",
  },
};

export const renderedYamlInvalid: RuleInfo<"rendered-yaml-invalid"> = {
  id: "rendered-yaml-invalid",
  severity: "error",
  title: { en: "The rendered manifest is not valid YAML", "zh-cn": "渲染出的清单不是合法的 YAML" },
  why: {
    en: "Helm parses the output of every template, and output that is not valid YAML stops the release. The usual cause is an `indent` or `nindent` with the wrong number, or a missing `quote`.",
    "zh-cn":
      "Helm 会解析每个模板的输出，不合法的 YAML 会中止发布。常见原因是 `indent` 或 `nindent` 的数字不对，或者缺少 `quote`。",
  },
};

export const valuesDoNotFitSchema: RuleInfo<"values-do-not-fit-schema"> = {
  id: "values-do-not-fit-schema",
  severity: "error",
  title: { en: "A value that does not match values.schema.json", "zh-cn": "值不符合 values.schema.json" },
  why: {
    en: "Helm checks the values against the chart's values.schema.json and refuses the release if one does not match.",
    "zh-cn": "Helm 会用 chart 的 values.schema.json 检查各个值，有不符合的就拒绝发布。",
  },
};

export const chartNotFollowed: RuleInfo<"chart-not-followed"> = {
  id: "chart-not-followed",
  severity: "information",
  title: { en: "A template that is not rendered", "zh-cn": "没有渲染的模板" },
  why: {
    en: "Rendering this template takes too long for an editor, or it uses something that is not supported here. Only its literal text is checked.",
    "zh-cn": "渲染此模板对编辑器来说耗时过长，或者模板使用了此处不支持的功能，因此只检查模板原文。",
  },
};

/** All of them. */
export const chartRules = [
  chartDependencyMissing,
  chartCannotBeLoaded,
  templateCannotBeRendered,
  renderedYamlInvalid,
  valuesDoNotFitSchema,
  chartNotFollowed,
] as const;

/** A template's mistake in our words; `near`: what was probably meant. Helm's own words follow them. */
export function templateMistake(reason: string, near: (name: string) => string | undefined): Text {
  const unknown = /^function "([^"]*)" not defined$/.exec(reason)?.[1];
  if (unknown !== undefined) {
    const meant = near(unknown);
    if (meant === undefined)
      return {
        en: `There is no template function "${unknown}".`,
        "zh-cn": `模板函数 "${unknown}" 不存在。`,
      };
    return {
      en: `There is no template function "${unknown}". Did you mean "${meant}"?`,
      "zh-cn": `模板函数 "${unknown}" 不存在，可能是 "${meant}"。`,
    };
  }
  const named =
    /^(?:template: )?no template "([^"]*)" associated/.exec(reason)?.[1] ??
    /^template "([^"]*)" not defined/.exec(reason)?.[1];
  if (named !== undefined)
    return {
      en: `There is no named template "${named}" in this chart.`,
      "zh-cn": `命名模板 "${named}" 在此 chart 中不存在。`,
    };
  const field = /^nil pointer evaluating .*\.([^.\s]+)$/.exec(reason)?.[1];
  if (field !== undefined)
    return {
      en: `"${field}" is read from a value that is not set.`,
      "zh-cn": `从一个未设置的值中读取 "${field}"。`,
    };
  const wrong = /^wrong type for value; expected (.*); got (.*)$/.exec(reason);
  if (wrong !== null)
    return {
      en: `A value of type ${wrong[2]} is passed where ${wrong[1]} is expected.`,
      "zh-cn": `此处需要 ${wrong[1]} 类型，传入的值是 ${wrong[2]} 类型。`,
    };
  return { en: "Helm cannot render this template.", "zh-cn": "Helm 无法渲染此模板。" };
}

/** What a template says itself with `required` or `fail`. */
export function templateStops(message: string): Text {
  const text = message.trim();
  return {
    en: `The template fails here: ${text}`,
    "zh-cn": `模板在此处失败：${text}`,
  };
}

export function yamlMistake(line: string): Text {
  const shown = line.trim() === "" ? "" : ` "${line.trimEnd()}"`;
  return {
    en: `The output of this template is not valid YAML${shown === "" ? "" : `, at the line${shown}`}. Check the indentation (nindent) and the quotes.`,
    "zh-cn": `此模板输出的内容不是合法的 YAML${shown === "" ? "" : `，出错的行是${shown}`}。请检查缩进（nindent）和引号。`,
  };
}

export function valueMistake(path: string): Text {
  return {
    en: `The value "${path}" does not match values.schema.json.`,
    "zh-cn": `值 "${path}" 不符合 values.schema.json。`,
  };
}

export const chartMistake: Text = { en: "Helm cannot load this chart.", "zh-cn": "Helm 无法加载此 chart。" };

export const notFollowed: Text = {
  en: "Rendering this template takes too long while you type. Only its literal text is checked.",
  "zh-cn": "渲染此模板耗时过长，无法随输入进行，因此只检查模板原文。",
};

/** Helm's own words, after ours. */
export function helmSays(message: string): Text {
  return { en: `\nHelm: ${message}`, "zh-cn": `\nHelm：${message}` };
}

/** With which values a finding holds. */
export function forTheseValues(names: readonly string[]): Text {
  return {
    en: ` (With the values of ${names.join(", ")}.)`,
    "zh-cn": `（使用 ${names.join("、")} 的值时。）`,
  };
}

/** At the value that a template prints, where the template is to blame. */
export const valueFromHere: Text = { en: "The value comes from here.", "zh-cn": "该值来自此处。" };

/** At the place where a template prints a value that is to blame. */
export const printedHere: Text = { en: "The template outputs the value here.", "zh-cn": "模板在此处输出该值。" };
