// What the API server says of metadata: names, labels, annotations, owners, finalizers.

import { type Problem, refusal, type ServerRule, shown, shownAt, text } from "./entry.ts";

const nameShape = text(
  "lower-case letters, digits and dashes, beginning and ending with a letter or digit",
  "小写字母、数字和短横线，并以字母或数字开头和结尾",
);

export const metadataRules: readonly ServerRule[] = [
  refusal(
    "name-required",
    text("A Service without a name", "Service 没有名称"),
    text(
      "Every object has a name, or a generateName that the server completes.",
      "每个对象都要有 name，或者有 generateName 让服务器补全。",
    ),
    text(
      "The Service has neither metadata.name nor metadata.generateName.",
      "Service 既没有 metadata.name，也没有 metadata.generateName。",
    ),
  ),
  refusal(
    "name-format",
    text("A name that no Service can have", "Service 不能使用的名称"),
    text(
      "A Service's name becomes a DNS name, so it is a DNS label: lower-case letters, digits and dashes. Until Kubernetes 1.35 it had to begin with a letter; since 1.36 it may begin with a digit.",
      "Service 的名称会成为 DNS 名称，因此必须是 DNS 标签：小写字母、数字和短横线。Kubernetes 1.35 及以前必须以字母开头；从 1.36 起可以以数字开头。",
    ),
    (problem) => {
      const value = shown(problem);
      const { en, "zh-cn": zh } = nameShape;
      if (problem.settings.kubernetesVersion !== "1.36") {
        return text(
          `${value.en} cannot be the name of a Service: use ${en}; until Kubernetes 1.35 the first is a letter.`,
          `${value["zh-cn"]}不能作为 Service 的名称：只能用${zh}；Kubernetes 1.35 及以前还必须以字母开头。`,
        );
      }
      return text(
        `${value.en} cannot be the name of a Service: use ${en}.`,
        `${value["zh-cn"]}不能作为 Service 的名称：只能用${zh}。`,
      );
    },
  ),
  refusal(
    "name-length",
    text("A name beyond 63 characters", "名称超过 63 个字符"),
    text(
      "A Service's name is one part of a DNS name, and such a part has at most 63 characters.",
      "Service 的名称是 DNS 名称的一段，而每段最多 63 个字符。",
    ),
    (problem) => {
      const value = shown(problem);
      return text(`The name ${value.en} is longer than 63 characters.`, `名称${value["zh-cn"]}超过 63 个字符。`);
    },
  ),
  refusal(
    "generate-name-format",
    text("A generateName that gives no valid name", "generateName 无法生成合法名称"),
    text(
      "The server appends five random characters to generateName, and what comes out must be a valid name. So one mistake here is reported twice, once for the name that would come out of it.",
      "服务器会在 generateName 后面加五个随机字符，结果必须是合法名称。因此这里的一个错误会报告两次，另一次针对生成的名称。",
    ),
    (problem) => {
      const value = shown(problem);
      return text(
        `No valid name can begin with ${value.en}: use ${nameShape.en}.`,
        `以${value["zh-cn"]}开头得不到合法的名称：只能用${nameShape["zh-cn"]}。`,
      );
    },
  ),
  refusal(
    "generation-negative",
    text("A negative generation", "generation 为负数"),
    text("metadata.generation is counted by the cluster; leave it out.", "metadata.generation 由集群计数，请不要写。"),
    text(
      "metadata.generation cannot be negative. The cluster counts it: leave it out.",
      "metadata.generation 不能是负数。它由集群计数，请删除。",
    ),
  ),
  refusal(
    "label-key",
    text("A label with an invalid key", "标签的键不合法"),
    text(
      "A label's key is a name of at most 63 letters, digits, dashes, underscores and dots, optionally after a domain in lower case and one slash, as in app.kubernetes.io/name.",
      "标签的键由最多 63 个字母、数字、短横线、下划线和点组成，前面可以加上小写域名和一个斜杠，例如 app.kubernetes.io/name。",
    ),
    (problem) => keyMessage(problem),
  ),
  refusal(
    "label-value",
    text("A label with an invalid value", "标签的值不合法"),
    text(
      "A label's value has at most 63 letters, digits, dashes, underscores and dots, and begins and ends with a letter or digit. Free text belongs into annotations.",
      "标签的值最多 63 个字母、数字、短横线、下划线和点，并以字母或数字开头和结尾。自由文本请放进注解。",
    ),
    (problem) => valueMessage(problem, "label", "标签"),
  ),
  refusal(
    "annotation-key",
    text("An annotation with an invalid key", "注解的键不合法"),
    text(
      "An annotation's key has the form of a label's key; only here upper case counts as lower case. The value may be any text.",
      "注解的键与标签的键格式相同，只是这里不区分大小写。值可以是任意文本。",
    ),
    (problem) => keyMessage(problem),
  ),
  refusal(
    "annotations-size",
    text("Annotations beyond 256 KiB", "注解超过 256 KiB"),
    text(
      "Keys and values of all annotations together may have 262144 bytes. What kubectl apply writes into its own annotation counts, too.",
      "全部注解的键和值合计不能超过 262144 字节。kubectl apply 自己写入的注解也计算在内。",
    ),
    ({ said }) =>
      text(
        `The annotations have ${said.facts.other ?? ""} bytes together; at most 262144 are allowed.`,
        `全部注解合计 ${said.facts.other ?? ""} 字节，最多允许 262144 字节。`,
      ),
  ),
  refusal(
    "owner-api-version",
    text("An owner without an apiVersion", "属主缺少 apiVersion"),
    owners(),
    text(
      "An owner reference needs the owner's apiVersion, such as v1 or apps/v1.",
      "属主引用需要写明属主的 apiVersion，例如 v1 或 apps/v1。",
    ),
  ),
  refusal(
    "owner-kind",
    text("An owner without a kind", "属主缺少 kind"),
    owners(),
    text("An owner reference needs the owner's kind.", "属主引用需要写明属主的 kind。"),
  ),
  refusal(
    "owner-name",
    text("An owner without a name", "属主缺少 name"),
    owners(),
    text("An owner reference needs the owner's name.", "属主引用需要写明属主的 name。"),
  ),
  refusal(
    "owner-uid",
    text("An owner without a uid", "属主缺少 uid"),
    owners(),
    text(
      "An owner reference needs the owner's uid, which only the cluster knows: leave ownerReferences to controllers.",
      "属主引用需要写明属主的 uid，而它只有集群知道：ownerReferences 应当交给控制器设置。",
    ),
  ),
  refusal(
    "owner-event",
    text("An Event as owner", "以 Event 作为属主"),
    owners(),
    text("An Event cannot own anything.", "Event 不能作为属主。"),
  ),
  refusal("owner-one-controller", text("Two controllers", "有两个控制器"), owners(), ({ said }) =>
    text(
      `Only one owner can be the controller, but both ${said.facts.other ?? ""} and ${said.facts.owner ?? ""} say so.`,
      `只能有一个属主是控制器，但 ${said.facts.other ?? ""} 和 ${said.facts.owner ?? ""} 都声明了 controller: true。`,
    ),
  ),
  refusal(
    "finalizer-format",
    text("A finalizer with an invalid name", "finalizer 的名称不合法"),
    finalizers(),
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} is no valid finalizer: write it like example.com/my-finalizer.`,
        `${value["zh-cn"]}不是合法的 finalizer：应写成类似 example.com/my-finalizer 的形式。`,
      );
    },
  ),
  refusal(
    "finalizer-unqualified",
    text("A finalizer without a domain", "finalizer 没有域名前缀"),
    finalizers(),
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} is none of Kubernetes' own finalizers, so it needs a domain in front, like example.com/my-finalizer.`,
        `${value["zh-cn"]}不是 Kubernetes 自带的 finalizer，因此前面要加域名，例如 example.com/my-finalizer。`,
      );
    },
  ),
  refusal(
    "finalizer-conflict",
    text("Finalizers that exclude each other", "互相冲突的 finalizer"),
    finalizers(),
    text(
      "orphan keeps dependants when the object is deleted, foregroundDeletion deletes them first: only one of the two can be set.",
      "orphan 表示删除对象时保留附属对象，foregroundDeletion 表示先删除它们，二者只能选一个。",
    ),
  ),
  refusal(
    "resource-version-on-create",
    text("A resourceVersion in a manifest", "清单中写了 resourceVersion"),
    text(
      "resourceVersion is the cluster's own mark of what it stored last. With one, the object cannot be created, and the server answers with an internal error (500) that names no field. It usually comes along with a manifest that was read from a cluster.",
      "resourceVersion 是集群对已存储版本的标记。带着它就无法创建对象，服务器会返回不指明字段的内部错误（500）。它通常是从集群导出清单时带出来的。",
    ),
    (problem) => {
      const value = shownAt(problem);
      return text(
        `An object with a resourceVersion (${value.en}) cannot be created; the server calls it an internal error. Remove the field.`,
        `带有 resourceVersion（${value["zh-cn"]}）的对象无法创建，服务器会报内部错误。请删除这个字段。`,
      );
    },
  ),
  refusal(
    "already-exists",
    text("A Service that exists already", "Service 已经存在"),
    text(
      "Two Services of one namespace cannot have the same name. kubectl create refuses the second; kubectl apply changes the first into it.",
      "同一命名空间里不能有两个同名的 Service。kubectl create 会拒绝第二个；kubectl apply 则会用它覆盖第一个。",
    ),
    ({ said }) =>
      text(`The Service ${said.facts.owner ?? ""} exists already.`, `Service ${said.facts.owner ?? ""} 已经存在。`),
  ),
  refusal(
    "topology-annotations-differ",
    text("Two annotations for the same thing, with different values", "同一含义的两个注解取值不同"),
    text(
      "service.kubernetes.io/topology-mode replaced service.kubernetes.io/topology-aware-hints. Both may be there only with the same value.",
      "service.kubernetes.io/topology-mode 取代了 service.kubernetes.io/topology-aware-hints。两者同时存在时取值必须相同。",
    ),
    (problem) => {
      const other = problem.said.facts.other ?? "";
      return text(
        `topology-mode is ${shown(problem).en} and topology-aware-hints is "${other}": two names for one setting, so the values must be equal. Keep topology-mode only.`,
        `topology-mode 是${shown(problem)["zh-cn"]}，topology-aware-hints 是“${other}”：它们是同一设置的两个名字，取值必须相同。请只保留 topology-mode。`,
      );
    },
  ),
];

