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
  en: "Every field has one type. A value of another type ends the request before anything else is looked at, and the server reports only the first such value it meets.",
  "zh-cn": "每个字段只有一种类型。类型不符的值会让请求立即失败，其他内容都不会再检查，而且服务器只报告它遇到的第一个。",
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
            en: `${name} must be ${wanted.en}, but here is ${found.en}.`,
            "zh-cn": `${name} 必须是${wanted["zh-cn"]}，而这里是${found["zh-cn"]}。`,
          }
        : {
            en: `${name} must be ${wanted.en}, but ${value.en} is ${found.en}.`,
            "zh-cn": `${name} 必须是${wanted["zh-cn"]}，而 ${value["zh-cn"]} 是${found["zh-cn"]}。`,
          };
    },
    fixes: retype,
    inTemplates: "value",
  }),
  refusal("int32-bounds", {
    title: { en: "Not an integer, or too large", "zh-cn": "不是整数，或者超出范围" },
    why: {
      en: "Ports and seconds are 32-bit integers. A fraction, or a number beyond 2147483647, cannot even be read.",
      "zh-cn": "端口和秒数都是 32 位整数。带小数的数字，或者大于 2147483647 的数字，服务器根本无法读取。",
    },
    message: (problem) => {
      const [name, value] = [field(problem), shownAt(problem)];
      return {
        en: `${name} must be a whole number below 2147483648; ${value.en} is not.`,
        "zh-cn": `${name} 必须是小于 2147483648 的整数，而 ${value["zh-cn"]} 不是。`,
      };
    },
    fixes: wholeNumber,
    inTemplates: "value",
  }),
  refusal("int-or-string", {
    title: { en: "targetPort is neither a number nor a name", "zh-cn": "targetPort 既不是数字也不是名称" },
    why: {
      en: "targetPort is a port number or, as text, the name of a container's port. Anything else ends the request at once.",
      "zh-cn": "targetPort 可以是端口号，也可以是容器端口的名称（文本）。其他任何值都会让请求立即失败。",
    },
    message: (problem) => {
      const value = shownAt(problem);
      return {
        en: `targetPort must be a whole number or the name of a container's port, not ${value.en}.`,
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
      en: "The values of labels, annotations and selectors are text. YAML reads unquoted words like yes, on and true as booleans and unquoted digits as numbers, so such values need quotes.",
      "zh-cn":
        "标签、注解和选择器的值都是文本。YAML 会把不带引号的 yes、on、true 等读成布尔值，把不带引号的数字读成数值，所以这类值必须加引号。",
    },
    message: (problem) => {
      const [name, value, found] = [field(problem), shownAt(problem), foundType(problem)];
      if (name === "spec.selector[matchLabels]") {
        return {
          en: "A Service's selector is a plain map of labels. matchLabels belongs into the selectors of Deployments and the like; here its labels stand directly under selector.",
          "zh-cn":
            "Service 的选择器就是简单的标签映射。matchLabels 用于 Deployment 等的选择器；在这里标签应直接写在 selector 下。",
        };
      }
      const whole = problem.said.facts.other === "array" || problem.said.facts.other === "object";
      return whole
        ? {
            en: `The value of ${name} must be text, but here is ${found.en}.`,
            "zh-cn": `${name} 的值必须是文本，而这里是${found["zh-cn"]}。`,
          }
        : {
            en: `The value of ${name} must be text, but YAML reads ${value.en} as ${found.en}.`,
            "zh-cn": `${name} 的值必须是文本，但 YAML 把 ${value["zh-cn"]} 读成了${found["zh-cn"]}。`,
          };
    },
    fixes: quoteOrUnwrap,
    inTemplates: "value",
  }),
  refusal("list-not-scalar", {
    title: { en: "A single value where a list is expected", "zh-cn": "应当是列表，却只有一个值" },
    why: {
      en: "This field holds several values, so even a single one is written as a list item, with a dash.",
      "zh-cn": "这个字段可以有多个值，所以即使只有一个也要写成列表项，前面加短横线。",
    },
    message: (problem) => {
      const [name, found] = [field(problem), foundType(problem)];
      return {
        en: `${name} must be a list, but here is ${found.en}. Write the value as an item: "- …".`,
        "zh-cn": `${name} 必须是列表，而这里是${found["zh-cn"]}。请写成列表项：“- …”。`,
      };
    },
    fixes: wrapInList,
    inTemplates: "value",
  }),
  refusal("bad-timestamp", {
    title: { en: "Not a timestamp", "zh-cn": "不是合法的时间戳" },
    why: {
      en: "Timestamps in metadata are set by the cluster and are written like 2026-01-31T08:00:00Z. In a manifest they are best left out: on creation the server erases them anyway.",
      "zh-cn":
        "metadata 中的时间戳由集群设置，格式如 2026-01-31T08:00:00Z。清单里最好不写：创建时服务器反正会清除它们。",
    },
    message: (problem) => {
      const [name, value] = [field(problem), shownAt(problem)];
      return {
        en: `${name} is set by the cluster; ${value.en} cannot be read as a timestamp. Leave the field out.`,
        "zh-cn": `${name} 由集群设置；${value["zh-cn"]}不是合法的时间戳。请删除这个字段。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("unknown-field", {
    title: { en: "A field that Services do not have", "zh-cn": "Service 没有这个字段" },
    why: {
      en: "kubectl asks the server to refuse fields that it does not know, since a misspelled field would otherwise be dropped silently. Often the field is right, but at the wrong level of indentation.",
      "zh-cn":
        "kubectl 要求服务器拒绝它不认识的字段，否则拼错的字段会被悄悄丢弃。很多时候字段名没错，只是缩进层级不对。",
    },
    message: (problem) => {
      const [name, parent] = [lastStep(problem), parentOf(problem)];
      const known = { en: `${parent} has no field "${name}".`, "zh-cn": `${parent} 下没有名为“${name}”的字段。` };
      const guess = didYouMean(name, problem.said.facts.allowed ?? []);
      if (guess !== undefined)
        return { en: `${known.en} Did you mean ${guess}?`, "zh-cn": `${known["zh-cn"]}是否想写 ${guess}？` };
      const homes = [...homesOf(name)].filter((home) => home !== parent);
      if (homes.length === 0 || homes.length > 2) return known;
      const { en, "zh-cn": zh } = either(homes);
      return { en: `${known.en} It belongs under ${en}.`, "zh-cn": `${known["zh-cn"]}它应写在 ${zh} 下。` };
    },
    fixes: unknownField,
    inTemplates: "key",
  }),
  refusal("field-case", {
    title: { en: "A field's name in the wrong case", "zh-cn": "字段名的大小写不对" },
    why: {
      en: "Field names are matched letter by letter, upper and lower case included.",
      "zh-cn": "字段名区分大小写，必须逐字一致。",
    },
    message: (problem) => {
      const [name, right] = [lastStep(problem), problem.said.facts.expected ?? ""];
      return {
        en: `"${name}" must be written ${right}: the case of letters counts.`,
        "zh-cn": `“${name}”应写成 ${right}：字段名区分大小写。`,
      };
    },
    fixes: correctField,
    inTemplates: "key",
  }),
  refusal("removed-field", {
    title: { en: "A field that no longer exists", "zh-cn": "已经被移除的字段" },
    why: {
      en: "The field was part of an earlier API and is gone: ipFamily became ipFamilies, topologyKeys gave way to trafficDistribution, and clusterName never had a meaning.",
      "zh-cn":
        "这个字段属于早期的 API，现已移除：ipFamily 变成了 ipFamilies，topologyKeys 被 trafficDistribution 取代，clusterName 则从未起过作用。",
    },
    message: (problem) => {
      const name = field(problem);
      return {
        en: `Kubernetes removed ${name}; current servers refuse it.`,
        "zh-cn": `Kubernetes 已移除 ${name}，现在的服务器会拒绝它。`,
      };
    },
    fixes: removedField,
  }),
  refusal("body-too-large", {
    title: { en: "An object larger than 3 MiB", "zh-cn": "对象超过 3 MiB" },
    why: { en: "The API server reads at most 3 MiB of a request.", "zh-cn": "API server 最多读取 3 MiB 的请求。" },
    message: {
      en: "This object is larger than the 3 MiB that the API server reads.",
      "zh-cn": "这个对象超过了 API server 允许的 3 MiB。",
    },
  }),
  refusal("namespace-not-found", {
    title: { en: "A namespace that cannot exist", "zh-cn": "不可能存在的命名空间" },
    why: {
      en: "A namespace's name is a DNS label: lower-case letters, digits and dashes, at most 63. No namespace with another name can ever be created, so nothing can be created in it.",
      "zh-cn":
        "命名空间的名称是 DNS 标签：只能用小写字母、数字和短横线，最长 63 个字符。其他名称的命名空间无法创建，因此也无法在其中创建任何对象。",
    },
    message: (problem) => {
      const name = shownAt(problem);
      return {
        en: `No namespace can be called ${name.en}: such a name has only lower-case letters, digits and dashes.`,
        "zh-cn": `命名空间不可能叫${name["zh-cn"]}：名称只能由小写字母、数字和短横线组成。`,
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
  if (/^int(32|64)$/.test(expected)) return { en: "a whole number, without quotes", "zh-cn": "不带引号的整数" };
  if (expected.startsWith("map[")) return { en: "a map of texts (key: value)", "zh-cn": "由键和文本值组成的映射" };
  if (structs.has(expected))
    return { en: "an object (fields, indented below it)", "zh-cn": "一个对象（字段写在其下并缩进）" };
  return { en: "text", "zh-cn": "文本" };
}
