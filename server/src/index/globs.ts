// Globs of Argo CD and Skaffold.

import { folderOf } from "./places.ts";

/** `*` is any part of one name, `**` any number of folders. */
export function globExpression(glob: string): RegExp {
  const parts = glob.split("/").map((part) => {
    if (part === "**") return "(?:[^/]+/)*";
    return `${part
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll(/\*+/g, "[^/]*")
      .replaceAll("?", "[^/]")}/`;
  });
  return new RegExp(`^${parts.join("").replace(/\/$/, "")}$`);
}

/** The folders that fit a glob from a repository's root, which is some folder above `own`: as ways down from there, in order. */
export function foldersMatching(folders: Iterable<string>, own: string, glob: string): readonly string[] {
  const all = [...folders];
  for (let above = own; above !== ""; above = folderOf(above)) {
    const fit = globExpression(`${above}/${glob.replace(/^\.?\//, "")}`);
    const found = all.filter((folder) => fit.test(folder));
    if (found.length > 0) return found.map((folder) => folder.slice(above.length + 1)).sort();
  }
  return [];
}
