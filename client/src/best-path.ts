// The one address to name when there is room for one only.
import type { AccessPath, ServicePaths, Viewpoint } from "../../server/src/protocol.ts";
import { exactAddress, joinPort } from "./tree/address.ts";

/** Who looks at a manifest wants to reach it from where they sit: outside first, inside last. */
const order: readonly Viewpoint[] = ["external", "node-network", "this-machine", "cluster"];

/** The path to name: one that works if any does, from the widest viewpoint that needs no command first. */
export function bestPath(service: ServicePaths): AccessPath | undefined {
  const usable = service.paths.filter(
    (path) => path.state !== "broken" && exactAddress(path) !== undefined && needsNoCommand(path),
  );
  for (const state of ["complete", "unknown"] as const) {
    for (const viewpoint of order) {
      const found = usable.find((path) => path.state === state && path.viewpoint === viewpoint);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** A path's address in few letters: a DNS name without the cluster's domain. */
export function shortAddress(path: AccessPath): string | undefined {
  const name = path.kind === "dns" ? path.names?.at(1) : undefined;
  return name === undefined ? exactAddress(path) : joinPort(name, path.port);
}

function needsNoCommand(path: AccessPath): boolean {
  return path.kind !== "port-forward" && path.kind !== "api-proxy" && path.kind !== "srv";
}