/** Labels' keys, annotations' and selectors'. */
export function keyMessage(problem: Problem) {
  const key = shown(problem);
  const { detail } = problem.said as { readonly detail?: string };
  if (detail?.includes("must be non-empty") === true || key.en === '""') {
    return text("The key is empty, or nothing stands before or after its slash.", "键为空，或者斜杠前后有一边为空。");
  }
  if (detail?.startsWith("prefix part") === true) {
    return text(
      `In the key ${key.en}, what stands before the slash must be a domain name in lower case, like example.com.`,
      `键${key["zh-cn"]}中，斜杠前面必须是小写的域名，例如 example.com。`,
    );
  }
  if (detail?.includes("no more than") === true) {
    return text(
      `The key ${key.en} is too long: at most 63 characters (after the slash, if there is one).`,
      `键${key["zh-cn"]}太长：最多 63 个字符（有斜杠时只计斜杠之后的部分）。`,
    );
  }
  if (detail?.startsWith("a valid label key") === true) {
    return text(
      `The key ${key.en} has more than one slash; only one is allowed, after a domain.`,
      `键${key["zh-cn"]}中有多个斜杠；只允许在域名之后有一个。`,
    );
  }
  return text(
    `${key.en} is no valid key: use letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.`,
    `${key["zh-cn"]}不是合法的键：只能用字母、数字、“-”、“_”和“.”，并以字母或数字开头和结尾。`,
  );
}

