// A Service's DNS name in an environment variable, an argument or a ConfigMap, that names nothing.

import type { FieldPath } from "../base/field.ts";
import { isTypo } from "../index/near-miss.ts";
import { isBelieved, type NearName, nearNames } from "../index/near-name.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { hostNamesIn, type PlacedHostName } from "../model/host-names.ts";
import { stringsOf } from "../model/strings.ts";
import { replaceScalar } from "../yaml/edit.ts";
import type { StringNode } from "../yaml/node.ts";
import { defineRule, type Report } from "./rule.ts";

export const hostNameMissing = defineRule({
  id: "host-name-missing",
  severity: "warning",
  title: { en: "A host name that no Service has", "zh-cn": "主机名没有对应的 Service" },
  why: {
    en: "Programs find Services by DNS: `NAME.NAMESPACE.svc`, `NAME.NAMESPACE`, or `NAME` in the same namespace. A name that no Service has cannot be resolved, and a port that the Service does not offer is refused; both show only when the program runs.",
    "zh-cn":
      "程序通过 DNS 查找 Service：`NAME.NAMESPACE.svc`、`NAME.NAMESPACE`，或在同一命名空间中用 `NAME`。没有 Service 使用的名称无法解析，Service 没有提供的端口会被拒绝；这两种情况都要到程序运行时才会暴露。",
  },
  *check(resource, world) {
    const { manifest } = resource;
    if (manifest.is !== "workload" && manifest.kind !== "ConfigMap") return;
    for (const { node, path } of stringsOf(manifest)) {
      for (const host of hostNamesIn(node, world.settings.clusterDomain)) {
        const finding = findingOf(resource, world, node, path, host);
        if (finding !== undefined) yield finding;
      }
    }
  },
});

function findingOf(
  resource: Resource,
  world: World,
  node: StringNode,
  path: FieldPath,
  host: PlacedHostName,
): Report | undefined {
  const namespace = host.namespace ?? resource.namespace;
  // The short form is a Service's name only where its second part is a namespace that is known to be one.
  if (host.form === "short" && !isNamespace(resource, namespace, world)) return undefined;
  const services = world.servicesNamed(resource, namespace, host.service);
  const span = host.span ?? { start: node.span.start, end: node.span.start + 1 };
  const [service] = services;
  if (service !== undefined) {
    const { port } = host;
    const { ports, type, headless } = service.manifest.service;
    if (port === undefined || type === "ExternalName" || headless || ports.length === 0) return undefined;
    if (services.some((other) => other.manifest.service.ports.some((known) => known.port === port))) return undefined;
    const known = ports.flatMap((candidate) => candidate.port ?? []).join(", ");
    return {
      span,
      field: path,
      message: {
        en: `Service ${namespace}/${host.service} has no port ${port}; it has ${known}.`,
        "zh-cn": `Service ${namespace}/${host.service} 没有端口 ${port}；它有 ${known}。`,
      },
      fixes: () =>
        ports.slice(0, 3).flatMap((candidate) => {
          if (candidate.port === undefined) return [];
          const text = `${host.text.slice(0, host.text.lastIndexOf(":"))}:${candidate.port}`;
          return [rename(resource, node, host, text)];
        }),
    };
  }
  // One word alone may be anything: a host outside, a container of the same pod.
  if (host.form === "bare") return undefined;
  const near = nearNames(resource, namespace, host.service, world);
  const [first] = near;
  if (first === undefined && !isNamespace(resource, namespace, world)) return undefined;
  return {
    // One of this name in another namespace may be another one: only a small typo, there or in the name, tells.
    severity: isBelieved(
      near.filter((one) => isSmallTypo(one, namespace)),
      resource,
      namespace,
      world,
    )
      ? "warning"
      : "hint",
    span,
    field: path,
    message: {
      en: `No Service ${namespace}/${host.service} is in this workspace${first === undefined ? "; it may come from elsewhere" : `; nearest: ${first.service.namespace}/${first.service.name}`}.`,
      "zh-cn": `此工作区中没有 Service ${namespace}/${host.service}${first === undefined ? "；它可能来自别处" : `；最接近的是 ${first.service.namespace}/${first.service.name}`}。`,
    },
    fixes: () =>
      near.slice(0, 3).map(({ service: other }) => {
        const rest = host.text.slice(host.service.length + 1 + namespace.length);
        return rename(resource, node, host, `${other.name}.${other.namespace}${rest}`);
      }),
  };
}

function isSmallTypo({ kind, service }: NearName, namespace: string): boolean {
  return kind === "typo" || isTypo(namespace, service.namespace);
}

/** Whether a namespace is known: declared, or the home of a Service in sight. */
function isNamespace(resource: Resource, namespace: string, world: World): boolean {
  if (namespace === resource.namespace) return true;
  return (
    world.ofKindEverywhere(resource, "Namespace").some(({ name }) => name === namespace) ||
    world.services(resource, namespace).length > 0
  );
}

function rename(resource: Resource, node: StringNode, host: PlacedHostName, text: string) {
  const value = node.value.slice(0, host.start) + text + node.value.slice(host.end);
  return {
    title: { en: `Change to ${text}`, "zh-cn": `改为 ${text}` },
    safe: false,
    edits: isA(resource, "service") ? [] : replaceScalar(resource.document.yaml, node, value),
  };
}
