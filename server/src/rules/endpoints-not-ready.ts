// Endpoints written by hand, of which none is ready.

import { isA } from "../index/resource.ts";
import { endpointsOf } from "../paths/endpoints.ts";
import { writtenSubject } from "../paths/subject.ts";
import { reasonText } from "../report/reasons.ts";
import { entryOf } from "../yaml/cursor.ts";
import { defineRule } from "./rule.ts";

export const endpointsNotReady = defineRule({
  id: "endpoints-not-ready",
  severity: "warning",
  title: { en: "Endpoints of which none is ready", "zh-cn": "没有任何就绪的端点" },
  why: {
    en: "A Service without a selector sends its traffic to the endpoints declared for it, and only to those that are ready: `conditions.ready` is not false (EndpointSlice), or the address is in `addresses`, not in `notReadyAddresses` (Endpoints). None is ready here, so connections are refused.",
    "zh-cn":
      "没有选择器的 Service 会把流量发送到为它声明的端点，而且只发送到就绪的端点：EndpointSlice 中 `conditions.ready` 不为 false，或者 Endpoints 中写在 `addresses` 而不是 `notReadyAddresses` 下。这里没有一个就绪，因此连接会被拒绝。",
  },
  *check(resource, world) {
    if (!isA(resource, "endpoints")) return;
    const { manifest, namespace } = resource;
    const [service] = world.servicesNamed(resource, namespace, manifest.endpoints.service ?? "");
    if (service === undefined) return;
    const subject = writtenSubject(service, world);
    if (subject.hasSelector || subject.effective === "ExternalName") return;
    const ports = subject.ports.length > 0 ? subject.ports : [undefined];
    if (!ports.some((port) => endpointsOf(subject, port, world).why?.kind === "nobody-ready-written")) return;
    const key = manifest.kind === "Endpoints" ? "subsets" : "endpoints";
    const entry = entryOf(manifest.root, key);
    yield {
      span: entry?.keySpan ?? (manifest.name ?? manifest.root).span,
      field: [key],
      message: reasonText({ kind: "nobody-ready-written" }),
    };
  },
});