/** Labels' values, and selectors'. */
export function valueMessage(problem: Problem, what: string, zhWhat: string) {
  const value = shown(problem);
  const key = problem.said.facts.other ?? "";
  const { detail } = problem.said as { readonly detail?: string };
  if (detail?.includes("no more than") === true) {
    return text(
      `The value of the ${what} "${key}" has more than 63 characters.`,
      `${zhWhat}“${key}”的值超过 63 个字符。`,
    );
  }
  return text(
    `${value.en} is no valid value for the ${what} "${key}": use letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.`,
    `${value["zh-cn"]}不能作为${zhWhat}“${key}”的值：只能用字母、数字、“-”、“_”和“.”，并以字母或数字开头和结尾。`,
  );
}

function owners() {
  return text(
    "ownerReferences tie an object to another that owns it, so that it goes when the owner goes. Controllers set them; a manifest seldom should.",
    "ownerReferences 把对象与其属主关联起来，属主被删除时它也随之删除。它们由控制器设置，清单里一般不应出现。",
  );
}

function finalizers() {
  return text(
    "A finalizer keeps a deleted object until some controller has cleaned up. Its name has a domain in front, except for Kubernetes' own.",
    "finalizer 让被删除的对象保留到某个控制器清理完毕为止。除 Kubernetes 自带的以外，名称前面都要有域名。",
  );
}
