// Endpoints written by hand that their Service does not find: by name, label, namespace or port name.

import type { FieldPath } from "../base/field.ts";
import type { Text } from "../base/text.ts";
import { typoDistance } from "../index/likeness.ts";
import { mayBeThere } from "../index/near-name.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { serviceNameLabel } from "../model/endpoint-slice.ts";
import { type EndpointsManifest, rootPath, type ServiceManifest } from "../model/manifest.ts";
import { setField } from "../yaml/edit.ts";
import type { Node } from "../yaml/node.ts";
import { pathOfNode } from "../yaml/path-of.ts";
import { likeliest } from "./fixes/likeliest.ts";
import { defineRule, type Report } from "./rule.ts";

export const endpointsDoNotFit = defineRule({
  id: "endpoints-do-not-fit",
  severity: "warning",
  title: { en: "Endpoints that do not match their Service", "zh-cn": "端点与 Service 不匹配" },
  why: {
    en: "Endpoints that you declare yourself belong to a Service in the same namespace by the label `kubernetes.io/service-name` (EndpointSlice) or by their own name (Endpoints). Each of their ports serves the Service port with the **same name**. If one of these differs, traffic does not reach any endpoint.",
    "zh-cn":
      "自行声明的端点通过标签 `kubernetes.io/service-name`（EndpointSlice）或自身名称（Endpoints）归属于同一命名空间中的 Service，并且每个端口服务于 **同名** 的 Service 端口。只要有一处不同，流量就无法到达任何端点。",
  },
  *check(resource, world) {
    if (isA(resource, "endpoints")) yield* endpointsFindings(resource, world);
  },
});

function* endpointsFindings(resource: Resource<EndpointsManifest>, world: World): Iterable<Report> {
  const { manifest, namespace } = resource;
  const { service: name, serviceNode } = manifest.endpoints;
  const path: FieldPath =
    manifest.kind === "Endpoints" ? ["metadata", "name"] : ["metadata", "labels", { key: serviceNameLabel }];
  if (name === undefined || serviceNode === undefined) {
    yield* unlabelled(resource, world);
    return;
  }
  const [service] = world.servicesNamed(resource, namespace, name);
  if (service === undefined) {
    if (mayBeThere(resource, namespace, name, world)) return;
    yield* strayed(resource, name, serviceNode, path, world);
    return;
  }
  yield* portsAmiss(resource, service);
}

/** Endpoints for a Service that is not there, where one that is like it waits for some. */
function* strayed(
  resource: Resource<EndpointsManifest>,
  name: string,
  nameNode: Node,
  path: FieldPath,
  world: World,
): Iterable<Report> {
  const { manifest, namespace } = resource;
  const near = nearService(resource, name, world);
  if (near === undefined) return;
  const other = near.namespace !== namespace;
  const isOpen = other && !(near.namespaceIsKnown && resource.namespaceIsKnown);
  yield {
    severity: isOpen ? "hint" : amongNeighbours("warning", resource, [near], world),
    span: nameNode.span,
    field: path,
    message: other
      ? {
          en: `Service ${name} is in namespace ${near.namespace}; its endpoints must be there, too, not in ${namespace}.`,
          "zh-cn": `Service ${name} 位于命名空间 ${near.namespace}；它的端点也必须在那里，而不是在 ${namespace}。`,
        }
      : {
          en: `There is no Service ${name} in this workspace; did you mean ${near.name}?`,
          "zh-cn": `此工作区中没有 Service ${name}；是否应为 ${near.name}？`,
        },
    fixes: () => [
      other
        ? {
            title: { en: `Move it to namespace ${near.namespace}`, "zh-cn": `移到命名空间 ${near.namespace}` },
            safe: false,
            edits: setField(
              resource.document.yaml,
              [...rootPath(manifest), "metadata", "namespace"],
              near.namespace,
              "name",
            ),
          }
        : {
            title: { en: `Change to ${near.name}`, "zh-cn": `改为 ${near.name}` },
            safe: false,
            edits: setField(resource.document.yaml, [...rootPath(manifest), ...path], near.name),
          },
    ],
  };
}

