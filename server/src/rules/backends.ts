// What Ingresses and routes send traffic to: Services and ports that are not there, or not theirs to use.

import type { FieldPath } from "../base/field.ts";
import type { Text } from "../base/text.ts";
import { isBelieved, nearNames } from "../index/near-name.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { gatewayGroup, grants, type RouteKind } from "../model/gateway.ts";
import { rootPath } from "../model/manifest.ts";
import { setField } from "../yaml/edit.ts";
import type { Node } from "../yaml/node.ts";
import { addBeside, namespaceBeside } from "./beside.ts";
import { defineRule, type Fix } from "./rule.ts";

export const backendServiceMissing = defineRule({
  id: "backend-service-missing",
  severity: "warning",
  title: { en: "A backend Service that is not there", "zh-cn": "后端 Service 不存在" },
  why: {
    en: "An Ingress or a route is accepted whatever it points to; until the Service exists, its clients get an error (usually 503 or 500). An Ingress can only use Services of its own namespace.",
    "zh-cn":
      "Ingress 或路由无论指向哪里都会被接受；在该 Service 存在之前，客户端会收到错误（通常是 503 或 500）。Ingress 只能使用自己命名空间中的 Service。",
  },
  *check(resource, world) {
    for (const backend of backendsOf(resource)) {
      if (world.servicesNamed(resource, backend.namespace, backend.service).length > 0) continue;
      const near = nearNames(resource, backend.namespace, backend.service, world);
      const [first] = near;
      yield {
        severity: isBelieved(near, resource, backend.namespace, world) ? "warning" : "hint",
        span: backend.serviceNode.span,
        field: backend.serviceField,
        message: missingService(backend, first),
        fixes: () =>
          near
            // An Ingress cannot look into another namespace.
            .filter(({ kind }) => kind === "typo" || resource.manifest.is === "route")
            .slice(0, 3)
            .map(({ kind, service }) =>
              kind === "typo"
                ? change(resource, backend.serviceField, service.name)
                : lookInto(resource, backend.namespaceField, service),
            ),
      };
    }
  },
});

export const backendPortMissing = defineRule({
  id: "backend-port-missing",
  severity: "warning",
  title: { en: "A backend port that the Service does not have", "zh-cn": "后端端口在 Service 中不存在" },
  why: {
    en: "A backend names a port of the **Service** (`spec.ports[].port` or its name), not of the pods. Where the Service has no such port, the controller has nowhere to send the traffic.",
    "zh-cn":
      "后端引用的是 **Service** 的端口（`spec.ports[].port` 或其名称），而不是 Pod 的端口。如果 Service 没有这个端口，控制器就无处转发流量。",
  },
  *check(resource, world) {
    for (const backend of backendsOf(resource)) {
      const { port, portNode } = backend;
      const services = world.servicesNamed(resource, backend.namespace, backend.service);
      const [service] = services;
      if (service === undefined || port === undefined || portNode === undefined) continue;
      // An ExternalName Service may leave its ports out: controllers then use the number as it is.
      if (service.manifest.service.type === "ExternalName" && service.manifest.service.ports.length === 0) continue;
      if (
        services.some((other) =>
          other.manifest.service.ports.some((known) => known.port === port || known.name === port),
        )
      )
        continue;
      const { ports } = service.manifest.service;
      const known = ports.map((candidate) =>
        candidate.name === undefined ? String(candidate.port) : `${candidate.name} (${candidate.port})`,
      );
      yield {
        span: portNode.span,
        field: backend.portField,
        message: {
          en: `Service ${backend.namespace}/${backend.service} has no port ${port}; it has ${known.join(", ")}.`,
          "zh-cn": `Service ${backend.namespace}/${backend.service} 没有端口 ${port}；它有 ${known.join("、")}。`,
        },
        related: [
          {
            document: service.document,
            span: (service.manifest.name ?? service.manifest.root).span,
            message: { en: `Service ${service.name}`, "zh-cn": `Service ${service.name}` },
          },
        ],
        fixes: () =>
          ports.slice(0, 4).flatMap((candidate) => {
            const value = typeof port === "string" ? candidate.name : candidate.port;
            return value === undefined ? [] : [change(resource, backend.portField, value)];
          }),
      };
    }
  },
});

export const referenceGrantMissing = defineRule({
  id: "reference-grant-missing",
  severity: "warning",
  title: { en: "A route into another namespace without its grant", "zh-cn": "跨命名空间的路由缺少 ReferenceGrant" },
  why: {
    en: "A route may send traffic to a Service of another namespace only where a ReferenceGrant **in that namespace** allows it. Without one the backend is refused (`RefNotPermitted`), and clients get a 500.",
    "zh-cn":
      "只有当目标命名空间中的 ReferenceGrant 允许时，路由才能把流量发送到另一个命名空间的 Service。否则后端会被拒绝（`RefNotPermitted`），客户端收到 500。",
  },
  *check(resource, world) {
    if (resource.manifest.is !== "route") return;
    const { kind } = resource.manifest.route;
    for (const backend of backendsOf(resource)) {
      if (backend.namespace === resource.namespace || backend.namespaceNode === undefined) continue;
      const [service] = world.servicesNamed(resource, backend.namespace, backend.service);
      if (service === undefined || isGranted(resource, kind, backend, world)) continue;
      yield {
        span: backend.namespaceNode.span,
        field: backend.namespaceField,
        message: {
          en: `No ReferenceGrant in namespace ${backend.namespace} lets ${/^H/.test(kind) ? "an" : "a"} ${kind} of namespace ${resource.namespace} use Service ${backend.service}.`,
          "zh-cn": `命名空间 ${backend.namespace} 中没有 ReferenceGrant 允许命名空间 ${resource.namespace} 的 ${kind} 使用 Service ${backend.service}。`,
        },
        fixes: () => [grantBeside(service, kind, resource.namespace)],
      };
    }
  },
});

