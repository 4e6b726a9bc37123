// Node ports that nobody has.

import type { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** The lowest ports of the range that no Service in scope and no live Service claims. */
export function freeNodePorts(resource: Resource, world: World, count: number): readonly number[] {
  const { first, last } = world.settings.nodePortRange;
  const claimed = world.takenNodePorts(resource);
  const live = new Set<number>();
  for (const service of world.snapshot?.services ?? []) {
    for (const port of service.ports) if (port.nodePort !== undefined) live.add(port.nodePort);
    if (service.healthCheckNodePort !== undefined) live.add(service.healthCheckNodePort);
  }
  const free: number[] = [];
  for (let port = first; port <= last && free.length < count; port++) {
    if (!claimed.has(port) && !live.has(port)) free.push(port);
  }
  return free;
}
