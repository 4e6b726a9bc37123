// A file's objects and their ports, for the outline and breadcrumbs.

import type { WorkspaceDocument, WorkspaceFile } from "../index/document.ts";
import type { Workspace } from "../index/workspace.ts";
import type { Manifest } from "../model/manifest.ts";
import type { TextRange } from "../protocol.ts";
import { firstLine } from "../yaml/cursor.ts";
import { rangeOf } from "./ranges.ts";

/** An LSP DocumentSymbol. */
export interface FileSymbol {
  name: string;
  detail: string;
  kind: 5 | 13 | 14 | 19;
  range: TextRange;
  selectionRange: TextRange;
  children: FileSymbol[];
}

const symbolKind = { object: 19, service: 5, port: 14, container: 13 } as const;

export function* documentSymbols(file: WorkspaceFile, workspace: Workspace): Iterable<FileSymbol> {
  for (const document of file.documents) {
    for (const resource of workspace.shown(document)) {
      const { manifest, namespace } = resource;
      yield {
        name: manifest.name?.value || manifest.kind,
        detail: namespace === "" ? manifest.kind : `${manifest.kind} · ${namespace}`,
        kind: manifest.is === "service" ? symbolKind.service : symbolKind.object,
        range: rangeOf(document, manifest.root.span),
        selectionRange: rangeOf(document, manifest.name?.span ?? firstLine(manifest.root.span, document.yaml.text)),
        children: [...childrenOf(manifest, document)],
      };
    }
  }
}

function* childrenOf(manifest: Manifest, document: WorkspaceDocument): Iterable<FileSymbol> {
  const symbol = (
    name: string,
    detail: string,
    kind: FileSymbol["kind"],
    span: { start: number; end: number },
  ): FileSymbol => ({
    name,
    detail,
    kind,
    range: rangeOf(document, span),
    selectionRange: rangeOf(document, firstLine(span, document.yaml.text)),
    children: [],
  });
  if (manifest.is === "service") {
    for (const port of manifest.service.ports) {
      const numbers = [port.nodePort, port.port, port.targetPort].filter((number) => number !== undefined);
      yield symbol(
        port.name ?? String(port.port ?? "port"),
        `${numbers.join(" → ")} ${port.protocol ?? ""}`.trim(),
        symbolKind.port,
        port.node.span,
      );
    }
  }
  if (manifest.is === "workload") {
    for (const container of manifest.workload.containers) {
      const ports = container.ports.map((port) =>
        [port.name, port.containerPort].filter((part) => part !== undefined).join(" "),
      );
      yield symbol(container.name ?? "container", ports.join(", "), symbolKind.container, container.node.span);
    }
  }
}
