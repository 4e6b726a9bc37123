// An Ingress or a route that sends traffic to a Service that is not there.

import type { FieldPath } from "../base/field.ts";
import type { Text } from "../base/text.ts";
import { type Backend, backendsOf } from "../index/backends.ts";
import { serviceEntryFor } from "../index/made-services.ts";
import {
  guessOf,
  isBelieved,
  mayBeThere,
  type NearName,
  nearNames,
  nearWords,
  whereLooked,
} from "../index/near-name.ts";
import type { Resource } from "../index/resource.ts";
import { rootPath } from "../model/manifest.ts";
import { stringOf } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule, type Fix } from "./rule.ts";

export const backendServiceMissing = defineRule({
  id: "backend-service-missing",
  severity: "warning",
  title: { en: "A backend Service that does not exist", "zh-cn": "后端 Service 不存在" },
  why: {
    en: "The API server accepts an Ingress or a route whatever it points to. Until the Service exists, clients get an error (usually 503 or 500). An Ingress can only use Services in its own namespace.",
    "zh-cn":
      "Ingress 或路由无论指向哪里都会被接受；在该 Service 存在之前，客户端会收到错误（通常是 503 或 500）。Ingress 只能使用自己命名空间中的 Service。",
  },
  *check(resource, world) {
    for (const backend of backendsOf(resource)) {
      if (world.servicesNamed(resource, backend.namespace, backend.service).length > 0) continue;
      if (mayBeThere(resource, backend.namespace, backend.service, world)) continue;
      const near = nearNames(resource, backend.namespace, backend.service, world);
      const believed = isBelieved(near, resource, backend.namespace, world);
      // A host may be one that only the mesh knows.
      const isSlip = believed && near[0]?.kind === "typo";
      if (backend.isHost === true && (!isSlip || serviceEntryFor(resource, backend, world) !== undefined)) continue;
      if (backend.isHost === true && backend.portNode !== undefined && resource.manifest.kind === "DestinationRule")
        continue;
      yield {
        severity: believed ? "warning" : "hint",
        span: backend.serviceNode.span,
        field: backend.serviceField,
        message: missingService(resource, backend, near[0]),
        fixes: () =>
          near
            // An Ingress cannot look into another namespace.
            .filter(({ kind }) => kind === "typo" || (kind === "other-namespace" && resource.manifest.is === "route"))
            .slice(0, 3)
            .map((one) => ({
              ...(one.kind === "typo"
                ? changeTo(resource, backend.serviceField, asWritten(backend, one.service.name))
                : lookInto(resource, backend.namespaceField, one.service)),
              guess: guessOf(one, believed),
            })),
      };
    }
  },
});

function missingService(resource: Resource, backend: Backend, near: NearName | undefined): Text {
  const where = whereLooked(resource, backend.namespace);
  const rest = nearWords(resource, near);
  // An Ingress has no field for a namespace: the other Service is out of its reach.
  const isOut = resource.manifest.is === "ingress" && near?.kind === "other-namespace";
  const rule = isOut
    ? {
        en: " An Ingress reaches only Services in its own namespace.",
        "zh-cn": "Ingress 只能访问自己命名空间中的 Service。",
      }
    : { en: "", "zh-cn": "" };
  return {
    en: `There is no Service ${backend.service} ${where.en}${rest.en}${rule.en}`,
    "zh-cn": `${where["zh-cn"]}没有 Service ${backend.service}${rest["zh-cn"]}${rule["zh-cn"]}`,
  };
}

/** The name in a host as it is written: with what stands behind it. */
function asWritten({ isHost, service, serviceNode }: Backend, name: string): string {
  return isHost === true ? name + (stringOf(serviceNode) ?? "").slice(service.length) : name;
}

function lookInto(resource: Resource, field: FieldPath, { name, namespace }: Resource): Fix {
  return {
    title: {
      en: `Change to Service ${name} in namespace ${namespace} (which needs a ReferenceGrant there)`,
      "zh-cn": `改用命名空间 ${namespace} 中的 Service ${name}（那里需要 ReferenceGrant）`,
    },
    safe: false,
    edits: setField(resource.document.yaml, [...rootPath(resource.manifest), ...field], namespace, "name"),
  };
}
