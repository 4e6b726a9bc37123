// What the API server says of metadata: names, labels, annotations, owners, finalizers.

import { stringOf } from "../../yaml/cursor.ts";
import { replaceScalar } from "../../yaml/edit.ts";
import type { Fix } from "../rule.ts";
import { longestName, nameService, removeIt, tidyName } from "./common-fixes.ts";
import { didYouMean } from "./did-you-mean.ts";
import { type Problem, refusal, shown, shownAt } from "./entry.ts";
import { at, remove, unsafe } from "./fix.ts";
import { labelKey, nameInLabels, selectorKey, selectorValue, tidyKey, tidyLabel, tidyText } from "./label-fixes.ts";
import { tidiedKey, tidiedName } from "./spelling.ts";

const nameShape = {
  en: "lowercase letters, digits and hyphens, beginning and ending with a letter or digit",
  "zh-cn": "小写字母、数字和连字符，并以字母或数字开头和结尾",
};

export const metadataRules = [
  refusal("name-required", {
    title: { en: "A Service without a name", "zh-cn": "Service 没有名称" },
    why: {
      en: "Every object needs a name, or a generateName that the API server completes.",
      "zh-cn": "每个对象都要有 name，或者有 generateName，由服务器补全。",
    },
    message: {
      en: "The Service has neither metadata.name nor metadata.generateName.",
      "zh-cn": "Service 既没有 metadata.name，也没有 metadata.generateName。",
    },
    fixes: nameService,
  }),
  refusal("name-format", {
    title: { en: "An invalid Service name", "zh-cn": "Service 名称不合法" },
    why: {
      en: "A Service's name becomes part of a DNS name, so it must be a DNS label: lowercase letters, digits and hyphens. Up to Kubernetes 1.35 it must begin with a letter; from 1.36 it may begin with a digit.",
      "zh-cn":
        "Service 的名称会成为 DNS 名称的一部分，因此必须是 DNS 标签：小写字母、数字和连字符。Kubernetes 1.35 及以前必须以字母开头；从 1.36 起可以以数字开头。",
    },
    message: (problem) => {
      const value = shown(problem);
      const { en, "zh-cn": zh } = nameShape;
      if (problem.settings.kubernetesVersion !== "1.36") {
        return {
          en: `${value.en} is not a valid Service name: use ${en}. Up to Kubernetes 1.35 the first character must be a letter.`,
          "zh-cn": `${value["zh-cn"]}不是合法的 Service 名称：只能用${zh}；Kubernetes 1.35 及以前还必须以字母开头。`,
        };
      }
      return {
        en: `${value.en} is not a valid Service name: use ${en}.`,
        "zh-cn": `${value["zh-cn"]}不是合法的 Service 名称：只能用${zh}。`,
      };
    },
    fixes: tidyOrNamed,
    inTemplates: "value",
  }),
  refusal("name-length", {
    title: { en: "A name longer than 63 characters", "zh-cn": "名称超过 63 个字符" },
    why: {
      en: "A Service's name is one label of a DNS name, and a label has at most 63 characters.",
      "zh-cn": "Service 的名称是 DNS 名称中的一段，而每段最多 63 个字符。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `The name ${value.en} is longer than 63 characters.`,
        "zh-cn": `名称${value["zh-cn"]}超过 63 个字符。`,
      };
    },
    fixes: tidyName(longestName),
  }),
  refusal("generate-name-format", {
    title: { en: "A generateName that cannot give a valid name", "zh-cn": "generateName 无法生成合法名称" },
    why: {
      en: "The API server appends five random characters to generateName, and the result must be a valid name. It therefore reports a mistake here twice, the second time for the generated name.",
      "zh-cn":
        "服务器会在 generateName 后面加上五个随机字符，结果必须是合法名称。因此这里的一个错误会报告两次，另一次针对生成的名称。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not a valid beginning of a name: use ${nameShape.en}.`,
        "zh-cn": `${value["zh-cn"]}不能作为名称的开头：只能用${nameShape["zh-cn"]}。`,
      };
    },
    fixes: generateName,
    inTemplates: "value",
  }),
  refusal("generation-negative", {
    title: { en: "A negative generation", "zh-cn": "generation 为负数" },
    why: {
      en: "The cluster counts metadata.generation. Leave it out.",
      "zh-cn": "metadata.generation 由集群维护，请不要设置。",
    },
    message: {
      en: "metadata.generation cannot be negative. The cluster sets it: remove the field.",
      "zh-cn": "metadata.generation 不能是负数。它由集群维护，请删除。",
    },
    fixes: removeIt,
  }),
  refusal("label-key", {
    title: { en: "A label with an invalid key", "zh-cn": "标签的键不合法" },
    why: {
      en: "A label key is a name of at most 63 letters, digits, hyphens, underscores and dots, optionally with a lowercase domain and a slash in front, as in app.kubernetes.io/name.",
      "zh-cn":
        "标签的键由最多 63 个字母、数字、连字符、下划线和点组成，前面可以加上小写域名和一个斜杠，例如 app.kubernetes.io/name。",
    },
    message: (problem) => keyMessage(problem),
    fixes: labelKey,
    inTemplates: "value",
  }),
  refusal("label-value", {
    title: { en: "A label with an invalid value", "zh-cn": "标签的值不合法" },
    why: {
      en: "A label value has at most 63 letters, digits, hyphens, underscores and dots, and begins and ends with a letter or digit. Put free text in annotations.",
      "zh-cn": "标签的值最多 63 个字母、数字、连字符、下划线和点，并以字母或数字开头和结尾。自由文本请放进注解。",
    },
    message: (problem) => valueMessage(problem, "label", "标签"),
    fixes: tidyLabel,
    inTemplates: "value",
  }),
  refusal("annotation-key", {
    title: { en: "An annotation with an invalid key", "zh-cn": "注解的键不合法" },
    why: {
      en: "An annotation key has the form of a label key, except that uppercase letters are allowed in the domain. The value can be any text.",
      "zh-cn": "注解的键与标签的键格式相同，只是域名部分也允许大写字母。值可以是任意文本。",
    },
    message: (problem) => keyMessage(problem),
    fixes: tidyKey,
    inTemplates: "value",
  }),
  refusal("annotations-size", {
    title: { en: "Annotations larger than 256 KiB", "zh-cn": "注解超过 256 KiB" },
    why: {
      en: "All annotation keys and values together can have at most 262144 bytes. The annotation that kubectl apply writes counts, too.",
      "zh-cn": "全部注解的键和值合计不能超过 262144 字节，kubectl apply 写入的注解也计算在内。",
    },
    message: ({ said }) => ({
      en: `The annotations have ${said.facts.other ?? ""} bytes in total; at most 262144 are allowed.`,
      "zh-cn": `全部注解合计 ${said.facts.other ?? ""} 字节，最多允许 262144 字节。`,
    }),
  }),
  refusal("owner-api-version", {
    title: { en: "An owner without an apiVersion", "zh-cn": "属主缺少 apiVersion" },
    why: owners(),
    message: {
      en: "An owner reference needs the owner's apiVersion, such as v1 or apps/v1.",
      "zh-cn": "属主引用需要写明属主的 apiVersion，例如 v1 或 apps/v1。",
    },
    fixes: removeOwner,
  }),
  refusal("owner-kind", {
    title: { en: "An owner without a kind", "zh-cn": "属主缺少 kind" },
    why: owners(),
    message: { en: "An owner reference needs the owner's kind.", "zh-cn": "属主引用需要写明属主的 kind。" },
    fixes: removeOwner,
  }),
  refusal("owner-name", {
    title: { en: "An owner without a name", "zh-cn": "属主缺少 name" },
    why: owners(),
    message: { en: "An owner reference needs the owner's name.", "zh-cn": "属主引用需要写明属主的 name。" },
    fixes: removeOwner,
  }),
  refusal("owner-uid", {
    title: { en: "An owner without a uid", "zh-cn": "属主缺少 uid" },
    why: owners(),
    message: {
      en: "An owner reference needs the owner's uid, which only the cluster knows. Leave ownerReferences to controllers.",
      "zh-cn": "属主引用需要写明属主的 uid，而 uid 只有集群知道。ownerReferences 应交给控制器设置。",
    },
    fixes: removeOwner,
  }),
  refusal("owner-event", {
    title: { en: "An Event as owner", "zh-cn": "以 Event 作为属主" },
    why: owners(),
    message: { en: "An Event cannot own anything.", "zh-cn": "Event 不能作为属主。" },
    fixes: removeOwner,
  }),
  refusal("owner-one-controller", {
    title: { en: "Two controllers", "zh-cn": "有两个控制器" },
    why: owners(),
    message: ({ said }) => ({
      en: `Only one owner can be the controller, but both ${said.facts.other ?? ""} and ${said.facts.owner ?? ""} have controller: true.`,
      "zh-cn": `只能有一个属主是控制器，但 ${said.facts.other ?? ""} 和 ${said.facts.owner ?? ""} 都声明了 controller: true。`,
    }),
  }),
  refusal("finalizer-format", {
    title: { en: "A finalizer with an invalid name", "zh-cn": "finalizer 的名称不合法" },
    why: finalizers(),
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not a valid finalizer name: use a form such as example.com/my-finalizer.`,
        "zh-cn": `${value["zh-cn"]}不是合法的 finalizer 名称，应写成类似 example.com/my-finalizer 的形式。`,
      };
    },
    fixes: tidyText(tidiedKey),
  }),
  refusal("finalizer-unqualified", {
    title: { en: "A finalizer without a domain", "zh-cn": "finalizer 没有域名前缀" },
    why: finalizers(),
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not one of Kubernetes' own finalizers, so it needs a domain in front, as in example.com/my-finalizer.`,
        "zh-cn": `${value["zh-cn"]}不是 Kubernetes 自带的 finalizer，因此前面要加域名，例如 example.com/my-finalizer。`,
      };
    },
    fixes: unqualifiedFinalizer,
  }),
  refusal("finalizer-conflict", {
    title: { en: "Conflicting finalizers", "zh-cn": "互相冲突的 finalizer" },
    why: finalizers(),
    message: {
      en: "orphan keeps dependents when the object is deleted; foregroundDeletion deletes them first. Only one of the two can be set.",
      "zh-cn": "orphan 表示删除对象时保留附属对象，foregroundDeletion 表示先删除它们，二者只能选一个。",
    },
    fixes: oneFinalizer,
  }),
  refusal("resource-version-on-create", {
    title: { en: "A resourceVersion in a manifest", "zh-cn": "清单中写了 resourceVersion" },
    why: {
      en: "resourceVersion is the cluster's marker for the version it has stored. An object that has one cannot be created; the API server answers with an internal error (500) that names no field. It is usually left over from a manifest that was exported from a cluster.",
      "zh-cn":
        "resourceVersion 标记集群中已存储的版本。带有它的对象无法创建，服务器会返回不指明字段的内部错误（500）。它通常是从集群导出清单时留下的。",
    },
    message: (problem) => {
      const value = shownAt(problem);
      return {
        en: `An object with a resourceVersion (${value.en}) cannot be created; the API server reports an internal error. Remove the field.`,
        "zh-cn": `带有 resourceVersion（${value["zh-cn"]}）的对象无法创建，服务器会报内部错误。请删除该字段。`,
      };
    },
    fixes: removeIt,
    onlyOnCreate: "always",
  }),
  refusal("already-exists", {
    title: { en: "A Service that already exists", "zh-cn": "Service 已经存在" },
    why: {
      en: "Two Services in one namespace cannot have the same name. kubectl create refuses the second; kubectl apply overwrites the first with it.",
      "zh-cn":
        "同一命名空间里不能有两个同名的 Service。kubectl create 会拒绝第二个；kubectl apply 则会用它覆盖第一个。",
    },
    message: ({ said }) => ({
      en: `Service ${said.facts.owner ?? ""} already exists.`,
      "zh-cn": `Service ${said.facts.owner ?? ""} 已经存在。`,
    }),
  }),
  refusal("topology-annotations-differ", {
    title: { en: "Two annotations for one setting, with different values", "zh-cn": "同一设置的两个注解取值不同" },
    why: {
      en: "service.kubernetes.io/topology-mode replaced service.kubernetes.io/topology-aware-hints. A Service can have both only with the same value.",
      "zh-cn":
        "service.kubernetes.io/topology-mode 取代了 service.kubernetes.io/topology-aware-hints。两者同时存在时取值必须相同。",
    },
    message: (problem) => {
      const other = problem.said.facts.other ?? "";
      return {
        en: `topology-mode is ${shown(problem).en} and topology-aware-hints is "${other}". Both name the same setting, so their values must be equal. Keep only topology-mode.`,
        "zh-cn": `topology-mode 是${shown(problem)["zh-cn"]}，topology-aware-hints 是“${other}”。二者是同一设置，取值必须相同。请只保留 topology-mode。`,
      };
    },
    fixes: removeHints,
  }),
  refusal("selector-key", {
    title: { en: "A selector with an invalid key", "zh-cn": "选择器的键不合法" },
    why: {
      en: "A selector matches pod labels, so its keys must be valid label keys.",
      "zh-cn": "选择器用来匹配 Pod 的标签，所以键必须是合法的标签键。",
    },
    message: (problem) => keyMessage(problem),
    fixes: selectorKey,
    inTemplates: "value",
  }),
  refusal("selector-value", {
    title: { en: "A selector with an invalid value", "zh-cn": "选择器的值不合法" },
    why: {
      en: "A selector matches pod labels, so its values must be valid label values: no pod can have any other.",
      "zh-cn": "选择器用来匹配 Pod 的标签，所以值必须是合法的标签值，其他值不会出现在任何 Pod 上。",
    },
    message: (problem) => {
      const value = shown(problem);
      const key = problem.said.facts.other ?? "";
      return {
        en: `No pod can have the label ${key}: ${value.en}. A label value has at most 63 letters, digits, "-", "_" and ".", and begins and ends with a letter or digit.`,
        "zh-cn": `任何 Pod 都不能带有标签 ${key}: ${value["zh-cn"]}。标签的值最多 63 个字母、数字、“-”、“_”和“.”，并以字母或数字开头和结尾。`,
      };
    },
    fixes: selectorValue,
    inTemplates: "value",
  }),
];

