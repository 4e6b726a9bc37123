// What can be done about a node port that cannot be had: the next free one, or leave the choice to the cluster.

import type { NodePortPlace } from "../../index/node-ports.ts";
import type { Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import { rootPath } from "../../model/manifest.ts";
import { removeField, setField } from "../../yaml/edit.ts";
import type { Fix } from "../rule.ts";

/** The next free port of the static band first: the cluster's own choices stay out of it as long as they can. */
export function* nodePortFixes(resource: Resource, place: NodePortPlace, world: World): Iterable<Fix> {
  const { yaml } = resource.document;
  const path = [...rootPath(resource.manifest), ...place.path];
  const free = freeNodePort(resource, world);
  if (free !== undefined) {
    yield {
      title: { en: `Use ${free}, the next free node port`, "zh-cn": `改用下一个空闲的节点端口 ${free}` },
      safe: false,
      edits: setField(yaml, path, free),
    };
  }
  yield letClusterChoose(resource, path, place.field);
}

/** The lowest port of the range that no Service in scope and no live Service claims. */
export function freeNodePort(resource: Resource, world: World): number | undefined {
  return freeNodePorts(resource, world, 1)[0];
}

/** Several of them, the lowest first. */
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

function letClusterChoose(
  resource: Resource,
  path: readonly (string | number | { key: string })[],
  field: NodePortPlace["field"],
): Fix {
  return {
    title: { en: `Remove the ${field}: the cluster chooses a free one`, "zh-cn": `删除 ${field}，由集群选择空闲端口` },
    safe: false,
    edits: removeField(resource.document.yaml, path),
  };
}
