// The files of the workspace's charts, as Helm would take each chart: what .helmignore leaves out is left out, and dependencies that
// charts/ lacks come from their `file://` repository or from a chart of that name.

import { type DeclaredDependency, declaredDependencies } from "../helm/chart/chart.ts";
import type { ChartFile } from "../helm/chart/files.ts";
import { type Ignored, ignoreRules } from "../helm/chart/ignore.ts";
import { GoError } from "../helm/go/values.ts";
import { folderOf, placeOf, resolve } from "../index/places.ts";

/** A chart with all that its rendering needs. */
export interface ChartFiles {
  readonly files: readonly ChartFile[];
  /** Dependencies that are nowhere, and where they are asked for. */
  readonly missing: readonly DeclaredDependency[];
  /** The folders of other charts that it takes in. */
  readonly uses: ReadonlySet<string>;
}

/** How deep charts may take each other in. */
const deepest = 10;

/** Folders are URIs in the form of `placeOf`, without a slash at their end. */
export class ChartLibrary {
  /** By the folder of each outermost chart, its files by their path below it. */
  readonly #charts = new Map<string, Map<string, ChartFile>>();
  readonly #loaded = new Map<
    string,
    { readonly ignore: string | undefined; readonly structure: number; readonly paths: readonly string[] }
  >();
  /** Another number when a file comes or goes. */
  #structure = 0;

