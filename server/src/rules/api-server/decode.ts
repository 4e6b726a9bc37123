// What the API server says before it asks what the object means: values of wrong types, and fields it does not know.

import { formatField } from "../../base/field.ts";
import type { Text } from "../../base/text.ts";
import { removeIt } from "./common-fixes.ts";
import { didYouMean } from "./did-you-mean.ts";
import { either, type Problem, refusal, shownAt } from "./entry.ts";
import { correctField, homesOf, removedField, unknownField } from "./field-fixes.ts";
import { targetPortFixes } from "./port-numbers.ts";
import { quoteOrUnwrap, retype, wholeNumber, wrapInList } from "./type-fixes.ts";

const types = {
  en: "Every field has one type. The API server refuses a value of another type before it checks anything else, and it reports only the first such value.",
  "zh-cn": "每个字段只有一种类型。类型不符的值会让请求立即失败，其他内容不再检查，而且服务器只报告遇到的第一个。",
};

const structs: ReadonlySet<string> = new Set([
  "v1.ObjectMeta",
  "v1.OwnerReference",
  "v1.ManagedFieldsEntry",
  "v1.ServiceSpec",
  "v1.ServicePort",
  "v1.SessionAffinityConfig",
  "v1.ClientIPConfig",
  "v1.ServiceStatus",
  "v1.LoadBalancerStatus",
  "v1.LoadBalancerIngress",
  "v1.PortStatus",
  "v1.Condition",
]);

