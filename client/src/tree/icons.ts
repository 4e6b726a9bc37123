// The tree's icons: codicons, in theme colours where the colour says something. Words always say it too.
import type { AccessPath, Hop, ServiceCaller, ServicePaths, Viewpoint } from "../../../server/src/protocol.ts";
import type { Icon } from "./node.ts";

const broken = "list.errorForeground";
const partlyBroken = "list.warningForeground";

/** By type; red when no path works, yellow when one does not. */
export function serviceIcon(service: ServicePaths): Icon {
  const id = serviceIconId(service);
  const count = service.paths.filter((path) => path.state === "broken").length;
  if (count === 0) return { id };
  return { id, color: count === service.paths.length ? broken : partlyBroken };
}

function serviceIconId(service: ServicePaths): string {
  if (service.headless) return "list-tree";
  switch (service.type) {
    case "NodePort":
      return "server";
    case "LoadBalancer":
      return "cloud";
    case "ExternalName":
      return "link-external";
    default:
      return "circuit-board";
  }
}

export function viewpointIcon(viewpoint: Viewpoint): Icon {
  switch (viewpoint) {
    case "cluster":
      return { id: "package" };
    case "node-network":
      return { id: "server-environment" };
    case "external":
      return { id: "globe" };
    case "this-machine":
      return { id: "device-desktop" };
  }
}

/** By state: whether the traffic arrives matters more than by which way. */
export function pathIcon(path: AccessPath): Icon {
  switch (path.state) {
    case "complete":
      return { id: "pass", color: "testing.iconPassed" };
    case "unknown":
      return { id: "question", color: "descriptionForeground" };
    case "broken":
      return { id: "error", color: broken };
  }
}

/** By verdict: whether the caller gets through. */
export function callerIcon({ verdict }: ServiceCaller): Icon {
  switch (verdict) {
    case "allowed":
      return { id: "pass", color: "testing.iconPassed" };
    case "unknown":
      return { id: "question", color: "descriptionForeground" };
    case "blocked":
      return { id: "error", color: broken };
  }
}

export function reasonIcon(path: AccessPath): Icon {
  return path.state === "broken" ? { id: "debug-disconnect", color: broken } : { id: "info" };
}

export function hopIcon(hop: Hop): Icon {
  switch (hop.kind) {
    case "client":
      return { id: "account" };
    case "load-balancer":
      return { id: "cloud" };
    case "ingress":
    case "gateway":
      return { id: "sign-in" };
    case "host-mapping":
      return { id: "arrow-swap" };
    case "api-server":
      return { id: "server-process" };
    case "node":
      return { id: "server" };
    case "service":
      return { id: "circuit-board" };
    case "endpoints":
      return { id: "package" };
    case "external":
      return { id: "link-external" };
  }
}
