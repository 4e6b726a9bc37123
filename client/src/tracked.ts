// What git tracks in a folder, from its index file: no program is started, so trust does not matter.
import * as vscode from "vscode";
import { trackedPaths } from "../../server/src/base/git-index.ts";

/** The paths that git tracks, relative to the folder; none outside a work tree, or where the index cannot be read. */
export async function trackedIn(folder: vscode.Uri): Promise<ReadonlySet<string>> {
  let below = "";
  for (let root = folder; ; root = vscode.Uri.joinPath(root, "..")) {
    const index = await indexOf(root);
    if (index !== undefined) {
      const tracked = trackedPaths(index) ?? [];
      return new Set(tracked.flatMap((path) => (path.startsWith(below) ? [path.slice(below.length)] : [])));
    }
    const name = root.path.slice(root.path.lastIndexOf("/") + 1);
    if (name === "") return new Set();
    below = `${name}/${below}`;
  }
}

/** The index of a work tree; undefined where the folder is the root of none. */
async function indexOf(root: vscode.Uri): Promise<Uint8Array | undefined> {
  const git = vscode.Uri.joinPath(root, ".git");
  const kind = await vscode.workspace.fs.stat(git).then(
    ({ type }) => type,
    () => undefined,
  );
  if (kind === undefined) return undefined;
  try {
    if ((kind & vscode.FileType.Directory) !== 0) return await read(vscode.Uri.joinPath(git, "index"));
    // In a linked work tree or a submodule `.git` is a file that says where the rest is.
    const said = /^gitdir: (.+)$/m.exec(new TextDecoder().decode(await read(git)))?.[1]?.trim() ?? "";
    const place = /^(\/|[A-Za-z]:)/.test(said) ? vscode.Uri.file(said) : vscode.Uri.joinPath(root, said);
    return await read(vscode.Uri.joinPath(place, "index"));
  } catch {
    return new Uint8Array();
  }
}

async function read(uri: vscode.Uri): Promise<Uint8Array> {
  return vscode.workspace.fs.readFile(uri);
}