export const decodeRules = [
  refusal("type-mismatch", {
    title: { en: "A value of the wrong type", "zh-cn": "值的类型不对" },
    why: types,
    message: (problem) => {
      const [name, value, wanted, found] = [field(problem), shownAt(problem), wantedType(problem), foundType(problem)];
      const whole = problem.said.facts.other === "array" || problem.said.facts.other === "object";
      return whole
        ? {
            en: `${name} must be ${wanted.en}, not ${found.en}.`,
            "zh-cn": `${name} 必须是${wanted["zh-cn"]}，不能是${found["zh-cn"]}。`,
          }
        : {
            en: `${name} must be ${wanted.en}; ${value.en} is ${found.en}.`,
            "zh-cn": `${name} 必须是${wanted["zh-cn"]}，而 ${value["zh-cn"]} 是${found["zh-cn"]}。`,
          };
    },
    fixes: retype,
    inTemplates: "value",
  }),
  refusal("int32-bounds", {
    title: { en: "Not an integer, or out of range", "zh-cn": "不是整数，或者超出范围" },
    why: {
      en: "Ports and seconds are 32-bit integers. The API server cannot read a fraction or a number above 2147483647.",
      "zh-cn": "端口和秒数都是 32 位整数。服务器无法读取小数，也无法读取大于 2147483647 的数字。",
    },
    message: (problem) => {
      const [name, value] = [field(problem), shownAt(problem)];
      return {
        en: `${name} must be an integer of at most 2147483647; ${value.en} is not.`,
        "zh-cn": `${name} 必须是不大于 2147483647 的整数，而 ${value["zh-cn"]} 不是。`,
      };
    },
    fixes: wholeNumber,
    inTemplates: "value",
  }),
  refusal("int-or-string", {
    title: { en: "targetPort is neither a number nor a name", "zh-cn": "targetPort 既不是数字也不是名称" },
    why: {
      en: "targetPort is a port number or the name of a container port. The API server refuses any other value.",
      "zh-cn": "targetPort 可以是端口号，也可以是容器端口的名称（文本）。其他值都会让请求立即失败。",
    },
    message: (problem) => {
      const value = shownAt(problem);
      return {
        en: `targetPort must be an integer or the name of a container port, not ${value.en}.`,
        "zh-cn": `targetPort 必须是整数或容器端口的名称，不能是 ${value["zh-cn"]}。`,
      };
    },
    fixes: targetPortFixes,
    inTemplates: "value",
  }),
  refusal("string-map-values", {
    title: {
      en: "A label, annotation or selector value that is not text",
      "zh-cn": "标签、注解或选择器的值不是文本",
    },
    why: {
      en: "The values of labels, annotations and selectors are text. YAML reads unquoted words such as yes, on and true as booleans, and unquoted digits as numbers, so such values need quotes.",
      "zh-cn":
        "标签、注解和选择器的值都是文本。YAML 会把不带引号的 yes、on、true 等解析为布尔值，把不带引号的数字解析为数值，所以这类值必须加引号。",
    },
    message: (problem) => {
      const [name, value, found] = [field(problem), shownAt(problem), foundType(problem)];
      if (name === "spec.selector[matchLabels]") {
        return {
          en: "A Service's selector is a plain map of labels. matchLabels belongs in the selectors of Deployments and similar objects; here, write the labels directly under selector.",
          "zh-cn":
            "Service 的选择器就是一组标签。matchLabels 用于 Deployment 等对象的选择器；在 Service 中，标签应直接写在 selector 下。",
        };
      }
      const whole = problem.said.facts.other === "array" || problem.said.facts.other === "object";
      return whole
        ? {
            en: `The value of ${name} must be text, not ${found.en}.`,
            "zh-cn": `${name} 的值必须是文本，不能是${found["zh-cn"]}。`,
          }
        : {
            en: `The value of ${name} must be text, but YAML reads ${value.en} as ${found.en}.`,
            "zh-cn": `${name} 的值必须是文本，但 YAML 会把 ${value["zh-cn"]} 解析为${found["zh-cn"]}。`,
          };
    },
    fixes: quoteOrUnwrap,
    inTemplates: "value",
  }),
  refusal("list-not-scalar", {
    title: { en: "A single value where a list is expected", "zh-cn": "应当是列表，却只有一个值" },
    why: {
      en: "This field is a list. Even a single value is written as a list item, with a hyphen in front.",
      "zh-cn": "该字段是列表。即使只有一个值，也要写成列表项，前面加连字符。",
    },
    message: (problem) => {
      const [name, found] = [field(problem), foundType(problem)];
      return {
        en: `${name} must be a list, not ${found.en}. Write the value as a list item: "- …".`,
        "zh-cn": `${name} 必须是列表，不能是${found["zh-cn"]}。请写成列表项：“- …”。`,
      };
    },
    fixes: wrapInList,
    inTemplates: "value",
  }),
  refusal("bad-timestamp", {
    title: { en: "An invalid timestamp", "zh-cn": "时间戳不合法" },
    why: {
      en: "The cluster sets the timestamps in metadata, in the form 2026-01-31T08:00:00Z. Leave them out of manifests: the API server clears them on creation anyway.",
      "zh-cn": "metadata 中的时间戳由集群设置，格式如 2026-01-31T08:00:00Z。清单中最好省略：创建时服务器会清除它们。",
    },
    message: (problem) => {
      const [name, value] = [field(problem), shownAt(problem)];
      return {
        en: `The cluster sets ${name}, and ${value.en} is not a valid timestamp. Remove the field.`,
        "zh-cn": `${name} 由集群设置；${value["zh-cn"]}不是合法的时间戳。请删除该字段。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("unknown-field", {
    title: { en: "A field that a Service does not have", "zh-cn": "Service 没有该字段" },
    why: {
      en: "kubectl asks the API server to refuse unknown fields, because a misspelled field would otherwise be silently dropped. Often the name is right and only the indentation is wrong.",
      "zh-cn": "kubectl 要求服务器拒绝未知字段，否则拼错的字段会被静默丢弃。很多时候字段名没错，只是缩进层级不对。",
    },
    message: (problem) => {
      const [name, parent] = [lastStep(problem), parentOf(problem)];
      const known = { en: `${parent} has no field "${name}".`, "zh-cn": `${parent} 下没有名为“${name}”的字段。` };
      const guess = didYouMean(name, problem.said.facts.allowed ?? []);
      if (guess !== undefined)
        return { en: `${known.en} Did you mean ${guess}?`, "zh-cn": `${known["zh-cn"]}是否应为 ${guess}？` };
      const homes = [...homesOf(name)].filter((home) => home !== parent);
      if (homes.length === 0 || homes.length > 2) return known;
      const { en, "zh-cn": zh } = either(homes);
      return { en: `${known.en} It belongs under ${en}.`, "zh-cn": `${known["zh-cn"]}它应写在 ${zh} 下。` };
    },
    fixes: unknownField,
    inTemplates: "key",
  }),
  refusal("field-case", {
    title: { en: "A field name in the wrong case", "zh-cn": "字段名的大小写不对" },
    why: {
      en: "Field names are case-sensitive.",
      "zh-cn": "字段名区分大小写。",
    },
    message: (problem) => {
      const [name, right] = [lastStep(problem), problem.said.facts.expected ?? ""];
      return {
        en: `"${name}" must be ${right}: field names are case-sensitive.`,
        "zh-cn": `“${name}”应写成 ${right}：字段名区分大小写。`,
      };
    },
    fixes: correctField,
    inTemplates: "key",
  }),
  refusal("removed-field", {
    title: { en: "A field that no longer exists", "zh-cn": "已经被移除的字段" },
    why: {
      en: "The field belongs to an earlier API: ipFamilies replaced ipFamily, trafficDistribution replaced topologyKeys, and clusterName never had an effect.",
      "zh-cn":
        "该字段属于早期的 API：ipFamilies 取代了 ipFamily，trafficDistribution 取代了 topologyKeys，clusterName 则从未起过作用。",
    },
    message: (problem) => {
      const name = field(problem);
      return {
        en: `Kubernetes removed ${name}; current API servers refuse it.`,
        "zh-cn": `Kubernetes 已移除 ${name}，现在的 API server 会拒绝它。`,
      };
    },
    fixes: removedField,
  }),
  refusal("body-too-large", {
    title: { en: "An object larger than 3 MiB", "zh-cn": "对象超过 3 MiB" },
    why: { en: "The API server reads at most 3 MiB of a request.", "zh-cn": "API server 最多读取 3 MiB 的请求。" },
    message: {
      en: "This object is larger than 3 MiB, the most that the API server accepts.",
      "zh-cn": "该对象超过了 API server 允许的 3 MiB。",
    },
  }),
  refusal("namespace-not-found", {
    title: { en: "A namespace name that is not valid", "zh-cn": "命名空间名称不合法" },
    why: {
      en: "A namespace's name is a DNS label: at most 63 lowercase letters, digits and hyphens. No namespace with any other name can exist, so nothing can be created in it.",
      "zh-cn":
        "命名空间的名称必须是 DNS 标签：最多 63 个小写字母、数字和连字符。其他名称的命名空间无法创建，因此也无法在其中创建任何对象。",
    },
    message: (problem) => {
      const name = shownAt(problem);
      return {
        en: `${name.en} is not a valid namespace name: use at most 63 lowercase letters, digits and hyphens.`,
        "zh-cn": `${name["zh-cn"]}不是合法的命名空间名称：最多 63 个小写字母、数字和连字符。`,
      };
    },
  }),
];

function field({ said }: Problem): string {
  return formatField(said.place);
}

function lastStep({ said }: Problem): string {
  const last = said.place[said.place.length - 1];
  return typeof last === "string" ? last : "";
}

function parentOf({ said }: Problem): string {
  return formatField(said.place.slice(0, -1)) || "Service";
}

function foundType({ said }: Problem): Text {
  const kinds: Readonly<Record<string, Text>> = {
    string: { en: "text", "zh-cn": "文本" },
    number: { en: "a number", "zh-cn": "数字" },
    bool: { en: "a boolean", "zh-cn": "布尔值" },
    array: { en: "a list", "zh-cn": "列表" },
    object: { en: "an object", "zh-cn": "对象" },
  };
  return kinds[said.facts.other ?? ""] ?? { en: "something else", "zh-cn": "其他类型" };
}

function wantedType({ said }: Problem): Text {
  const expected = said.facts.expected ?? "";
  if (expected === "bool") return { en: "true or false", "zh-cn": " true 或 false" };
  if (/^int(32|64)$/.test(expected)) return { en: "an integer without quotes", "zh-cn": "不带引号的整数" };
  if (expected.startsWith("map["))
    return { en: "a map of text values (key: value)", "zh-cn": "值为文本的映射（key: value）" };
  if (structs.has(expected))
    return { en: "an object (its fields, indented below it)", "zh-cn": "一个对象（字段缩进写在其下）" };
  return { en: "text", "zh-cn": "文本" };
}