/** Labels' keys, annotations' and selectors'. */
export function keyMessage(problem: Problem) {
  const key = shown(problem);
  const { detail } = problem.said as { readonly detail?: string };
  if (detail?.includes("must be non-empty") === true || key.en === '""') {
    return {
      en: "The key is empty, or nothing comes before or after its slash.",
      "zh-cn": "键为空，或者斜杠前后有一边为空。",
    };
  }
  if (detail?.startsWith("prefix part") === true) {
    return {
      en: `In the key ${key.en}, the part before the slash must be a lowercase domain name, such as example.com.`,
      "zh-cn": `键${key["zh-cn"]}中，斜杠前面必须是小写的域名，例如 example.com。`,
    };
  }
  if (detail?.includes("no more than") === true) {
    return {
      en: `The key ${key.en} is too long: at most 63 characters are allowed (after the slash, if there is one).`,
      "zh-cn": `键${key["zh-cn"]}太长：最多 63 个字符（有斜杠时只计斜杠之后的部分）。`,
    };
  }
  if (detail?.startsWith("a valid label key") === true) {
    return {
      en: `The key ${key.en} has more than one slash; only one is allowed, after a domain.`,
      "zh-cn": `键${key["zh-cn"]}中有多个斜杠；只允许在域名之后有一个。`,
    };
  }
  return {
    en: `${key.en} is not a valid key: use letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.`,
    "zh-cn": `${key["zh-cn"]}不是合法的键：只能用字母、数字、“-”、“_”和“.”，并以字母或数字开头和结尾。`,
  };
}