  /** The folders of the outermost charts. */
  get folders(): readonly string[] {
    return [...this.#charts.keys()];
  }

  /** Says which charts there are, by the folders of all Chart.yaml; a chart below another one is its own affair. */
  setFolders(folders: readonly string[]): void {
    const known = new Set(folders);
    const isOutermost = (folder: string) => {
      for (let above = folderOf(folder); above !== ""; above = folderOf(above)) if (known.has(above)) return false;
      return true;
    };
    const outermost = new Set(folders.filter(isOutermost));
    this.#structure++;
    for (const folder of this.#charts.keys()) if (!outermost.has(folder)) this.#charts.delete(folder);
    for (const folder of outermost) if (!this.#charts.has(folder)) this.#charts.set(folder, new Map());
  }

  /** The outermost chart that a file belongs to. */
  chartOf(uri: string): string | undefined {
    if (this.#charts.size === 0) return undefined;
    let found: string | undefined;
    for (let above = folderOf(placeOf(uri)); above !== ""; above = folderOf(above))
      if (this.#charts.has(above)) found = above;
    return found;
  }

  /** Takes a file's text; false where it belongs to no chart, or says what it said. */
  set(uri: string, text: string): boolean {
    const folder = this.chartOf(uri);
    if (folder === undefined) return false;
    const path = placeOf(uri).slice(folder.length + 1);
    const files = this.#charts.get(folder);
    const own = text.startsWith("\ufeff") ? text.slice(1) : text;
    if (files?.get(path)?.text === own) return false;
    if (files?.has(path) === false) this.#structure++;
    files?.set(path, { path, text: own, uri });
    return true;
  }

  remove(uri: string): boolean {
    const folder = this.chartOf(uri);
    if (folder === undefined || this.#charts.get(folder)?.delete(placeOf(uri).slice(folder.length + 1)) !== true)
      return false;
    this.#structure++;
    return true;
  }

  /** A chart's file by its path below the folder. */
  file(folder: string, path: string): ChartFile | undefined {
    return this.#charts.get(folder)?.get(path);
  }

  /** The paths of a chart's files, in order. */
  paths(folder: string): readonly string[] {
    return [...(this.#charts.get(folder)?.keys() ?? [])].sort(comparePaths);
  }

  /** The name that an outermost chart gives itself. */
  nameOf(folder: string): string | undefined {
    return nameIn(this.file(folder, "Chart.yaml")?.text);
  }

  /** All files of a chart as Helm would load them. */
  filesOf(folder: string): ChartFiles {
    const uses = new Set<string>();
    const files = this.#withDependencies(folder, this.#own(folder), uses, 0);
    return { files, uses, missing: declaredDependencies(files).filter(({ isThere }) => !isThere) };
  }

  /** The files at or below a folder, which may be a chart within another one. */
  #own(folder: string): readonly ChartFile[] {
    const outer = this.#charts.has(folder) ? folder : this.chartOf(`${folder}/Chart.yaml`);
    const all = outer === undefined ? undefined : this.#charts.get(outer);
    if (outer === undefined || all === undefined) return [];
    const below = outer === folder ? "" : `${folder.slice(outer.length + 1)}/`;
    return this.#pathsOf(folder, below, all).flatMap((path) => {
      const file = all.get(below + path);
      return file === undefined ? [] : [below === "" ? file : { ...file, path }];
    });
  }

  /** The paths of what Helm would load, in order; found again when a file comes or goes, or .helmignore changes. */
  #pathsOf(folder: string, below: string, all: ReadonlyMap<string, ChartFile>): readonly string[] {
    const ignore = all.get(`${below}.helmignore`)?.text;
    const known = this.#loaded.get(folder);
    if (known !== undefined && known.ignore === ignore && known.structure === this.#structure) return known.paths;
    const rules = readRules(ignore);
    const paths = [...all.keys()]
      .filter((path) => path.startsWith(below))
      .map((path) => path.slice(below.length))
      .filter((path) => !isLeftOut(path, rules))
      .sort(comparePaths);
    this.#loaded.set(folder, { ignore, structure: this.#structure, paths });
    return paths;
  }

  #withDependencies(
    folder: string,
    files: readonly ChartFile[],
    uses: Set<string>,
    depth: number,
  ): readonly ChartFile[] {
    if (depth > deepest) return files;
    const added: ChartFile[] = [];
    for (const { name, repository, isThere } of declaredDependencies(files)) {
      const found = isThere ? undefined : this.#dependency(folder, name, repository);
      if (found === undefined) continue;
      uses.add(found);
      for (const file of this.#withDependencies(found, this.#own(found), uses, depth + 1))
        added.push({ ...file, path: `charts/${name}/${file.path}` });
    }
    return added.length === 0 ? files : [...files, ...added];
  }

  #dependency(folder: string, name: string, repository: string): string | undefined {
    const hasName = (candidate: string) =>
      candidate !== folder && nameIn(this.#own(candidate).find(({ path }) => path === "Chart.yaml")?.text) === name;
    if (repository.startsWith("file://")) {
      const found = resolve(folder, repository.slice("file://".length));
      return hasName(found) ? found : undefined;
    }
    const beside = `${folderOf(folder)}/${name}`;
    if (this.#charts.has(beside) && hasName(beside)) return beside;
    const named = this.folders.filter((one) => one !== folder && this.nameOf(one) === name);
    return named.sort((a, b) => shared(b, folder) - shared(a, folder))[0];
  }
}

function readRules(text: string | undefined): Ignored {
  try {
    return ignoreRules(text);
  } catch (error) {
    if (error instanceof GoError) return ignoreRules(undefined);
    throw error;
  }
}

/** Whether .helmignore leaves a file out, or a folder above it. */
function isLeftOut(path: string, rules: Ignored): boolean {
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1))
    if (rules(path.slice(0, slash), true)) return true;
  return rules(path, false);
}

function nameIn(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^name:\s*["']?([^\s"'#]+)/m.exec(text)?.[1];
}

/** How many characters two places have in common from the front. */
function shared(a: string, b: string): number {
  let count = 0;
  while (count < a.length && a.charCodeAt(count) === b.charCodeAt(count)) count += 1;
  return count;
}

function comparePaths(a: string, b: string): number {
  const [lefts, rights] = [a.split("/"), b.split("/")];
  for (let depth = 0; depth < lefts.length && depth < rights.length; depth++) {
    const [left = "", right = ""] = [lefts[depth], rights[depth]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return lefts.length - rights.length;
}
