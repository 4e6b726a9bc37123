// Objects of the whole workspace by name, kind or namespace: "web", "service web", "shop/web".

import type { Workspace } from "../index/workspace.ts";
import type { TextRange } from "../protocol.ts";
import { placeOfSpan } from "./ranges.ts";

/** An LSP SymbolInformation. */
export interface FoundSymbol {
  name: string;
  kind: 5 | 19;
  containerName: string;
  location: { uri: string; range: TextRange };
}

/** More than this helps nobody. */
const most = 500;

/** The objects that hold every word of the query. */
export function* workspaceSymbols(query: string, workspace: Workspace): Iterable<FoundSymbol> {
  const words = query
    .toLowerCase()
    .split(/[\s/]+/)
    .filter((word) => word !== "");
  let found = 0;
  for (const file of workspace.files()) {
    if (workspace.isRenderedToo(file)) continue;
    for (const document of file.documents) {
      for (const { manifest, namespace, name } of workspace.shown(document)) {
        if (manifest.name === undefined) continue;
        const text = `${manifest.kind} ${namespace} ${name}`.toLowerCase();
        if (!words.every((word) => text.includes(word))) continue;
        yield {
          name: `${manifest.kind} ${name}`,
          kind: manifest.is === "service" ? 5 : 19,
          containerName: namespace,
          location: placeOfSpan(document, manifest.name.span),
        };
        found++;
        if (found >= most) return;
      }
    }
  }
}