/** Labels' values, and selectors'. */
export function valueMessage(problem: Problem, what: string, zhWhat: string) {
  const value = shown(problem);
  const key = problem.said.facts.other ?? "";
  const { detail } = problem.said as { readonly detail?: string };
  if (detail?.includes("no more than") === true) {
    return {
      en: `The value of the ${what} "${key}" has more than 63 characters.`,
      "zh-cn": `${zhWhat}“${key}”的值超过 63 个字符。`,
    };
  }
  return {
    en: `${value.en} is not a valid value for the ${what} "${key}": use letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.`,
    "zh-cn": `${value["zh-cn"]}不能作为${zhWhat}“${key}”的值：只能用字母、数字、“-”、“_”和“.”，并以字母或数字开头和结尾。`,
  };
}

function owners() {
  return {
    en: "ownerReferences link an object to its owner, so that it is deleted when the owner is. Controllers set them; a manifest rarely should.",
    "zh-cn": "ownerReferences 把对象与其属主关联起来，属主被删除时它也随之删除。它们由控制器设置，清单里一般不应出现。",
  };
}

function finalizers() {
  return {
    en: "A finalizer keeps a deleted object until a controller has cleaned up. Its name needs a domain in front, unless it is one of Kubernetes' own.",
    "zh-cn": "finalizer 让被删除的对象保留到控制器清理完毕为止。除 Kubernetes 自带的以外，名称前面都要有域名。",
  };
}

