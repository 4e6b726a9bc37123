// What the API server says before it asks what the object means: values of wrong types, and fields it does not know.

import { serviceSchema } from "../../api-server/schema.ts";
import { formatField } from "../../base/field.ts";
import type { Text } from "../../base/text.ts";
import { fieldOf, type Schema } from "../../schema/schema.ts";
import { didYouMean } from "./did-you-mean.ts";
import { either, type Problem, refusal, type ServerRule, shownAt, text } from "./entry.ts";

const types = text(
  "Every field has one type. A value of another type ends the request before anything else is looked at, and the server reports only the first such value it meets.",
  "每个字段只有一种类型。类型不符的值会让请求立即失败，其他内容都不会再检查，而且服务器只报告它遇到的第一个。",
);

export const decodeRules: readonly ServerRule[] = [
  refusal("type-mismatch", text("A value of the wrong type", "值的类型不对"), types, (problem) => {
    const [name, value, wanted, found] = [field(problem), shownAt(problem), wantedType(problem), foundType(problem)];
    const whole = problem.said.facts.other === "array" || problem.said.facts.other === "object";
    return whole
      ? text(
          `${name} must be ${wanted.en}, but here is ${found.en}.`,
          `${name} 必须是${wanted["zh-cn"]}，而这里是${found["zh-cn"]}。`,
        )
      : text(
          `${name} must be ${wanted.en}, but ${value.en} is ${found.en}.`,
          `${name} 必须是${wanted["zh-cn"]}，而 ${value["zh-cn"]} 是${found["zh-cn"]}。`,
        );
  }),
  refusal(
    "int32-bounds",
    text("Not a whole number, or too large", "不是整数，或者超出范围"),
    text(
      "Ports and seconds are whole numbers of 32 bits. A fraction, or a number beyond 2147483647, cannot even be read.",
      "端口和秒数都是 32 位整数。带小数的数字，或者大于 2147483647 的数字，服务器根本无法读取。",
    ),
    (problem) => {
      const [name, value] = [field(problem), shownAt(problem)];
      return text(
        `${name} must be a whole number below 2147483648; ${value.en} is not.`,
        `${name} 必须是小于 2147483648 的整数，而 ${value["zh-cn"]} 不是。`,
      );
    },
  ),
  refusal(
    "int-or-string",
    text("targetPort is neither a number nor a name", "targetPort 既不是数字也不是名称"),
    text(
      "targetPort is a port number or, as text, the name of a container's port. Anything else ends the request at once.",
      "targetPort 可以是端口号，也可以是容器端口的名称（文本）。其他任何值都会让请求立即失败。",
    ),
    (problem) => {
      const value = shownAt(problem);
      return text(
        `targetPort must be a whole number or the name of a container's port, not ${value.en}.`,
        `targetPort 必须是整数或容器端口的名称，不能是 ${value["zh-cn"]}。`,
      );
    },
  ),
  refusal(
    "string-map-values",
    text("A label, annotation or selector value that is not text", "标签、注解或选择算符的值不是文本"),
    text(
      "The values of labels, annotations and selectors are text. YAML reads unquoted words like yes, on and true as booleans and unquoted digits as numbers, so such values need quotes.",
      "标签、注解和选择算符的值都是文本。YAML 会把不带引号的 yes、on、true 等读成布尔值，把不带引号的数字读成数值，所以这类值必须加引号。",
    ),
    (problem) => {
      const [name, value, found] = [field(problem), shownAt(problem), foundType(problem)];
      if (name === "spec.selector[matchLabels]") {
        return text(
          "A Service's selector is a plain map of labels. matchLabels belongs into the selectors of Deployments and the like; here its labels stand directly under selector.",
          "Service 的选择算符就是简单的标签映射。matchLabels 用于 Deployment 等的选择算符；在这里标签应直接写在 selector 下。",
        );
      }
      const whole = problem.said.facts.other === "array" || problem.said.facts.other === "object";
      return whole
        ? text(
            `The value of ${name} must be text, but here is ${found.en}.`,
            `${name} 的值必须是文本，而这里是${found["zh-cn"]}。`,
          )
        : text(
            `The value of ${name} must be text, but YAML reads ${value.en} as ${found.en}.`,
            `${name} 的值必须是文本，但 YAML 把 ${value["zh-cn"]} 读成了${found["zh-cn"]}。`,
          );
    },
  ),
  refusal(
    "list-not-scalar",
    text("One value where a list is due", "应当是列表，却只有一个值"),
    text(
      "This field holds several values, so even a single one is written as a list item, with a dash.",
      "这个字段可以有多个值，所以即使只有一个也要写成列表项，前面加短横线。",
    ),
    (problem) => {
      const [name, found] = [field(problem), foundType(problem)];
      return text(
        `${name} must be a list, but here is ${found.en}. Write the value as an item: "- …".`,
        `${name} 必须是列表，而这里是${found["zh-cn"]}。请写成列表项：“- …”。`,
      );
    },
  ),
  refusal(
    "bad-timestamp",
    text("Not a timestamp", "不是合法的时间戳"),
    text(
      "Timestamps in metadata are set by the cluster and are written like 2026-01-31T08:00:00Z. In a manifest they are best left out: on creation the server erases them anyway.",
      "metadata 中的时间戳由集群设置，格式如 2026-01-31T08:00:00Z。清单里最好不写：创建时服务器反正会清除它们。",
    ),
    (problem) => {
      const [name, value] = [field(problem), shownAt(problem)];
      return text(
        `${name} is set by the cluster; ${value.en} cannot be read as a timestamp. Leave the field out.`,
        `${name} 由集群设置；${value["zh-cn"]}不是合法的时间戳。请删除这个字段。`,
      );
    },
  ),
  refusal(
    "unknown-field",
    text("A field that Services do not have", "Service 没有这个字段"),
    text(
      "kubectl asks the server to refuse fields that it does not know, since a misspelled field would otherwise be dropped without a word. Often the field is right and stands at the wrong level of indentation.",
      "kubectl 要求服务器拒绝它不认识的字段，否则拼错的字段会被悄悄丢弃。很多时候字段名没错，只是缩进层级不对。",
    ),
    (problem) => {
      const [name, parent] = [lastStep(problem), parentOf(problem)];
      const known = text(`${parent} has no field "${name}".`, `${parent} 下没有名为“${name}”的字段。`);
      const guess = didYouMean(name, problem.said.facts.allowed ?? []);
      if (guess !== undefined)
        return text(`${known.en} Did you mean ${guess}?`, `${known["zh-cn"]}是否想写 ${guess}？`);
      const homes = [...homesOf(name, serviceSchema, "")].filter((home) => home !== parent);
      if (homes.length === 0 || homes.length > 2) return known;
      const { en, "zh-cn": zh } = either(homes);
      return text(`${known.en} It belongs under ${en}.`, `${known["zh-cn"]}它应写在 ${zh} 下。`);
    },
  ),
  refusal(
    "field-case",
    text("A field's name in the wrong case", "字段名的大小写不对"),
    text(
      "Field names are matched letter by letter, upper and lower case included.",
      "字段名区分大小写，必须逐字一致。",
    ),
    (problem) => {
      const [name, right] = [lastStep(problem), problem.said.facts.expected ?? ""];
      return text(
        `"${name}" must be written ${right}: the case of letters counts.`,
        `“${name}”应写成 ${right}：字段名区分大小写。`,
      );
    },
  ),
  refusal(
    "removed-field",
    text("A field that no longer exists", "已经被移除的字段"),
    text(
      "The field was part of an earlier API and is gone: ipFamily became ipFamilies, topologyKeys gave way to trafficDistribution, and clusterName never had a meaning.",
      "这个字段属于早期的 API，现已移除：ipFamily 变成了 ipFamilies，topologyKeys 被 trafficDistribution 取代，clusterName 则从未起过作用。",
    ),
    (problem) => {
      const name = field(problem);
      return text(
        `Kubernetes removed ${name}; current servers refuse it.`,
        `Kubernetes 已移除 ${name}，现在的服务器会拒绝它。`,
      );
    },
  ),
  refusal(
    "body-too-large",
    text("An object beyond 3 MiB", "对象超过 3 MiB"),
    text("The API server reads at most 3 MiB of a request.", "API server 最多读取 3 MiB 的请求。"),
    text("This object is larger than the 3 MiB that the API server reads.", "这个对象超过了 API server 允许的 3 MiB。"),
  ),
  refusal(
    "namespace-not-found",
    text("A namespace that cannot exist", "不可能存在的命名空间"),
    text(
      "A namespace's name is a DNS label: lower-case letters, digits and dashes, at most 63. No namespace with another name can ever be created, so nothing can be created in it.",
      "命名空间的名称是 DNS 标签：只能用小写字母、数字和短横线，最长 63 个字符。其他名称的命名空间无法创建，因此也无法在其中创建任何对象。",
    ),
    (problem) => {
      const name = shownAt(problem);
      return text(
        `No namespace can be called ${name.en}: such a name has only lower-case letters, digits and dashes.`,
        `命名空间不可能叫${name["zh-cn"]}：名称只能由小写字母、数字和短横线组成。`,
      );
    },
  ),
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

/** The places of a Service that have a field of this name; those that nobody writes by hand aside. */
function* homesOf(name: string, schema: Schema, path: string): Generator<string> {
  if (schema.kind === "list") yield* homesOf(name, schema.item, path);
  if (schema.kind !== "struct") return;
  if (fieldOf(schema, name) !== undefined && path !== "") yield path;
  for (const [key, below] of Object.entries(schema.fields)) {
    const hidden = ["status", "managedFields", "ownerReferences"].includes(key);
    if (!hidden) yield* homesOf(name, below, path === "" ? key : `${path}.${key}`);
  }
}

function foundType({ said }: Problem): Text {
  const kinds: Readonly<Record<string, Text>> = {
    string: text("text", "文本"),
    number: text("a number", "数字"),
    bool: text("a boolean", "布尔值"),
    array: text("a list", "列表"),
    object: text("an object", "对象"),
  };
  return kinds[said.facts.other ?? ""] ?? text("something else", "其他类型");
}

function wantedType({ said }: Problem): Text {
  const expected = said.facts.expected ?? "";
  if (expected === "bool") return text("true or false", " true 或 false");
  if (/^int(32|64)$/.test(expected)) return text("a whole number, without quotes", "不带引号的整数");
  if (expected.startsWith("map[")) return text("a map of texts (key: value)", "由键和文本值组成的映射");
  if (structs.has(expected)) return text("an object (fields, indented below it)", "一个对象（字段写在其下并缩进）");
  return text("text", "文本");
}

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
