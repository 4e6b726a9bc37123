// Answers the server's questions about files: which may be manifests, and what stands in one.
import * as vscode from "vscode";
import type {
  ListChartFilesResult,
  ListManifestsResult,
  ReadBytesResult,
  ReadFileResult,
} from "../../server/src/protocol.ts";
import type { LeftOut } from "./left-out.ts";
import { manifestFiles } from "./manifest-files.ts";
import { trackedIn } from "./tracked.ts";

/** The files whose change may change an answer; the server watches the same. */
export const manifestPattern = "**/{*.yaml,*.yml,*.json,Kustomization}";

const largestFile = 50 * 1024 * 1024;

/** A JSON file above this size is looked into first, so that data sets are not sent to the server. In bytes. */
const largeJson = 1024 * 1024;

let counted = { ignored: 0, excluded: 0 };
const unreadable = new Set<string>();

/** What the last list of the workspace's files left out, and what could not be read since then. */
export function leftOut(): LeftOut {
  return { ...counted, unreadable: unreadable.size };
}

/** URIs of the workspace's files that may be manifests, folder by folder in the order that `listManifests` (protocol.ts) asks for. */
export async function listManifests(): Promise<ListManifestsResult> {
  const found = new Set<string>();
  const left = { ignored: 0, excluded: 0 };
  unreadable.clear();
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const listed = await listFolder(folder);
    for (const uri of listed.uris) found.add(uri);
    left.ignored += listed.ignored;
    left.excluded += listed.excluded;
  }
  counted = left;
  return [...found];
}

/** A file's text, or null where it is not there, is no UTF-8, holds a NUL byte or is larger than 50 MB. */
export async function readManifest(uri: string): Promise<ReadFileResult> {
  const place = vscode.Uri.parse(uri, true);
  const text = await readText(place);
  // What is not there was not left out.
  const isThere = text !== undefined || (await exists(place));
  if (text === undefined && isThere) unreadable.add(uri);
  else unreadable.delete(uri);
  return text ?? null;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** Every file below a chart's folder; what the user excludes from searches is in a chart all the same. */
export async function listChartFiles(folder: string): Promise<ListChartFilesResult> {
  const pattern = new vscode.RelativePattern(vscode.Uri.parse(folder, true), "**");
  const found = await vscode.workspace.findFiles(pattern, "**/{.git,node_modules}/**", mostOfChart);
  return found.map((uri) => uri.toString());
}

const mostOfChart = 20_000;

/** What stands in a file, in base64; null where it cannot be read or is larger than 50 MB. */
export async function readBytes(uri: string): Promise<ReadBytesResult> {
  try {
    const place = vscode.Uri.parse(uri, true);
    if ((await vscode.workspace.fs.stat(place)).size > largestFile) return null;
    const bytes = await vscode.workspace.fs.readFile(place);
    let text = "";
    // Not all at once: a call takes only so many arguments.
    for (let at = 0; at < bytes.length; at += 8190) text += String.fromCharCode(...bytes.subarray(at, at + 8190));
    return btoa(text);
  } catch {
    return null;
  }
}

/** As {@link readManifest}, for a URI of VS Code's. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (size > largestFile || (type & vscode.FileType.File) === 0) return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.includes(0)) return undefined;
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return size > largeJson && uri.path.endsWith(".json") && !text.includes('"apiVersion"') ? "" : text;
  } catch {
    return undefined;
  }
}

interface ListedFolder extends Pick<LeftOut, "ignored" | "excluded"> {
  readonly uris: readonly string[];
}

async function listFolder(folder: vscode.WorkspaceFolder): Promise<ListedFolder> {
  const configured = vscode.workspace.getConfiguration("servicePaths", folder.uri).get<readonly string[]>("exclude");
  const never = ["**/.git", "**/node_modules"];
  const told = (Array.isArray(configured) ? configured : []).filter(
    (pattern) => typeof pattern === "string" && pattern !== "",
  );
  // A pattern given here comes on top of files.exclude.
  const find = (pattern: string, exclude: readonly string[]) =>
    vscode.workspace.findFiles(new vscode.RelativePattern(folder, pattern), `{${exclude.join(",")}}`);

  const base = folder.uri.path.endsWith("/") ? folder.uri.path : `${folder.uri.path}/`;
  const relative = (uri: vscode.Uri) => uri.path.slice(base.length);
  const [files, ignoreFiles, all] = await Promise.all([
    find(manifestPattern, [...never, ...told]),
    find("**/.gitignore", [...never, ...told]),
    // Only to count what the setting leaves out.
    told.length === 0 ? undefined : find(manifestPattern, never),
  ]);
  const gitignores = await Promise.all(
    ignoreFiles.map(async (uri) => [relative(uri), (await readText(uri)) ?? ""] as const),
  );
  const uris = new Map(files.map((uri) => [relative(uri), uri.toString()]));
  const tracked = gitignores.length === 0 ? new Set<string>() : await trackedIn(folder.uri);
  const kept = manifestFiles([...uris.keys()], new Map(gitignores), tracked).flatMap((path) => uris.get(path) ?? []);
  return { uris: kept, ignored: files.length - kept.length, excluded: (all ?? files).length - files.length };
}
