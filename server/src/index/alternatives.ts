// Which plain files belong to one cluster. A workspace is rarely one: `envs/staging` and `envs/production` hold the same
// objects, so they are alternatives, and what is in one says nothing of the other. In one folder two files are alternatives
// only where they repeat a whole application (`all-in-one.yaml` beside its parts), where many repeat one Service, or where
// their names tell two families (`minio-standalone-service.yaml` and `minio-distributed-service.yaml`, each with others of its own).

import { makesPodsItself } from "../model/kinds.ts";
import type { WorkspaceFile } from "./document.ts";
import type { Resource } from "./resource.ts";

/** Counts, for each pair of folders, the objects that both hold; kept up to date object by object, at the cost of its other holders. */
export class Alternatives {
  /** By pair of folders, the objects that both hold. */
  #counts = new Map<string, number>();
  /** By pair of files in one folder, what both hold. */
  #files = new Map<string, Shared>();
  /** By folder, how many of `#files` are in it. */
  #pairsIn = new Map<string, number>();
  /** By folder and beginning of names (`…/minio-standalone-`), how many files there are. */
  #families = new Map<string, number>();
  /** What #opponentsOf found out, for as long as the version stays. */
  readonly #opponents = new Map<string, readonly string[]>();
  #opponentsFor: object = {};
  /** The folders that #isInCollection speaks of, for as long as the version stays. */
  readonly #collections = new Set<string>();
  #collectionsFor: object = {};
  /** By folder, how many files stand in it. */
  readonly #folders = new Map<string, number>();
  #root: string | undefined;
  /** Replaced when a pair of folders comes or goes: whoever remembers it knows that scopes are as they were. */
  version: object = {};

