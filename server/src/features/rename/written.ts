// Where an object is written: in its own manifest, and in the patches of the kustomizations that apply it.

import type { Span } from "../../base/span.ts";
import type { WorkspaceDocument } from "../../index/document.ts";
import { type KnownPlaces, knownPlaces, kustomizationsOf } from "../../index/kustomization-files.ts";
import { resolve } from "../../index/places.ts";
import type { Resource } from "../../index/resource.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { PatchEntry } from "../../model/kustomization.ts";
import { namesUnder } from "../../model/kustomize.ts";
import { type Manifest, readManifests } from "../../model/manifest.ts";
import { isTarget } from "../../model/patch-target.ts";
import { get, itemsOf, stringOf } from "../../yaml/cursor.ts";
import type { ListNode, MapNode, Node, StringNode, YamlDocument } from "../../yaml/node.ts";
import { parse } from "../../yaml/parse.ts";
import { split } from "../../yaml/split.ts";

/** A text in which edits are made: a document, or one that stands as a value in a document. */
export interface EditedText {
  readonly document: WorkspaceDocument;
  readonly yaml: YamlDocument;
  /** A span of `yaml` as one of the document. */
  place(span: Span): Span;
}

/** An object, or a part of one, as it is written somewhere. */
export interface Written {
  readonly text: EditedText;
  readonly manifest: Manifest;
}

/** One operation of a JSON patch that puts a text somewhere. */
export interface PatchedText {
  readonly text: EditedText;
  /** Keys and indices, decoded. */
  readonly steps: readonly string[];
  readonly node: StringNode;
}

/** Reads each patch once. */
export class WrittenForms {
  readonly known: KnownPlaces;
  readonly #inline = new Map<Node, readonly EditedText[]>();
  readonly #own = new Map<WorkspaceDocument, EditedText>();

  constructor(workspace: Workspace) {
    this.known = knownPlaces(workspace);
  }

  /** The manifest itself, then the patches that merge into it. */
  *of(resource: Resource): Iterable<Written> {
    const { document, manifest } = resource;
    const own = document.manifests.find(({ item }) => item === manifest.item);
    if (own !== undefined) yield { text: this.own(document), manifest: own };
    for (const { text } of this.#patchesOf(resource)) {
      if (text.yaml.root?.kind !== "map") continue;
      for (const patch of readManifests(text.yaml)) {
        if (patch.kind === manifest.kind) yield { text, manifest: patch };
      }
    }
  }

  /** What JSON patches put into it. */
  *patched(resource: Resource): Iterable<PatchedText> {
    for (const { text, target } of this.#patchesOf(resource)) {
      const { root } = text.yaml;
      if (root?.kind !== "list" || target === undefined) continue;
      yield* operations(root, text);
    }
  }

  own(document: WorkspaceDocument): EditedText {
    const known = this.#own.get(document);
    if (known !== undefined) return known;
    const text = { document, yaml: document.yaml, place: (span: Span) => span };
    this.#own.set(document, text);
    return text;
  }

  /** The texts of the patches that are for the object. */
  *#patchesOf(resource: Resource): Iterable<{ text: EditedText; target: PatchEntry["target"] }> {
    const { document, manifest, scope } = resource;
    if (scope === undefined) return;
    const own = document.manifests.find(({ item }) => item === manifest.item) ?? manifest;
    const names = new Set(namesUnder(own.name?.value ?? "", resource.layers));
    for (const { document: kustomization, folder, says } of kustomizationsOf(scope, this.known)) {
      for (const { from, target } of says.patches) {
        const texts =
          "path" in from
            ? (this.known.files.get(resolve(folder, from.path))?.documents ?? []).map((each) => this.own(each))
            : this.#inlineTexts(kustomization, from.text);
        for (const text of texts) {
          const { root } = text.yaml;
          if (root === undefined) continue;
          const isFor = target === undefined ? isNamed(root, names) : isTarget(target, own.root, names);
          if (isFor) yield { text, target };
        }
      }
    }
  }

  /** The documents of a patch that stands in the kustomization itself. */
  #inlineTexts(document: WorkspaceDocument, text: string): readonly EditedText[] {
    const node = scalarSaying(document.yaml.root, text);
    if (node === undefined) return [];
    const known = this.#inline.get(node);
    if (known !== undefined) return known;
    const offsets = offsetsOf(node);
    const texts =
      offsets === undefined
        ? []
        : split(text).map((chunk) => ({
            document,
            yaml: parse(chunk.text, chunk.language),
            place: ({ start, end }: Span) => ({
              start: offsets(chunk.start + start),
              end: offsets(chunk.start + end),
            }),
          }));
    this.#inline.set(node, texts);
    return texts;
  }
}

function isNamed(root: Node, names: ReadonlySet<string>): boolean {
  return root.kind === "map" && names.has(stringOf(get(root, "metadata", "name")) ?? "");
}

function* operations(list: ListNode, text: EditedText): Iterable<PatchedText> {
  for (const operation of list.items) {
    const path = stringOf(get(operation, "path"));
    const node = get(operation, "value");
    if (path === undefined || node?.kind !== "string") continue;
    const steps = path.split("/").slice(1);
    yield { text, steps: steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")), node };
  }
}

/** The value in a kustomization that holds a patch's text. */
function scalarSaying(root: Node | undefined, text: string): StringNode | undefined {
  const list = (key: string) => itemsOf(get(root, key));
  const candidates = [
    ...list("patchesStrategicMerge"),
    ...[...list("patches"), ...list("patchesJson6902")].map((item) => get(item, "patch")),
  ];
  for (const node of candidates) if (node?.kind === "string" && node.value === text) return node;
  return undefined;
}

/** From offsets in a literal block's value to offsets in its document; undefined for values of other styles. */
function offsetsOf(node: StringNode): ((offset: number) => number) | undefined {
  if (node.aliased || node.style !== "block" || !node.source.startsWith("|")) return undefined;
  const lines: { readonly said: number; readonly written: number }[] = [];
  const said = node.value.split("\n");
  let written = node.source.indexOf("\n") + 1;
  let start = 0;
  for (const line of said) {
    const end = node.source.indexOf("\n", written);
    const whole = node.source.slice(written, end < 0 ? undefined : end).replace(/\r$/, "");
    if (!whole.endsWith(line)) return undefined;
    lines.push({ said: start, written: node.span.start + written + whole.length - line.length });
    start += line.length + 1;
    if (end < 0) break;
    written = end + 1;
  }
  return (offset) => {
    let found = lines[0];
    for (const line of lines) {
      if (line.said > offset) break;
      found = line;
    }
    return found === undefined ? node.span.start : found.written + offset - found.said;
  };
}

/** Every map below a node, itself included. */
export function* mapsIn(node: Node | undefined): Iterable<MapNode> {
  if (node?.kind === "list") for (const item of node.items) yield* mapsIn(item);
  if (node?.kind !== "map") return;
  yield node;
  for (const { value } of node.entries) yield* mapsIn(value);
}
