// "Map nodePort 30080 …" at a NodePort that this machine does not reach, where a kind or k3d configuration speaks for the Service.

import { touches } from "../base/span.ts";
import { say, type Text } from "../base/text.ts";
import type { WorkspaceFile } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import { type LocalClusterManifest, rootPath, type ServiceManifest } from "../model/manifest.ts";
import type { ServicePort } from "../model/service.ts";
import { clustersAbove } from "../paths/localhost-paths.ts";
import type { TextPosition } from "../protocol.ts";
import { entryOf, get, stringOf } from "../yaml/cursor.ts";
import { appendItem, setField } from "../yaml/edit.ts";
import type { TextEdit } from "../yaml/text-edit.ts";
import { changesOf } from "./code-actions.ts";
import type { FileAction } from "./file-action.ts";
import { documentAt } from "./ranges.ts";

export const mapNodePortKind = "refactor.rewrite";

interface MapQuestion {
  readonly position: TextPosition;
  /** Kinds asked for; undefined: all but `source.*`. */
  readonly only: readonly string[] | undefined;
}

/** One action for each nodePort at the position (all of the Service's at its type) and each configuration that maps it nowhere. */
export function* mapNodePortActions(
  file: WorkspaceFile,
  { position, only }: MapQuestion,
  workspace: Workspace,
): Iterable<FileAction> {
  const isAsked = only?.some(
    (kind) => kind === "" || mapNodePortKind === kind || mapNodePortKind.startsWith(`${kind}.`),
  );
  if (isAsked === false) return;
  const at = documentAt(file, position);
  if (at === undefined) return;
  const world = workspace.world();
  for (const resource of workspace.shown(at.document)) {
    const { manifest } = resource;
    if (manifest.is !== "service" || !touches(manifest.root.span, at.offset)) continue;
    for (const port of portsAt(manifest, at.offset)) {
      for (const cluster of clustersAbove(resource, world)) {
        const edits = mapped(cluster, port);
        if (edits.length === 0) continue;
        yield {
          title: say(titleOf(cluster, port.nodePort ?? 0), workspace.settings.locale),
          kind: mapNodePortKind,
          edit: { changes: changesOf(edits.map((edit) => ({ document: cluster.document, edit }))) },
        };
      }
    }
  }
}

/** The port whose nodePort stands at the offset; at the Service's type all of them. */
function portsAt({ root, service }: ServiceManifest, offset: number): readonly ServicePort[] {
  if (service.type !== "NodePort" && service.type !== "LoadBalancer") return [];
  const ports = service.ports.filter((port) => port.nodePort !== undefined);
  if (service.typeEntry !== undefined && touches(service.typeEntry.span, offset)) return ports;
  return ports.filter((port) => {
    const entry = entryOf(get(root, "spec", "ports", port.index), "nodePort");
    return entry !== undefined && touches(entry.span, offset);
  });
}

function titleOf({ document, manifest }: Resource<LocalClusterManifest>, nodePort: number): Text {
  const { uri } = document.file;
  const name = decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
  const { tool } = manifest.cluster;
  return {
    en: `Map nodePort ${nodePort} to localhost:${nodePort} in ${name} (takes effect when you recreate the ${tool} cluster)`,
    "zh-cn": `在 ${name} 中把 nodePort ${nodePort} 映射到 localhost:${nodePort}（重新创建 ${tool} 集群后生效）`,
  };
}

/** What the configuration gets; nothing where it maps the port already, or the machine's port is another mapping's. */
function mapped({ document, manifest }: Resource<LocalClusterManifest>, port: ServicePort): readonly TextEdit[] {
  const { nodePort } = port;
  const protocol = port.protocol ?? "TCP";
  const { tool, mappings } = manifest.cluster;
  if (
    nodePort === undefined ||
    mappings.some((mapping) => mapping.protocol === protocol && mapping.containerPort === nodePort)
  )
    return [];
  if (mappings.some((mapping) => mapping.protocol === protocol && mapping.hostPort === nodePort)) return [];
  const root = rootPath(manifest);
  const { yaml } = document;
  if (tool === "k3d") {
    const suffix = protocol === "TCP" ? "" : `/${protocol.toLowerCase()}`;
    const entry = { port: `${nodePort}:${nodePort}${suffix}`, nodeFilters: ["server:0"] };
    const ports = get(manifest.root, "ports");
    return ports?.kind === "list" ? appendItem(yaml, ports, entry) : setField(yaml, [...root, "ports"], [entry]);
  }
  const entry = {
    containerPort: nodePort,
    hostPort: nodePort,
    ...(protocol === "TCP" ? {} : { protocol }),
  };
  const nodes = get(manifest.root, "nodes");
  if (nodes?.kind !== "list" || nodes.items.length === 0) {
    return setField(yaml, [...root, "nodes"], [{ role: "control-plane", extraPortMappings: [entry] }]);
  }
  const plane = nodes.items.findIndex((node) => stringOf(get(node, "role")) === "control-plane");
  const index = Math.max(0, plane);
  const list = get(nodes.items[index], "extraPortMappings");
  return list?.kind === "list"
    ? appendItem(yaml, list, entry)
    : setField(yaml, [...root, "nodes", index, "extraPortMappings"], [entry]);
}