interface Backend {
  readonly service: string;
  readonly serviceNode: Node;
  readonly serviceField: FieldPath;
  readonly namespace: string;
  readonly namespaceNode: Node | undefined;
  readonly namespaceField: FieldPath;
  readonly port: string | number | undefined;
  readonly portNode: Node | undefined;
  readonly portField: FieldPath;
}

function* backendsOf(resource: Resource): Iterable<Backend> {
  const { manifest, namespace } = resource;
  if (manifest.is === "ingress") {
    for (const backend of manifest.ingress.backends) {
      const port = typeof backend.port === "string" ? "name" : "number";
      yield {
        service: backend.service,
        serviceNode: backend.serviceNode,
        serviceField: [...backend.field, "service", "name"],
        namespace,
        namespaceNode: undefined,
        namespaceField: [],
        port: backend.port,
        portNode: backend.portNode,
        portField: [...backend.field, "service", "port", port],
      };
    }
  } else if (manifest.is === "route") {
    for (const backend of manifest.route.rules.flatMap((rule) => [...rule.backends, ...rule.mirrors])) {
      yield {
        service: backend.service,
        serviceNode: backend.serviceNode,
        serviceField: [...backend.field, "name"],
        namespace: backend.namespace ?? namespace,
        namespaceNode: backend.namespaceNode,
        namespaceField: [...backend.field, "namespace"],
        port: backend.port,
        portNode: backend.portNode,
        portField: [...backend.field, "port"],
      };
    }
  }
}

function missingService(backend: Backend, near: ReturnType<typeof nearNames>[number] | undefined): Text {
  const what = {
    en: `No Service ${backend.service} is in namespace ${backend.namespace} of this workspace`,
    "zh-cn": `此工作区的命名空间 ${backend.namespace} 中没有 Service ${backend.service}`,
  };
  if (near === undefined)
    return { en: `${what.en}; it may come from elsewhere.`, "zh-cn": `${what["zh-cn"]}；它可能来自别处。` };
  return near.kind === "typo"
    ? {
        en: `${what.en}; did you mean ${near.service.name}?`,
        "zh-cn": `${what["zh-cn"]}；是否想写 ${near.service.name}？`,
      }
    : {
        en: `${what.en}, but there is one in ${near.service.namespace}.`,
        "zh-cn": `${what["zh-cn"]}，但命名空间 ${near.service.namespace} 中有一个。`,
      };
}

function isGranted(resource: Resource, kind: RouteKind, backend: Backend, world: World): boolean {
  return world
    .ofKind(resource, "ReferenceGrant", backend.namespace)
    .some(
      ({ manifest }) =>
        manifest.is === "reference-grant" && grants(manifest.grant, kind, resource.namespace, backend.service),
    );
}

/** The grant goes where the Service is: who may use it is for its owners to say. */
function grantBeside(service: Resource, kind: RouteKind, namespace: string): Fix {
  return {
    title: {
      en: `Add a ReferenceGrant beside Service ${service.name}, for ${kind}s of namespace ${namespace}`,
      "zh-cn": `在 Service ${service.name} 旁添加 ReferenceGrant，允许命名空间 ${namespace} 的 ${kind}`,
    },
    safe: false,
    edits: addBeside(service, {
      apiVersion: `${gatewayGroup}/v1beta1`,
      kind: "ReferenceGrant",
      metadata: { name: `${service.name}-from-${namespace}`, ...namespaceBeside(service) },
      spec: {
        from: [{ group: gatewayGroup, kind, namespace }],
        to: [{ group: "", kind: "Service", name: service.name }],
      },
    }),
  };
}

function lookInto(resource: Resource, field: FieldPath, { name, namespace }: Resource): Fix {
  return {
    title: {
      en: `Use Service ${name} of namespace ${namespace} (which takes a ReferenceGrant there)`,
      "zh-cn": `改用命名空间 ${namespace} 中的 Service ${name}（那里需要 ReferenceGrant）`,
    },
    safe: false,
    edits: setField(resource.document.yaml, [...rootPath(resource.manifest), ...field], namespace, "name"),
  };
}

function change(resource: Resource, field: FieldPath, value: string | number): Fix {
  return {
    title: { en: `Change to ${value}`, "zh-cn": `改为 ${value}` },
    safe: false,
    edits: setField(resource.document.yaml, [...rootPath(resource.manifest), ...field], value),
  };
}