/** Ports that have the name of no port of the Service: each serves the one with its own name. */
function* portsAmiss(resource: Resource<EndpointsManifest>, service: Resource<ServiceManifest>): Iterable<Report> {
  const { manifest } = resource;
  // A Service with a selector has endpoints of its own; these stand beside them.
  const names = service.manifest.service.ports.map((port) => port.name ?? "");
  if (names.length === 0) return;
  for (const slice of manifest.endpoints.slices) {
    for (const port of slice.ports) {
      if (names.includes(port.name)) continue;
      const field = [...(pathOfNode(manifest.root, port.node) ?? ["ports"]), "name"];
      yield {
        span: (port.nameNode ?? firstKey(port.node)).span,
        field,
        message: portMessage(port.name, names, service.name),
        fixes: () =>
          likeliest(
            port.name,
            names.filter((known) => known !== ""),
          )
            .slice(0, 3)
            .map(({ value: known, guess }) => ({
              guess,
              title: { en: `Name it ${known}`, "zh-cn": `命名为 ${known}` },
              safe: false,
              edits: setField(resource.document.yaml, [...rootPath(manifest), ...field], known),
            })),
      };
    }
  }
}

/** A slice that is called like a Service which waits for one, and only lacks the label that makes it that Service's. */
function* unlabelled(resource: Resource<EndpointsManifest>, world: World): Iterable<Report> {
  const { manifest, namespace, name, document } = resource;
  if (manifest.kind !== "EndpointSlice" || manifest.name === undefined) return;
  const [service] = world
    .services(resource, namespace)
    .filter((each) => each.manifest.service.type !== "ExternalName")
    .filter((each) => name === each.name || name.startsWith(`${each.name}-`))
    .sort((a, b) => b.name.length - a.name.length);
  if (service === undefined || service.name === "" || isServed(service, world)) return;
  const label: FieldPath = ["metadata", "labels", { key: serviceNameLabel }];
  yield {
    span: manifest.name.span,
    field: label,
    message: {
      en: `This EndpointSlice has no label ${serviceNameLabel}, so it does not belong to Service ${service.name}.`,
      "zh-cn": `此 EndpointSlice 没有标签 ${serviceNameLabel}，因此不属于 Service ${service.name}。`,
    },
    fixes: () => [
      {
        title: {
          en: `Add the label for Service ${service.name}`,
          "zh-cn": `加上 Service ${service.name} 的标签`,
        },
        safe: false,
        edits: setField(document.yaml, [...rootPath(manifest), ...label], service.name),
      },
    ],
  };
}

function firstKey(node: EndpointsManifest["endpoints"]["slices"][number]["ports"][number]["node"]) {
  const entry = node.kind === "map" ? node.entries[0] : undefined;
  return entry === undefined ? node : { span: entry.span };
}

function portMessage(name: string, names: readonly string[], service: string): Text {
  const known = names.map((known) => (known === "" ? "–" : known));
  return name === ""
    ? {
        en: `This port has no name, but the ports of Service ${service} are named ${known.join(", ")}. The names must be equal, or no traffic arrives.`,
        "zh-cn": `该端口没有名称，而 Service ${service} 的端口名称是 ${known.join("、")}。名称必须相同，否则收不到流量。`,
      }
    : {
        en: `Service ${service} has no port named ${name} (only ${known.join(", ")}). The names must be equal, or no traffic arrives.`,
        "zh-cn": `Service ${service} 没有名为 ${name} 的端口（只有 ${known.join("、")}）。名称必须相同，否则收不到流量。`,
      };
}

function nearService(resource: Resource, name: string, world: World) {
  const own = world
    .services(resource, resource.namespace)
    .flatMap((service) => ({ service, distance: typoDistance(name, service.name), served: isServed(service, world) }))
    .filter(({ distance }) => distance !== undefined)
    .sort((a, b) => Number(a.served) - Number(b.served) || (a.distance ?? 0) - (b.distance ?? 0));
  if (own[0] !== undefined) return own[0].service;
  return world
    .ofKindEverywhere(resource, "Service")
    .find((service) => service.name === name && !isServed(service, world));
}

/** A Service that selects its pods, or has endpoints where it is, waits for none from elsewhere. */
function isServed(service: Resource, world: World): boolean {
  const { manifest, namespace, name } = service;
  if (manifest.is === "service" && manifest.service.selector !== undefined) return true;
  return ["Endpoints", "EndpointSlice"].some((kind) =>
    world
      .ofKind(service, kind, namespace)
      .some((other) => other.manifest.is === "endpoints" && other.manifest.endpoints.service === name),
  );
}
