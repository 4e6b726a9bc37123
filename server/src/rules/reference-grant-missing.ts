// A route that sends traffic into another namespace, where nobody granted it.

import { type Backend, backendsOf } from "../index/backends.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { gatewayGroup, grants, type RouteKind } from "../model/gateway.ts";
import { addBeside, namespaceBeside } from "./fixes/beside.ts";
import { defineRule, type Fix } from "./rule.ts";

export const referenceGrantMissing = defineRule({
  id: "reference-grant-missing",
  severity: "warning",
  title: {
    en: "A route to another namespace without a ReferenceGrant",
    "zh-cn": "跨命名空间的路由缺少 ReferenceGrant",
  },
  why: {
    en: "A route may send traffic to a Service in another namespace only if a ReferenceGrant **in that namespace** allows it. Otherwise, the backend is refused (`RefNotPermitted`), and clients get a 500.",
    "zh-cn":
      "只有当目标命名空间中的 ReferenceGrant 允许时，路由才能把流量发送到另一个命名空间的 Service。否则后端会被拒绝（`RefNotPermitted`），客户端收到 500。",
  },
  *check(resource, world) {
    if (resource.manifest.is !== "route") return;
    const { kind } = resource.manifest.route;
    for (const backend of backendsOf(resource)) {
      if (backend.namespace === resource.namespace || backend.namespaceNode === undefined) continue;
      // The route may well be applied into that very namespace.
      const severity = resource.namespaceIsKnown ? "warning" : "hint";
      const [service] = world.servicesNamed(resource, backend.namespace, backend.service);
      if (service === undefined || isGranted(resource, kind, backend, world)) continue;
      yield {
        severity: amongNeighbours(severity, resource, [service], world, backend.namespace),
        span: backend.namespaceNode.span,
        field: backend.namespaceField,
        message: {
          en: `No ReferenceGrant in namespace ${backend.namespace} allows ${/^H/.test(kind) ? "an" : "a"} ${kind} in namespace ${resource.namespace} to use Service ${backend.service}.`,
          "zh-cn": `命名空间 ${backend.namespace} 中没有 ReferenceGrant 允许命名空间 ${resource.namespace} 的 ${kind} 使用 Service ${backend.service}。`,
        },
        fixes: () => [grantBeside(service, kind, resource.namespace)],
      };
    }
  },
});

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
      en: `Add a ReferenceGrant next to Service ${service.name} for ${kind}s in namespace ${namespace}`,
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
