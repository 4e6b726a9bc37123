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
  title: { en: "Endpoints that are all not ready", "zh-cn": "没有任何就绪的端点" },
  why: {
    en: "A Service without a selector sends its traffic to the endpoints that somebody wrote for it, and of those only to what is ready: `conditions.ready` that is not false (EndpointSlice), or an entry of `addresses` and not of `notReadyAddresses` (Endpoints). Here none is, so connections are refused.",
    "zh-cn":
      "没有 selector 的 Service 会把流量发送到为它编写的端点，而且只发送到就绪的端点：EndpointSlice 中 `conditions.ready` 不为 false，或者 Endpoints 中写在 `addresses` 而不是 `notReadyAddresses` 下。这里没有一个就绪，因此连接会被拒绝。",
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