/** What is left of the name; where nothing is, a name from elsewhere. */
function* tidyOrNamed(problem: Problem): Iterable<Fix> {
  const tidy = [...tidyName(longestName)(problem)];
  yield* tidy.length > 0 ? tidy : nameService(problem);
}

/** Owners are set by controllers: an entry that names none that could be one goes, with the list if it is the only one. */
function* removeOwner(problem: Problem): Iterable<Fix> {
  const list = ["metadata", "ownerReferences"];
  const owners = at(problem, list);
  const index = problem.said.place.find((step) => typeof step === "number");
  const several = owners?.kind === "list" && owners.items.length > 1;
  if (several && index === undefined) return;
  const title = several
    ? { en: "Remove this owner", "zh-cn": "删除这个属主" }
    : { en: "Remove ownerReferences", "zh-cn": "删除 ownerReferences" };
  yield* unsafe(title, remove(problem, several && index !== undefined ? [...list, index] : list));
}

/** One of Kubernetes' own that is nearly it; else nobody could ever take it off, and it goes. */
function* unqualifiedFinalizer(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "string") return;
  const own = ["foregroundDeletion", "orphan", "kubernetes"];
  const meant = node.value === loadBalancerCleanup.split("/")[1] ? loadBalancerCleanup : didYouMean(node.value, own);
  if (meant !== undefined)
    yield* unsafe({ en: `Change to ${meant}`, "zh-cn": `改为 ${meant}` }, replaceScalar(problem.yaml, node, meant));
  yield* removeIt(problem);
}

