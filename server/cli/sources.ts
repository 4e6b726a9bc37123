// The files of a call: found, read, and named as they were asked for.

import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { decodeText, type LeftOut, type Reading, readText, walk } from "../files.ts";
import type { Settings } from "../src/base/settings.ts";
import type { Text } from "../src/base/text.ts";
import { makesScope } from "../src/index/plan.ts";
import { readSnapshot, type Snapshot } from "../src/index/snapshot.ts";
import { Workspace } from "../src/index/workspace.ts";
import { isKustomizationName, readKustomization } from "../src/model/kustomization.ts";
import { valuesOf } from "../src/model/kustomize.ts";
import { parse } from "../src/yaml/parse.ts";
import { split } from "../src/yaml/split.ts";
import { UsageError } from "./arguments.ts";
import { progress } from "./progress.ts";

/** How many files of folders were not read, and why. */
export interface Skipped extends LeftOut {
  /** A setting names them. */
  excluded: number;
  /** They are no text, too large, or cannot be opened. */
  unreadable: number;
}

/** Before anything was looked at. */
export function nothingSkipped(): Skipped {
  return { ignored: 0, excluded: 0, unreadable: 0 };
}

export interface Source {
  readonly uri: string;
  /** As results call it: as given, or relative to the folder given; `-` for standard input. */
  readonly name: string;
  /** Where it is on disk; undefined for standard input. */
  readonly path: string | undefined;
  readonly text: string;
  readonly order: readonly string[];
  /** Named files are always judged; of those found in folders, only manifests are. */
  readonly asked: "by-name" | "in-folder";
  /**
   * `asked-for`: named or found. `referred-to`: a kustomization among those takes it in. `context`: no manifest, but it says
   * how manifests are applied (a kustomization without a kind, a Chart.yaml).
   */
  readonly role: "asked-for" | "referred-to" | "context";
}

/**
 * Reads what PATHs name: in folders only files that look like manifests, unless every file is asked for; for whole scopes
 * also what says how they are applied, and what kustomizations refer to. `skipped` is told of every file that is no text.
 * Throws a UsageError for what cannot be read.
 */
export function readSources(
  paths: readonly string[],
  skipped: (text: Text) => void,
  which: "manifests" | "every-file" | "whole-scopes" = "manifests",
  left: Skipped = nothingSkipped(),
): readonly Source[] {
  const sources: Source[] = [];
  const seen = new Set<string>();
  paths.forEach((argument, index) => {
    for (const found of filesOf(argument, paths.length, left)) {
      if (seen.has(found.uri)) continue;
      seen.add(found.uri);
      progress.tell("files", seen.size);
      const reading = found.path === undefined ? decodeText(readFileSync(0)) : readText(found.path);
      if (reading.kind === "text") {
        const { way, ...source } = found;
        const isJudged = which === "every-file" || found.asked === "by-name" || isManifest(reading.text);
        if (!isJudged && (which === "manifests" || !makesScope(found.uri))) continue;
        const role = isJudged ? "asked-for" : "context";
        const order = [String(index).padStart(6, "0"), ...way.split("/")];
        sources.push({ ...source, text: reading.text, order, role });
      } else if (reading.kind === "unreadable" && found.asked === "by-name")
        throw new UsageError(whyNot(found.name, reading));
      else {
        left.unreadable += 1;
        skipped(whyNot(found.name, reading));
      }
    }
  });
  if (which === "whole-scopes") addReferred(sources, paths.length);
  return sources;
}

/** What kustomizations refer to, and what these refer to; what is not there or no text is their own affair. */
function addReferred(sources: Source[], argumentCount: number): void {
  // A JSON patch is no manifest: it may have been found, and left out.
  const seen = new Set(sources.map(({ uri }) => uri));
  for (const source of sources) {
    if (source.path === undefined || !isKustomizationName(path.basename(source.path))) continue;
    const [root] = valuesOf(source.text);
    const { resources, components, patches } = readKustomization(root);
    const entries = [
      ...resources,
      ...components,
      ...patches.flatMap(({ from }) => ("path" in from ? [from.path] : [])),
    ];
    for (const entry of entries) {
      if (entry.includes("://") || path.isAbsolute(entry)) continue;
      for (const way of filesAt(path.join(path.dirname(source.path), entry))) {
        const uri = pathToFileURL(path.resolve(way)).href;
        const reading = seen.has(uri) ? undefined : readText(way);
        seen.add(uri);
        if (reading?.kind !== "text") continue;
        const below = slashes(path.relative(path.dirname(source.path), way));
        const name = slashes(path.posix.join(path.posix.dirname(source.name), below));
        const order = [String(argumentCount).padStart(6, "0"), ...name.split("/")];
        const role = isManifest(reading.text) ? "referred-to" : "context";
        sources.push({ uri, name, path: way, text: reading.text, order, asked: "in-folder", role });
      }
    }
  }
}

