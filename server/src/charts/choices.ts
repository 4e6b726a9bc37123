// Which values a chart may be rendered with, and which of these somebody chose: files beside the chart, and what HelmReleases
// (Flux) and Applications (Argo CD) of the workspace set.
// Facts: HelmRelease spec.values, spec.releaseName, spec.targetNamespace; Application spec.source.helm (values, valuesObject,
// valueFiles, releaseName), spec.destination.namespace.

import type { ChartFile } from "../helm/chart/files.ts";
import type { WorkspaceFile } from "../index/document.ts";
import { folderOf, placeOf, resolve } from "../index/places.ts";
import type { Workspace } from "../index/workspace.ts";
import { deliverablesOf } from "../model/deliverables.ts";
import type { Manifest } from "../model/manifest.ts";
import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";

/** Which values a chart is rendered with, beside its own values.yaml. */
export interface Choice {
  /** How people call it; "" for values.yaml alone. */
  readonly name: string;
  /** The last wins. */
  readonly values: readonly ChartFile[];
  readonly release?: string | undefined;
  readonly namespace?: string | undefined;
}

export const ownValues: Choice = { name: "", values: [] };

/** What a chart could be rendered with. */
export interface Candidate {
  /** As the setting names it: a path from the chart's folder, or `HelmRelease shop/web`. */
  readonly name: string;
  readonly kind: "file" | "object";
}

/** Texts of files, by place. */
export type TextAt = (place: string) => ChartFile | undefined;

/** The choices that the setting names for a chart, values.yaml alone first; what is not there is left out. */
export function choicesFor(
  folder: string,
  names: readonly string[],
  workspace: Workspace,
  roots: readonly string[],
  textAt: TextAt,
): readonly Choice[] {
  const chosen = names.flatMap((name) => choiceNamed(name, folder, workspace, roots, textAt) ?? []);
  return [ownValues, ...chosen];
}

/** The places that a name in the setting may mean: from the chart's folder, then from the workspace's. */
export function placesNamed(name: string, folder: string, roots: readonly string[]): readonly string[] {
  return [folder, ...roots].map((from) => resolve(from, name));
}

function choiceNamed(
  name: string,
  folder: string,
  workspace: Workspace,
  roots: readonly string[],
  textAt: TextAt,
): Choice | undefined {
  for (const release of releasesOf(folder, workspace, textAt)) if (release.name === name) return release;
  const parts = name.split(",").map((part) => part.trim());
  const files = parts.flatMap((part) => {
    for (const place of placesNamed(part, folder, roots)) {
      const found = textAt(place);
      if (found !== undefined) return [{ ...found, path: part }];
    }
    return [];
  });
  return files.length === parts.length && files.length > 0 ? { name, values: files } : undefined;
}

/** What a chart could be rendered with: value files beside it, and what objects of the workspace set for it. */
export function candidatesFor(
  folder: string,
  paths: readonly string[],
  workspace: Workspace,
  textAt: TextAt,
): readonly Candidate[] {
  const files = paths.filter(isValueFile).map((name) => ({ name, kind: "file" as const }));
  const objects = releasesOf(folder, workspace, textAt).map(({ name }) => ({ name, kind: "object" as const }));
  return [...files, ...objects];
}

/** Whether a file of a chart looks like values: `ci/…`, `values-prod.yaml`, `prod.values.yaml`, `values/…`. */
function isValueFile(path: string): boolean {
  if (!/\.ya?ml$/i.test(path) || path === "values.yaml") return false;
  return /^(?:ci|values|environments|envs)\/[^/]+$/i.test(path) || /^[^/]*values?[^/]*$/i.test(path);
}

/** What HelmReleases and Applications that install the chart of a folder set. */
function releasesOf(folder: string, workspace: Workspace, textAt: TextAt): readonly Choice[] {
  const found: Choice[] = [];
  for (const file of workspace.files()) {
    if (file.origins !== undefined || !/HelmRelease|Application/.test(file.text)) continue;
    for (const { manifests, start } of file.documents) {
      for (const manifest of manifests) {
        const choice = releaseOf(manifest, start, file, folder, textAt);
        if (choice !== undefined) found.push(choice);
      }
    }
  }
  return found;
}

function releaseOf(
  manifest: Manifest,
  start: number,
  file: WorkspaceFile,
  folder: string,
  textAt: TextAt,
): Choice | undefined {
  const { kind, root } = manifest;
  if (kind !== "HelmRelease" && kind !== "Application") return undefined;
  const own = folderOf(placeOf(file.uri));
  const isOfChart = [...deliverablesOf(manifest, () => [])].some(({ folders }) =>
    folders.some((path) => path !== "" && (folder === resolve(own, path) || folder.endsWith(`/${path}`))),
  );
  if (!isOfChart) return undefined;
  const name = stringOf(get(root, "metadata", "name")) ?? "";
  const namespace = stringOf(get(root, "metadata", "namespace"));
  const title = `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
  const values = (node: Node | undefined) => (node === undefined ? [] : [valuesIn(file, start, node, title)]);
  if (kind === "HelmRelease") {
    const target = stringOf(get(root, "spec", "targetNamespace"));
    return {
      name: title,
      values: values(get(root, "spec", "values")),
      release: stringOf(get(root, "spec", "releaseName")) ?? (target === undefined ? name : `${target}-${name}`),
      namespace: target ?? namespace,
    };
  }
  const helm = get(root, "spec", "source", "helm");
  const files = itemsOf(get(helm, "valueFiles")).flatMap((node) => {
    const found = textAt(resolve(folder, stringOf(node) ?? ""));
    return found === undefined ? [] : [found];
  });
  return {
    name: title,
    values: [...files, ...values(get(helm, "values")), ...values(get(helm, "valuesObject"))],
    release: stringOf(get(helm, "releaseName")) ?? name,
    namespace: stringOf(get(root, "spec", "destination", "namespace")),
  };
}

/** The values within a manifest as a file of values: everything else is blank, so that each stands where it is written. */
function valuesIn({ uri, text }: WorkspaceFile, start: number, node: Node, title: string): ChartFile {
  const blank = (part: string) => part.replace(/[^\n\r]/g, " ");
  let { start: from, end: to } = { start: start + node.span.start, end: start + node.span.end };
  if (node.kind === "string") {
    // A block of text: what stands below its `|`.
    const line = text.indexOf("\n", from);
    from = line < 0 || line > to ? to : line + 1;
  }
  to = Math.max(from, to);
  return { path: title, uri, text: blank(text.slice(0, from)) + text.slice(from, to), whole: text };
}

/** The setting `servicePaths.helm.values`: by chart, the names of what it is rendered with beside values.yaml. */
export type HelmValues = Readonly<Record<string, readonly string[]>>;

export function readHelmValues(given: unknown): HelmValues {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return {};
  const read: Record<string, readonly string[]> = {};
  for (const [chart, names] of Object.entries(given)) {
    if (!Array.isArray(names)) continue;
    const texts = names.filter((name) => typeof name === "string" && name.trim() !== "");
    // The same twice is one, and values.yaml is there anyway.
    read[chart.replace(/^\.\//, "").replace(/\/+$/, "") || "."] = [...new Set<string>(texts)].filter(
      (name) => name !== "values.yaml",
    );
  }
  return read;
}