  /** To be called when `one` begins to hold an identity that `others` hold too (`1`), and when it no longer does (`-1`). */
  count(one: Resource, others: Iterable<Resource>, step: 1 | -1): void {
    const { uri } = one.document.file;
    const own = folderUriOf(uri);
    const uris = new Set<string>();
    const folders = new Set<string>();
    for (const { document } of others) {
      uris.add(document.file.uri);
      folders.add(folderUriOf(document.file.uri));
    }
    if (uris.size === 0 || uris.has(uri)) return;
    if (folders.has(own)) {
      this.#countFiles(
        one,
        [...uris].filter((other) => folderUriOf(other) === own),
        step,
      );
      return;
    }
    for (const folder of folders) {
      const pair = fork(own, folder);
      if (pair === undefined) continue;
      const before = this.#counts.get(pair) ?? 0;
      const after = before + step;
      if (after === 0) this.#counts.delete(pair);
      else this.#counts.set(pair, after);
      if (before === 0 || after === 0) this.version = {};
    }
  }

  /** To be called when a file comes (`1`) or goes (`-1`). */
  countFile(uri: string, step: 1 | -1): void {
    const folder = folderUriOf(uri);
    this.#countFolder(folder, step);
    for (const family of familiesOf(uri)) {
      const count = (this.#families.get(family) ?? 0) + step;
      if (count === 0) this.#families.delete(family);
      else this.#families.set(family, count);
      // With its second file a name becomes a family's.
      if (count === (step === 1 ? 2 : 1) && this.#pairsIn.has(folder)) this.version = {};
    }
  }

  /** The innermost folder that holds every file, without a slash at its end. */
  get root(): string {
    return this.#root ?? "";
  }

  #countFolder(folder: string, step: 1 | -1): void {
    const count = (this.#folders.get(folder) ?? 0) + step;
    if (count === 0) this.#folders.delete(folder);
    else this.#folders.set(folder, count);
    const before = this.#root;
    if (count === 0) this.#root = [...this.#folders.keys()].reduce<string | undefined>(commonFolder, undefined);
    else if (step === 1 && count === 1) this.#root = commonFolder(before, folder);
    if (this.#root !== before) this.version = {};
  }

  #countFiles({ document, manifest }: Resource, others: readonly string[], step: 1 | -1): void {
    const { uri } = document.file;
    // By the kind alone, as identities are: whatever half-typed text makes of an object, it counts the same when it goes.
    const services = manifest.kind === "Service" ? step : 0;
    const workloads = isApplication(manifest.kind) ? step : 0;
    const gathers = /^(Service|Gateway|\w+Route)$/.test(manifest.kind);
    if (workloads === 0 && !gathers) return;
    const isCrowd = gathers && others.length + 1 >= crowd;
    for (const other of others) this.#share(pairOf(uri, other), { services, workloads, crowds: isCrowd ? step : 0 });
    if (!isCrowd || others.length + 1 > crowd) return;
    // With this one they are many: the others become alternatives of one another too.
    for (const [index, a] of others.entries()) {
      for (const b of others.slice(index + 1)) this.#share(pairOf(a, b), { ...nothingShared, crowds: step });
    }
  }

  #share(pair: string, more: Shared): void {
    const before = this.#files.get(pair) ?? nothingShared;
    const after = {
      services: before.services + more.services,
      workloads: before.workloads + more.workloads,
      crowds: before.crowds + more.crowds,
    };
    const isShared = after.services !== 0 || after.workloads !== 0 || after.crowds !== 0;
    if (isShared !== this.#files.has(pair)) {
      const folder = folderUriOf(pair.slice(0, pair.indexOf("\n")));
      const count = (this.#pairsIn.get(folder) ?? 0) + (isShared ? 1 : -1);
      if (count === 0) this.#pairsIn.delete(folder);
      else this.#pairsIn.set(folder, count);
    }
    if (isShared) this.#files.set(pair, after);
    else this.#files.delete(pair);
    if (tells(before) !== tells(after)) this.version = {};
  }

  /** Whether the file is in one scope with every other: most are, and nobody need ask for each. */
  isAloneInItsPlace({ uri }: WorkspaceFile): boolean {
    const folder = folderUriOf(uri);
    return this.#opponentsOf(folder).length === 0 && !this.#pairsIn.has(folder);
  }

  /** Whether two files may be applied to one cluster. */
  inOneScope(a: WorkspaceFile, b: WorkspaceFile): boolean {
    if (a === b || (this.#counts.size === 0 && this.#files.size === 0)) return true;
    const own = folderUriOf(a.uri);
    const other = folderUriOf(b.uri);
    if (own !== other) return !this.#opponentsOf(own).some((place) => isIn(other, place));
    const shared = this.#files.get(pairOf(a.uri, b.uri));
    return shared === undefined || !(tells(shared) || (shared.services > 0 && this.#areFamilies(a.uri, b.uri)));
  }

  /**
   * Whether some files of this one's folder are alternatives of one another: then the folder is a collection, and none of its
   * files shares node ports, addresses or names with anybody.
   */
  isInCollection({ uri }: WorkspaceFile): boolean {
    const folder = folderUriOf(uri);
    if (!this.#pairsIn.has(folder)) return false;
    if (this.#collectionsFor !== this.version) {
      this.#collections.clear();
      this.#collectionsFor = this.version;
      for (const [pair, shared] of this.#files)
        if (tells(shared)) this.#collections.add(folderUriOf(pair.split("\n")[0] ?? ""));
    }
    return this.#collections.has(folder);
  }

  /** The places whose objects a folder's are alternatives of. */
  #opponentsOf(folder: string): readonly string[] {
    if (this.#counts.size === 0) return [];
    if (this.#opponentsFor !== this.version) {
      this.#opponents.clear();
      this.#opponentsFor = this.version;
    }
    let places = this.#opponents.get(folder);
    if (places === undefined) {
      places = [...this.#counts.keys()].flatMap((pair) => {
        const [a = "", b = ""] = pair.split("\n");
        return isIn(folder, a) ? [b] : isIn(folder, b) ? [a] : [];
      });
      this.#opponents.set(folder, places);
    }
    return places;
  }

  /** Whether the names differ in one part, and for each of the two there are more files whose names begin so. */
  #areFamilies(a: string, b: string): boolean {
    const [one, other] = [familiesOf(a), familiesOf(b)];
    const at = one.findIndex((family, index) => family !== other[index]);
    const [mine, its] = [one[at], other[at]];
    if (mine === undefined || its === undefined || a.slice(mine.length) !== b.slice(its.length)) return false;
    return (this.#families.get(mine) ?? 0) > 1 && (this.#families.get(its) ?? 0) > 1;
  }
}

/** How many Services two files both hold, how many workloads or Ingresses, and how many Services that many files hold. */
interface Shared {
  readonly services: number;
  readonly workloads: number;
  readonly crowds: number;
}

const nothingShared: Shared = { services: 0, workloads: 0, crowds: 0 };

/** From so many files in one folder on, a Service is no duplicate: the folder is a collection of examples. */
const crowd = 3;

/** What an application has beside its Services. */
function isApplication(kind: string): boolean {
  return kind === "Ingress" || kind === "DeploymentConfig" || makesPodsItself(kind);
}

function tells({ services, workloads, crowds }: Shared): boolean {
  return crowds > 0 || (services > 0 && workloads > 0);
}

function pairOf(a: string, b: string): string {
  return a < b ? `${a}\n${b}` : `${b}\n${a}`;
}

/** Namespaces are declared again beside what is put into them; that alone makes no alternatives. */
export function tellsAlternatives(kind: string): boolean {
  return kind !== "Namespace" && kind !== "Kustomization";
}

/** The folder that a file stands in, with its slash. */
export function folderUriOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf("/") + 1);
}

/** The innermost folder that holds both; undefined stands for no folder at all. */
function commonFolder(a: string | undefined, b: string): string {
  if (a === undefined) return b.replace(/\/$/, "");
  const [left, right] = [a.split("/"), b.replace(/\/$/, "").split("/")];
  let common = 0;
  while (common < left.length && common < right.length && left[common] === right[common]) common++;
  return left.slice(0, common).join("/");
}

/** Where a file's name ends at a mark: `…/minio-` and `…/minio-standalone-` of `minio-standalone-service.yaml`. */
function familiesOf(uri: string): readonly string[] {
  const name = uri.lastIndexOf("/") + 1;
  return [...uri.slice(name).matchAll(/[-_.](?=.*[-_.])/g)].map(({ index }) => uri.slice(0, name + index + 1));
}

/** Whether a folder is that place of a fork, or below it; a place with a slash at its end is the folder alone. */
function isIn(folder: string, place: string): boolean {
  return place.endsWith("/") ? folder === place : folder.startsWith(place) && folder[place.length] === "/";
}

/** The two folders in which the ways to `a` and `b` part, in order; undefined where they are one folder. */
function fork(a: string, b: string): string | undefined {
  if (a === b) return undefined;
  const left = a.split("/");
  const right = b.split("/");
  let common = 0;
  while (common < left.length && left[common] === right[common]) common++;
  const pair = [left.slice(0, common + 1).join("/"), right.slice(0, common + 1).join("/")].sort();
  return pair.join("\n");
}
