// An address as people type it, and the way of a path in a few words: shared by report, diagram and text.

import { type Locale, say } from "../base/text.ts";
import type { AccessPath, Hop, Viewpoint } from "../protocol.ts";
import { placeholders } from "../protocol-words.ts";

export const viewpointOrder: readonly Viewpoint[] = ["external", "node-network", "cluster", "this-machine"];

/** What to type into a client: the URL, else address and port. */
export function destinationOf(path: AccessPath, locale: Locale): string {
  if (path.url !== null) return path.url;
  // The proxy's address is a path already, and an SRV record is asked for its port.
  if (path.kind === "api-proxy" || path.kind === "srv") return path.address ?? "";
  const anyHosts = path.kind === "ingress" || path.kind === "gateway-route" || path.kind === "custom-route";
  const node = path.hops.some(({ withPodOnly }) => withPodOnly) ? placeholders.nodeWithPod : placeholders.anyNode;
  const unknownHost = path.kind === "node-port" ? node : anyHosts ? placeholders.anyHost : placeholders.assigned;
  const host = path.address ?? say(unknownHost, locale);
  const port =
    path.port === null
      ? isPortless(path) || path.kind === "custom-route"
        ? ""
        : `:${say(placeholders.assigned, locale)}`
      : `:${path.port}`;
  return `${host.includes(":") ? `[${host}]` : host}${port}${path.path ?? ""}`;
}

/** The hops behind the client, joined by arrows. */
export function wayOf(path: AccessPath, locale: Locale): string {
  return path.hops
    .slice(1)
    .map((hop) => hopWords(hop, locale))
    .join(" → ");
}

/** A hop in a few words: `Service :80`, `Deployment web :8080`. */
export function hopWords(hop: Hop, locale: Locale): string {
  const port = hop.port === null || hop.port === undefined ? "" : ` :${hop.port}`;
  const host = hop.address ?? undefined;
  const place = host === undefined ? port : ` ${host.includes(":") ? `[${host}]` : host}${port.trimStart()}`;
  switch (hop.kind) {
    case "endpoints": {
      const workloads = hop.workloads ?? [];
      const names = workloads.map((workload) => `${workload.kind} ${workload.name}`).join(", ");
      return `${names || (hop.label ?? say({ en: "endpoints", "zh-cn": "端点" }, locale))}${port}`;
    }
    case "service":
      return `Service${place}`;
    case "node":
      return `${host === undefined ? (hop.label ?? "") : say({ en: "node", "zh-cn": "节点" }, locale)}${place}`;
    case "external":
      return (host ?? "") + port.trimStart();
    case "host-mapping":
      return hop.label ?? "";
    default:
      return `${hop.label ?? hop.kind}${hop.kind === "load-balancer" ? place : ""}`;
  }
}

function isPortless(path: AccessPath): boolean {
  return path.servicePort === null;
}
