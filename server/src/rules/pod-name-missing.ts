// A pod's DNS name below a Service that does not give it one.

import type { FieldPath } from "../base/field.ts";
import { isTypo } from "../index/likeness.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import { ordinalsOf } from "../model/ordinals.ts";
import { type PodName, placeInText, podNamesIn } from "../model/pod-names.ts";
import { stringsOf, textsKey } from "../model/strings.ts";
import { replaceScalar } from "../yaml/edit.ts";
import type { StringNode } from "../yaml/node.ts";
import { defineRule, type Report } from "./rule.ts";

export const podNameMissing = defineRule({
  id: "pod-name-missing",
  severity: "warning",
  title: { en: "A pod name that does not resolve", "zh-cn": "无法解析的 Pod 名称" },
  why: {
    en: "The pods of a StatefulSet have names of the form `POD.SERVICE.NAMESPACE.svc` through one Service only: the one in `spec.serviceName`. With another Service, the name does not resolve, even if that Service selects the same pods. Pods are numbered from 0 (or `spec.ordinals.start`) up to the number of replicas.",
    "zh-cn":
      "StatefulSet 的 Pod 只通过一个 Service 获得形如 `POD.SERVICE.NAMESPACE.svc` 的名称，即 `spec.serviceName` 中的 Service。换成其他 Service，即使它选择同样的 Pod，该名称也无法解析。Pod 从 0（或 `spec.ordinals.start`）开始编号，直到副本数。",
  },
  *check(resource, world) {
    const { manifest } = resource;
    if (manifest.is !== "workload" && textsKey(manifest) === undefined) return;
    for (const { node, path } of stringsOf(manifest)) {
      const said = new Set<string>();
      for (const name of podNamesIn(node.value, world.settings.clusterDomain)) {
        const found = findingOf(resource, world, node, path, name);
        // A list of peers has one mistake.
        if (found === undefined || said.has(`${name.set} ${name.service}`)) continue;
        said.add(`${name.set} ${name.service}`);
        yield found;
      }
    }
  },
});

function findingOf(
  resource: Resource,
  world: World,
  node: StringNode,
  field: FieldPath,
  name: PodName,
): Report | undefined {
  const namespace = name.namespace ?? resource.namespace;
  const set = statefulSet(resource, world, namespace, name.set);
  if (set === undefined || set.uncertain) return undefined;
  const { serviceName } = set.manifest.workload;
  const span = placeInText(node, name) ?? { start: node.span.start, end: node.span.start + 1 };
  const severity = amongNeighbours("warning", resource, [set], world, name.namespace);
  const related = [
    {
      document: set.document,
      span: (set.manifest.name ?? set.manifest.root).span,
      message: { en: `StatefulSet ${set.name}`, "zh-cn": `StatefulSet ${set.name}` },
    },
  ];
  if (serviceName !== name.service) {
    // What is no Service of this namespace may be a domain of somebody else's.
    const isService = world.servicesNamed(resource, namespace, name.service).length > 0;
    if (!isService && (serviceName === undefined || !isTypo(name.service, serviceName))) return undefined;
    return {
      severity,
      span,
      field,
      related,
      message: serviceName
        ? {
            en: `${name.pod} has no DNS name in Service ${name.service}: the serviceName of StatefulSet ${set.name} is ${serviceName}.`,
            "zh-cn": `${name.pod} 在 Service ${name.service} 中没有 DNS 名称：StatefulSet ${set.name} 的 serviceName 是 ${serviceName}。`,
          }
        : {
            en: `${name.pod} has no DNS name: StatefulSet ${set.name} has no serviceName.`,
            "zh-cn": `${name.pod} 没有 DNS 名称：StatefulSet ${set.name} 没有设置 serviceName。`,
          },
      fixes: () => (serviceName ? [rewrite(resource, node, name.service, serviceName, set.name)] : []),
    };
  }
  const [service] = world.servicesNamed(resource, namespace, name.service);
  if (service?.manifest.service.type === "ClusterIP" && !service.manifest.service.headless) {
    return {
      severity: "information",
      span,
      field,
      related,
      message: {
        en: `Service ${name.service} is not headless. By the DNS specification, only headless Services give their pods names. CoreDNS resolves ${name.pod}.${name.service}, but other DNS servers may not.`,
        "zh-cn": `Service ${name.service} 不是 headless。按 DNS 规范，只有 headless Service 才为 Pod 提供名称。CoreDNS 会解析 ${name.pod}.${name.service}，其他 DNS 服务器可能不会。`,
      },
    };
  }
  const { first, most } = ordinalsOf(set.manifest, world.scaler(set)?.manifest.autoscaler);
  if (most === 0 || (name.ordinal >= first && name.ordinal < first + most)) return undefined;
  return {
    severity: severity === "warning" ? "information" : severity,
    span,
    field,
    related,
    message: {
      en: `StatefulSet ${set.name} never creates ${name.pod}. Its pods are ${set.name}-${first} to ${set.name}-${first + most - 1}.`,
      "zh-cn": `StatefulSet ${set.name} 不会创建 ${name.pod}，它的 Pod 是 ${set.name}-${first} 到 ${set.name}-${first + most - 1}。`,
    },
  };
}

function statefulSet(
  from: Resource,
  world: World,
  namespace: string,
  name: string,
): Resource<WorkloadManifest> | undefined {
  return world
    .ofKind(from, "StatefulSet", namespace)
    .filter((resource) => isA(resource, "workload"))
    .find((resource) => resource.name === name);
}

/** All pods of the set in the text get the name below the Service that governs them. */
function rewrite({ document }: Resource, node: StringNode, service: string, governing: string, set: string) {
  const names = new RegExp(`(?<![\\w.-])(${set}-\\d+\\.)${service}(?![\\w-])`, "g");
  return {
    title: {
      en: `Change to ${governing}, the StatefulSet's Service`,
      "zh-cn": `改为该 StatefulSet 的 Service ${governing}`,
    },
    safe: false,
    edits: replaceScalar(document.yaml, node, node.value.replace(names, `$1${governing}`)),
  };
}
