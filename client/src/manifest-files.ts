// Which of a folder's files may be manifests, and in which order. Pure: paths and texts in, paths out.
import ignore, { type Ignore } from "ignore";

/**
 * The paths that no .gitignore leaves out, in the order of `listManifests` (protocol.ts): in a folder its entries by name in UTF-8 bytes,
 * a subfolder's contents in its place.
 * @param paths relative to the folder, with forward slashes
 * @param gitignores the text of every .gitignore, by its own path relative to the folder
 * @param tracked what git tracks, whatever a .gitignore says
 */
export function manifestFiles(
  paths: readonly string[],
  gitignores: ReadonlyMap<string, string>,
  tracked: ReadonlySet<string> = new Set(),
): readonly string[] {
  const isLeftOut = leftOutBy(gitignores);
  return paths.filter((path) => tracked.has(path) || !isLeftOut(path)).sort(comparePaths);
}

/** Compares two relative paths folder by folder, each name in UTF-8 bytes. */
export function comparePaths(left: string, right: string): number {
  const [lefts, rights] = [left.split("/"), right.split("/")];
  for (let depth = 0; depth < lefts.length && depth < rights.length; depth += 1) {
    const order = compareUtf8(lefts[depth] ?? "", rights[depth] ?? "");
    if (order !== 0) return order;
  }
  return lefts.length - rights.length;
}

/** UTF-8 bytes are ordered as code points are; UTF-16 units are not. */
function compareUtf8(left: string, right: string): number {
  const [lefts, rights] = [[...left], [...right]];
  for (let at = 0; at < lefts.length && at < rights.length; at += 1) {
    const order = (lefts[at]?.codePointAt(0) ?? 0) - (rights[at]?.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return lefts.length - rights.length;
}

/** As git reads them: the deepest file with an opinion wins, and nothing comes back out of a folder that is left out. */
function leftOutBy(gitignores: ReadonlyMap<string, string>): (path: string) => boolean {
  if (gitignores.size === 0) return () => false;
  const rules = new Map<string, Ignore>();
  for (const [path, text] of gitignores) rules.set(folderOf(path), ignore().add(text));
  const folders = new Map<string, boolean>([["", false]]);

  const isFolderLeftOut = (folder: string): boolean => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const answer = isFolderLeftOut(folderOf(folder)) || matches(rules, `${folder}/`);
    folders.set(folder, answer);
    return answer;
  };
  return (path) => isFolderLeftOut(folderOf(path)) || matches(rules, path);
}

/** What the rules of the folders above say to one entry; a folder ends with a slash. */
function matches(rules: ReadonlyMap<string, Ignore>, path: string): boolean {
  let folder = folderOf(path.replace(/\/$/, ""));
  for (;;) {
    const verdict = rules.get(folder)?.test(folder === "" ? path : path.slice(folder.length + 1));
    if (verdict?.ignored) return true;
    if (verdict?.unignored) return false;
    if (folder === "") return false;
    folder = folderOf(folder);
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
