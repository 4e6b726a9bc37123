// Annotations that are right in themselves, and have no effect on this object.

import { formatField } from "../base/field.ts";
import type { Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import { awsTypeKey, inTree, loadBalancerController } from "../model/annotations/aws.ts";
import { annotationNamed, annotationsOf } from "../model/annotations/of.ts";
import { removedAnnotation } from "../model/annotations/removed.ts";
import { knownAnnotation } from "../model/annotations/table.ts";
import type { Pair } from "../model/labels.ts";
import { rootPath, type ServiceManifest } from "../model/manifest.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { removeField, replaceScalar, setField } from "../yaml/edit.ts";
import { inTurn } from "../yaml/text-edit.ts";
import { defineRule, type Report } from "./rule.ts";

const awsScheme = "service.beta.kubernetes.io/aws-load-balancer-scheme";
const awsInternal = "service.beta.kubernetes.io/aws-load-balancer-internal";

export const annotationWithoutEffect = defineRule({
  id: "annotation-without-effect",
  severity: "information",
  local: true,
  title: { en: "An annotation that has no effect here", "zh-cn": "在此不起作用的注解" },
  why: {
    en: `Kubernetes reports nothing for an annotation that no program reads. Three cases are detected:

- Kubernetes itself used to read it, and a field has replaced it.
- Its controller reads it only on another type of Service.
- AWS has two controllers. A Service with \`aws-load-balancer-type: nlb\` belongs to the in-tree controller, which does not support \`aws-load-balancer-scheme\` and the other newer keys; the AWS Load Balancer Controller handles Services with \`type: external\` or \`loadBalancerClass: service.k8s.aws/nlb\`. A load balancer that should be internal may become public this way, so this case is a warning.`,
    "zh-cn": `没有程序读取的注解，Kubernetes 不会报告。这里检查三种情况：

- Kubernetes 自身曾经读取它，现在已由字段取代。
- 对应的控制器只在另一种类型的 Service 上读取它。
- AWS 有两个控制器。带有 \`aws-load-balancer-type: nlb\` 的 Service 由 in-tree 控制器处理，它不支持 \`aws-load-balancer-scheme\` 等较新的键；AWS Load Balancer Controller 只处理 \`type: external\` 或 \`loadBalancerClass: service.k8s.aws/nlb\` 的 Service。本应是内部的负载均衡器可能因此公开，所以报告为警告。`,
  },
  *check({ manifest, document }) {
    if (manifest.is !== "service") return;
    for (const pair of annotationsOf(manifest.root)) {
      yield* removed(pair, manifest, document);
      yield* ofAnotherType(pair, manifest);
      yield* ofTheOtherController(pair, manifest, document);
    }
  },
});

function* removed(pair: Pair, manifest: ServiceManifest, document: WorkspaceDocument): Iterable<Report> {
  const was = removedAnnotation(pair.key);
  if (was === undefined) return;
  const field = formatField(was.field);
  const value = was.valueOf(pair.value);
  const isSet = get(manifest.root, "spec", String(was.field.at(-1))) !== undefined;
  yield {
    ...placeOf(pair),
    message: {
      en: `Kubernetes no longer reads this annotation. \`${field}\` replaced it${isSet || value === undefined ? "" : ` and is not set, so "${pair.value}" has no effect`}.`,
      "zh-cn": `Kubernetes 已不再读取此注解，由 \`${field}\` 取代${isSet || value === undefined ? "" : `；该字段没有设置，因此 "${pair.value}" 不起作用`}。`,
    },
    fixes: function* () {
      if (isSet || value === undefined) return;
      yield {
        title: { en: `Set \`${field}: ${value}\` instead`, "zh-cn": `改用 \`${field}: ${value}\`` },
        safe: false,
        edits: inTurn(
          document.yaml,
          (yaml) => setField(yaml, [...rootPath(manifest), ...was.field], value),
          (yaml) => removeField(yaml, [...rootPath(manifest), ...placeOf(pair).field]),
        ),
      };
    },
  };
}

function* ofAnotherType(pair: Pair, { service }: ServiceManifest): Iterable<Report> {
  const known = knownAnnotation(pair.key);
  if (known?.family.loadBalancerOnly !== true || service.type === "LoadBalancer" || service.type === undefined) return;
  const { provider } = known.family;
  yield {
    ...placeOf(pair),
    severity: "hint",
    message: {
      en: `${provider.en} reads this annotation only on Services of type LoadBalancer, but this Service is ${service.headless ? "headless" : `of type ${service.type}`}.`,
      "zh-cn": `${provider["zh-cn"]} 只在类型为 LoadBalancer 的 Service 上读取此注解，而此 Service ${service.headless ? "是 headless 的" : `的类型为 ${service.type}`}。`,
    },
  };
}

/** A key that the other of AWS' two controllers reads; said only where a written type or class tells which of them it is. */
function* ofTheOtherController(pair: Pair, manifest: ServiceManifest, document: WorkspaceDocument): Iterable<Report> {
  const { root, service } = manifest;
  const known = knownAnnotation(pair.key);
  const type = annotationNamed(root, awsTypeKey);
  const owner = controllerOf(type?.value, stringOf(get(root, "spec", "loadBalancerClass")));
  if (known?.readBy === undefined || owner === undefined || service.type !== "LoadBalancer") return;
  if (known.readBy.includes(owner)) return;
  const becomesPublic =
    pair.key === awsScheme && pair.value === "internal" && annotationNamed(root, awsInternal) === undefined;
  yield {
    ...placeOf(pair),
    ...(becomesPublic ? { severity: "warning" as const } : {}),
    message: owner === inTree ? ignoredByInTree(becomesPublic) : ignoredByNewer,
    fixes: function* () {
      if (owner !== inTree || type === undefined) return;
      yield {
        title: {
          en: `Change aws-load-balancer-type to \`external\``,
          "zh-cn": "将 aws-load-balancer-type 改为 `external`",
        },
        safe: false,
        edits: replaceScalar(document.yaml, type.entry.value, "external"),
      };
      if (!becomesPublic) return;
      yield {
        title: { en: `Add \`${awsInternal}: "true"\``, "zh-cn": `添加 \`${awsInternal}: "true"\`` },
        safe: false,
        edits: setField(
          document.yaml,
          [...rootPath(manifest), "metadata", "annotations", { key: awsInternal }],
          "true",
        ),
      };
    },
  };
}

function controllerOf(type: string | undefined, loadBalancerClass: string | undefined): string | undefined {
  if (loadBalancerClass === "service.k8s.aws/nlb" || type === "external" || type === "nlb-ip") {
    return loadBalancerController;
  }
  return type === "nlb" && loadBalancerClass === undefined ? inTree : undefined;
}

function ignoredByInTree(becomesPublic: boolean): Text {
  const [en, zh] = becomesPublic ? [", so the load balancer is public", "，因此负载均衡器是公开的"] : ["", ""];
  return {
    en: `The in-tree AWS controller handles Services with \`aws-load-balancer-type: nlb\` and does not read this annotation${en}. The AWS Load Balancer Controller reads it on Services with type \`external\` or loadBalancerClass \`service.k8s.aws/nlb\`.`,
    "zh-cn": `带有 \`aws-load-balancer-type: nlb\` 的 Service 由 in-tree AWS 控制器处理，它不读取此注解${zh}。AWS Load Balancer Controller 会在 type 为 \`external\` 或 loadBalancerClass 为 \`service.k8s.aws/nlb\` 的 Service 上读取它。`,
  };
}

const ignoredByNewer: Text = {
  en: "Only the in-tree AWS controller reads this annotation, but the AWS Load Balancer Controller handles this Service.",
  "zh-cn": "只有 in-tree AWS 控制器读取此注解，而此 Service 由 AWS Load Balancer Controller 处理。",
};

function placeOf({ key, entry }: Pair) {
  return { span: entry.keySpan, field: ["metadata", "annotations", { key }] } as const;
}
