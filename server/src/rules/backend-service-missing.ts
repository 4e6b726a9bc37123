// An Ingress or a route that sends traffic to a Service that is not there.

import type { FieldPath } from "../base/field.ts";
import type { Text } from "../base/text.ts";
import { type Backend, backendsOf } from "../index/backends.ts";
import { isBelieved, nearNames } from "../index/near-name.ts";
import type { Resource } from "../index/resource.ts";
import { rootPath } from "../model/manifest.ts";
import { setField } from "../yaml/edit.ts";
import { changeTo } from "./fixes/set.ts";
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
        message: missingService(backend, first, resource.manifest.is === "ingress"),
        fixes: () =>
          near
            // An Ingress cannot look into another namespace.
            .filter(({ kind }) => kind === "typo" || resource.manifest.is === "route")
            .slice(0, 3)
            .map(({ kind, service }) =>
              kind === "typo"
                ? changeTo(resource, backend.serviceField, service.name)
                : lookInto(resource, backend.namespaceField, service),
            ),
      };
    }
  },
});

function missingService(
  backend: Backend,
  near: ReturnType<typeof nearNames>[number] | undefined,
  isIngress: boolean,
): Text {
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
        en: `${what.en}, but there is one in ${near.service.namespace}.${isIngress ? " An Ingress reaches only Services of its own namespace." : ""}`,
        "zh-cn": `${what["zh-cn"]}，但命名空间 ${near.service.namespace} 中有一个。${isIngress ? "Ingress 只能访问自己命名空间中的 Service。" : ""}`,
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