/** The file, or the kustomization of the folder; nothing where nothing is. */
function filesAt(way: string): readonly string[] {
  try {
    if (!statSync(way).isDirectory()) return [way];
    const names = new Set(readdirSync(way));
    return ["kustomization.yaml", "kustomization.yml", "Kustomization"]
      .filter((name) => names.has(name))
      .slice(0, 1)
      .map((name) => path.join(way, name));
  } catch {
    return [];
  }
}

/** A workspace that holds just these files. */
export function workspaceOf(
  sources: readonly Source[],
  settings: Settings,
  snapshot: string | Snapshot | undefined,
): Workspace {
  const workspace = new Workspace();
  const names = new Map(sources.map(({ uri, name }) => [uri, name]));
  workspace.fileName = (uri) => names.get(uri) ?? uri;
  workspace.setSettings(settings);
  if (snapshot !== undefined) workspace.snapshot = snapshotOf(snapshot);
  for (const source of sources) workspace.setFile(source.uri, source.text, source.order, source.asked);
  return workspace;
}

/** Live objects from a file as kubectl prints them. Throws a UsageError where it cannot be read. */
export function snapshotOf(file: string | Snapshot): Snapshot {
  if (typeof file !== "string") return file;
  const reading = readText(file);
  if (reading.kind !== "text") throw new UsageError(whyNot(file, reading));
  const documents = split(reading.text).map((chunk) => parse(chunk.text, chunk.language));
  const broken = documents.flatMap((document) => document.errors)[0];
  if (broken !== undefined) {
    throw new UsageError({
      en: `cannot read the snapshot ${file}: ${broken.message.en}`,
      "zh-cn": `无法读取快照 ${file}：${broken.message["zh-cn"]}`,
    });
  }
  return readSnapshot(
    path.basename(file),
    documents.flatMap((document) => document.root ?? []),
  );
}

/** Says how many files were left out, for somebody may expect them. */
export function ignoredText(count: number): Text {
  const is = count === 1 ? "file that looks" : "files that look";
  return {
    en: `${count} ${is} like manifests skipped: .gitignore lists ${count === 1 ? "it" : "them"}, and git does not track ${count === 1 ? "it" : "them"}`,
    "zh-cn": `已跳过 ${count} 个看似清单的文件：它们被 .gitignore 忽略，且未被 git 跟踪`,
  };
}

/** Whether any document has an apiVersion and a kind; a quick look at the text, for folders hold many other files. */
function isManifest(text: string): boolean {
  return /^[^\n#]*\bapiVersion\b["']?\s*:/m.test(text) && /^[^\n#]*\bkind\b["']?\s*:/m.test(text);
}

/** `way`: the file's path as the call gives it, for order and for what folder names say. */
type Found = Omit<Source, "text" | "order" | "role"> & { readonly way: string };

function* filesOf(argument: string, count: number, left: Skipped): Iterable<Found> {
  if (argument === "-") {
    yield { uri: pathToFileURL(path.resolve("-")).href, name: "-", way: "-", path: undefined, asked: "by-name" };
    return;
  }
  const kind = kindOf(argument);
  if (kind === "file") {
    const name = slashes(path.normalize(argument));
    yield { uri: pathToFileURL(path.resolve(argument)).href, name, way: name, path: argument, asked: "by-name" };
    return;
  }
  for (const file of walk(argument, left)) {
    const relative = slashes(path.relative(argument, file));
    const way = slashes(path.join(argument, relative));
    yield {
      uri: pathToFileURL(path.resolve(file)).href,
      name: count === 1 ? relative : way,
      way,
      path: file,
      asked: "in-folder",
    };
  }
}

function kindOf(argument: string): "file" | "folder" {
  try {
    return statSync(argument).isDirectory() ? "folder" : "file";
  } catch {
    throw new UsageError({
      en: `cannot read ${argument}: there is no such file or folder`,
      "zh-cn": `无法读取 ${argument}：没有这样的文件或文件夹`,
    });
  }
}

function slashes(file: string): string {
  return file
    .split(path.sep)
    .join("/")
    .replace(/^(\.\/)+/, "");
}

function whyNot(name: string, reading: Exclude<Reading, { kind: "text" }>): Text {
  switch (reading.kind) {
    case "not-text":
      return {
        en: `${name}: skipped, because it is not UTF-8 text`,
        "zh-cn": `${name}：已跳过，因为它不是 UTF-8 文本`,
      };
    case "too-large":
      return { en: `${name}: skipped, because it is larger than 50 MB`, "zh-cn": `${name}：已跳过，因为它大于 50 MB` };
    case "unreadable":
      return { en: `${name}: cannot be read: ${reading.why}`, "zh-cn": `${name}：无法读取：${reading.why}` };
  }
}