/** The finalizer that Kubernetes' service controller puts on load balancers (k8s.io/cloud-provider/service/helpers). */
const loadBalancerCleanup = "service.kubernetes.io/load-balancer-cleanup";

/** The beginning of a name, at most so long that the server's five letters fit; it may end with a dash. */
function tidiedBeginning(name: string): string | undefined {
  const plain = tidiedName(name, 57);
  return plain === undefined ? undefined : `${plain}${/[^A-Za-z0-9]$/.test(name) || plain.length === 57 ? "-" : ""}`;
}

/** Without anything that could begin a name, the labels tell. */
function* generateName(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "string") return;
  const [found] = [node.value, ...nameInLabels(problem)].flatMap((name) => tidiedBeginning(name) ?? []);
  if (found === undefined) return;
  const right = found.endsWith("-") ? found : `${found}-`;
  yield* unsafe({ en: `Change to ${right}`, "zh-cn": `改为 ${right}` }, replaceScalar(problem.yaml, node, right));
}

function* removeHints(problem: Problem): Iterable<Fix> {
  const place = ["metadata", "annotations", { key: "service.kubernetes.io/topology-aware-hints" }];
  yield* unsafe({ en: "Keep only topology-mode", "zh-cn": "只保留 topology-mode" }, remove(problem, place));
}

/** Which of the two was meant nobody can know. */
function* oneFinalizer(problem: Problem): Iterable<Fix> {
  const path = ["metadata", "finalizers"];
  const list = at(problem, path);
  if (list?.kind !== "list") return;
  for (const name of ["foregroundDeletion", "orphan"]) {
    const index = list.items.findIndex((item) => stringOf(item) === name);
    const title = { en: `Remove ${name}`, "zh-cn": `删除 ${name}` };
    for (const fix of unsafe(title, index < 0 ? [] : remove(problem, [...path, index])))
      yield { ...fix, guess: Number.POSITIVE_INFINITY };
  }
}
