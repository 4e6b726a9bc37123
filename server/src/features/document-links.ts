// Links in a document: from a kustomization to what it takes in, and from a Service's name to the Service.

import { say, type Text } from "../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../index/document.ts";
import { type KnownPlaces, type KustomizationFile, knownPlaces, ledTo } from "../index/kustomization-files.ts";
import { mentionsIn } from "../index/mentions.ts";
import { folderOf, placeOf } from "../index/places.ts";
import type { Workspace } from "../index/workspace.ts";
import { isKustomizationName } from "../model/kustomization.ts";
import type { TextRange } from "../protocol.ts";
import { get, getAll, insideQuotes } from "../yaml/cursor.ts";
import type { Node, StringNode } from "../yaml/node.ts";
import { rangeOf, uriOf } from "./ranges.ts";

/** An LSP DocumentLink. */
export interface FileLink {
  range: TextRange;
  /** A file, with the line behind `#L` (from 1). */
  target: string;
  tooltip: string;
}

/** Only what leads somewhere: an entry that is not here has no link. */
export function* documentLinks(file: WorkspaceFile, workspace: Workspace): Iterable<FileLink> {
  const { locale } = workspace.settings;
  const folder = folderOf(placeOf(file.uri));
  if (isKustomizationName(placeOf(file.uri).slice(folder.length + 1))) {
    const known = knownPlaces(workspace);
    const kustomization = known.kustomizations.get(folder);
    if (kustomization?.file !== file) return;
    for (const { node, target } of entryLinks(kustomization, known)) {
      const tooltip: Text = isFolderEntry(node, target)
        ? { en: "Open its kustomization", "zh-cn": "打开其 kustomization" }
        : { en: "Open this file", "zh-cn": "打开此文件" };
      yield {
        range: rangeOf(kustomization.document, insideQuotes(node)),
        target: target.uri,
        tooltip: say(tooltip, locale),
      };
    }
    return;
  }
  for (const document of file.documents) {
    const { template } = document.yaml;
    if (template === undefined || template.kind === "text") yield* serviceLinks(document, workspace);
  }
}

function* serviceLinks(document: WorkspaceDocument, workspace: Workspace): Iterable<FileLink> {
  const { locale, clusterDomain } = workspace.settings;
  const world = workspace.world();
  for (const resource of workspace.shown(document)) {
    for (const { namespace, service: name, span, node, host } of mentionsIn(
      resource.manifest,
      resource.namespace,
      clusterDomain,
    )) {
      // What an alias or a patch puts there, and what cannot be shown on its own, is not underlined.
      const isWritten =
        node.kind === "string" && (host === undefined ? !node.aliased : span.end - span.start > 1 || name.length === 1);
      const [service] = world.servicesNamed(resource, namespace, name);
      const place = service?.manifest.name;
      if (!isWritten || service === undefined || place === undefined) continue;
      const { start } = rangeOf(service.document, place.span);
      yield {
        range: rangeOf(document, host === undefined ? insideQuotes(node) : span),
        target: `${uriOf(service.document, place.span)}#L${start.line + 1}`,
        tooltip: say(
          { en: `Go to Service ${namespace}/${name}`, "zh-cn": `转到 Service ${namespace}/${name}` },
          locale,
        ),
      };
    }
  }
}

interface EntryLink {
  readonly node: StringNode;
  readonly target: WorkspaceFile;
}

/** Every path in a kustomization that leads to a file or a folder that is here. */
function* entryLinks({ document, folder }: KustomizationFile, known: KnownPlaces): Iterable<EntryLink> {
  const { root } = document.yaml;
  for (const node of paths(root)) {
    if (node.kind !== "string" || node.aliased || node.style === "block" || node.value === "") continue;
    const target = ledTo(folder, node.value, known);
    if (target !== undefined) yield { node, target };
  }
}

function* paths(root: Node | undefined): Iterable<Node> {
  for (const list of [
    "resources",
    "bases",
    "components",
    "crds",
    "patchesStrategicMerge",
    "configurations",
    "transformers",
    "generators",
  ])
    yield* getAll(root, [list, "*"]);
  for (const list of ["patches", "patchesJson6902", "replacements"]) {
    for (const item of getAll(root, [list, "*"])) {
      const path = get(item, "path");
      if (path !== undefined) yield path;
    }
  }
}

/** Whether the entry names a folder: its link leads to the kustomization in it. */
function isFolderEntry({ value }: StringNode, { uri }: WorkspaceFile): boolean {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  return value !== name && !value.endsWith(`/${name}`);
}
