// Environments: what one `kubectl apply` or one `helm install` brings, with the names by which people know it.

import type { Text } from "../base/text.ts";
import { deliverablesOf } from "../model/deliverables.ts";
import type { WorkspaceFile } from "./document.ts";
import { folderOf, placeOf, resolve } from "./places.ts";
import type { Scope } from "./plan.ts";
import type { Resource } from "./resource.ts";
import type { Workspace } from "./workspace.ts";

export type EnvironmentKind = "kustomization" | "chart" | "plain" | "flux" | "argocd" | "tool";

export interface Environment {
  /** The shortest end of its folder that tells it apart, or the name of its Flux or Argo CD object; `.` for plain files. */
  readonly name: string;
  readonly kind: EnvironmentKind;
  /** Its folder, as files are named: below the folder given, `.` for that itself. */
  readonly folder: string;
  /** Where all its objects go; undefined where it does not say. */
  readonly namespace: string | undefined;
  /** What could not be followed, in words; undefined where it is all there. */
  readonly incomplete: Text | undefined;
  /** Whether the resource is a part of it. */
  holds(resource: Resource): boolean;
}

interface Draft extends Omit<Environment, "name"> {
  /** Its own name, of a Flux or Argo CD object. */
  readonly own: string | undefined;
}

/**
 * The environments of a workspace, in order: kustomizations and charts (or the objects of Flux, Argo CD and Skaffold that
 * apply them), then plain files. `fileName`: how a file is called.
 */
export function environmentsOf(workspace: Workspace, fileName: (uri: string) => string): readonly Environment[] {
  const drafts = new Drafts(workspace, fileName);
  return named([...drafts.delivered(), ...drafts.scopes(), ...drafts.plain()]);
}

class Drafts {
  readonly #workspace: Workspace;
  readonly #fileName: (uri: string) => string;
  readonly #files: readonly WorkspaceFile[];
  /** Every folder that holds a file, itself or below it, by place. */
  readonly #folders = new Set<string>();
  readonly #claimedScopes = new Set<Scope>();
  readonly #claimedFiles = new Set<WorkspaceFile>();

  constructor(workspace: Workspace, fileName: (uri: string) => string) {
    this.#workspace = workspace;
    this.#fileName = fileName;
    this.#files = workspace.files();
    for (const file of this.#files) {
      for (
        let folder = folderOf(placeOf(file.uri));
        folder !== "" && !this.#folders.has(folder);
        folder = folderOf(folder)
      )
        this.#folders.add(folder);
    }
  }

  /** What Flux, Argo CD and Skaffold apply. */
  *delivered(): Iterable<Draft> {
    for (const file of this.#files) {
      const own = folderOf(placeOf(file.uri));
      const matching = (glob: string) => this.#foldersMatching(own, glob);
      for (const { manifests } of file.documents) {
        for (const manifest of manifests) {
          for (const what of deliverablesOf(manifest, matching)) {
            const found = what.folders.map((path) => ({ path, folder: this.#folderAt(own, path, what.isRelative) }));
            const gone = found.filter(({ folder }) => folder === undefined).map(({ path }) => path);
            const folders = found.flatMap(({ folder }) => folder ?? []);
            const scopes = this.#scopesIn(folders);
            const files = new Set(this.#plainFiles(own, folders, what.globs));
            for (const scope of scopes) this.#claimedScopes.add(scope);
            for (const one of files) this.#claimedFiles.add(one);
            const unseen = [...scopes].flatMap(({ unseen: list }) => list);
            yield {
              own: what.name || (this.#nameOf(own).split("/").at(-1) ?? ""),
              kind: what.tool,
              folder: folders[0] === undefined ? (what.folders[0] ?? this.#nameOf(own)) : this.#nameOf(folders[0]),
              namespace: what.namespace,
              incomplete: what.missing ?? (gone.length > 0 ? notHere(gone) : notFollowed(unseen)),
              holds: ({ scope, document }) => (scope === undefined ? files.has(document.file) : scopes.has(scope)),
            };
          }
        }
      }
    }
  }

  /** Kustomizations and charts that nobody else applies. */
  *scopes(): Iterable<Draft> {
    const charts = new Set<string>();
    for (const scope of this.#workspace.scopes) {
      if (this.#claimedScopes.has(scope)) continue;
      const { kind, file } = scope;
      // A chart is rendered to a scope of its own beside that of its templates; they are one.
      if (kind === "chart" && (charts.has(file.uri) || this.#isSubchart(file))) continue;
      if (kind === "chart") charts.add(file.uri);
      const folder = folderOf(placeOf(file.uri));
      yield {
        own: undefined,
        kind,
        folder: this.#nameOf(folder),
        namespace: this.#namespaceOf(scope),
        incomplete: notFollowed(scope.unseen),
        holds: ({ scope: one }) => one?.file === file && one.kind === kind,
      };
    }
  }

  /** Plain files that stand together; each of several folders that are alternatives is one for itself. */
  *plain(): Iterable<Draft> {
    const files = this.#files.filter((file) => !this.#claimedFiles.has(file) && this.#isPlain(file));
    if (files.length === 0) return;
    const byFolder = new Map<string, WorkspaceFile[]>();
    for (const file of files) {
      const folder = folderOf(placeOf(file.uri));
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
    }
    const inOneScope = (a: WorkspaceFile, b: WorkspaceFile) => this.#workspace.mayBeTogether(a, b);
    const folders = [...byFolder.keys()];
    const opposed = folders.filter((folder) => {
      const [one] = byFolder.get(folder) ?? [];
      return folders.some((other) => {
        const [first] = byFolder.get(other) ?? [];
        return one !== undefined && first !== undefined && other !== folder && !inOneScope(one, first);
      });
    });
    const alone = new Set(opposed);
    const rest = new Set(files.filter((file) => !alone.has(folderOf(placeOf(file.uri)))));
    for (const folder of opposed) {
      const own = new Set(byFolder.get(folder));
      yield { ...plainDraft, folder: this.#nameOf(folder), holds: ({ document }) => own.has(document.file) };
    }
    if (rest.size > 0) yield { ...plainDraft, folder: ".", holds: ({ document }) => rest.has(document.file) };
  }

  #isPlain(file: WorkspaceFile): boolean {
    const resources = file.documents.flatMap((document) => this.#workspace.resources(document));
    return resources.some(
      ({ scope, manifest: { is } }) =>
        scope === undefined && (is === "service" || is === "workload" || is === "ingress" || is === "endpoints"),
    );
  }

  #isSubchart(chart: WorkspaceFile): boolean {
    const folder = folderOf(placeOf(chart.uri));
    return this.#workspace.scopes.some(
      ({ kind, file }) =>
        kind === "chart" && file !== chart && folder.startsWith(`${folderOf(placeOf(file.uri))}/charts/`),
    );
  }

  /** The namespace that the outermost kustomization gives to everything. */
  #namespaceOf(scope: Scope): string | undefined {
    for (const file of this.#files) {
      for (const document of file.documents) {
        const one = this.#workspace.resources(document).find((resource) => resource.scope === scope);
        if (one !== undefined) return this.#workspace.layersOf(one).at(-1)?.namespace;
      }
    }
    return undefined;
  }

  #scopesIn(folders: readonly string[]): ReadonlySet<Scope> {
    return new Set(
      this.#workspace.scopes.filter(({ file }) => folders.some((folder) => folderOf(placeOf(file.uri)) === folder)),
    );
  }

  *#plainFiles(own: string, folders: readonly string[], globs: readonly string[]): Iterable<WorkspaceFile> {
    // A folder with a kustomization is applied by that.
    const bare = folders.filter((folder) => this.#scopesIn([folder]).size === 0);
    const fits = globs.map((glob) => globExpression(resolve(own, glob)));
    for (const file of this.#files) {
      const place = placeOf(file.uri);
      if (bare.some((folder) => place.startsWith(`${folder}/`)) || fits.some((fit) => fit.test(place))) yield file;
    }
  }

  /** The folder that a path means: from the object's own folder, or from the repository's root, which is somewhere above it. */
  #folderAt(own: string, path: string, isRelative: boolean): string | undefined {
    if (isRelative) {
      const folder = resolve(own, path);
      return this.#folders.has(folder) ? folder : undefined;
    }
    for (let above = own; above !== ""; above = folderOf(above)) {
      const folder = path === "" ? above : `${above}/${path}`;
      if (path !== "" && this.#folders.has(folder)) return folder;
    }
    return undefined;
  }

  #foldersMatching(own: string, glob: string): readonly string[] {
    for (let above = own; above !== ""; above = folderOf(above)) {
      const fit = globExpression(`${above}/${glob.replace(/^\.?\//, "")}`);
      const found = [...this.#folders].filter((folder) => fit.test(folder));
      if (found.length > 0) return found.map((folder) => folder.slice(above.length + 1)).sort();
    }
    return [];
  }

  /** How a folder is called: as the files in it are. */
  #nameOf(folder: string): string {
    const file = this.#files.find(({ uri }) => placeOf(uri).startsWith(`${folder}/`));
    if (file === undefined) return folder;
    const below = placeOf(file.uri).slice(folder.length);
    const name = this.#fileName(file.uri);
    return name.endsWith(below)
      ? name.slice(0, name.length - below.length) || "."
      : name === below.slice(1)
        ? "."
        : folder;
  }
}

const plainDraft = { own: undefined, kind: "plain", namespace: undefined, incomplete: undefined } as const;

/** `*` is any part of one name, `**` any number of folders. */
function globExpression(glob: string): RegExp {
  const parts = glob.split("/").map((part) => {
    if (part === "**") return "(?:[^/]+/)*";
    return `${part
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll(/\*+/g, "[^/]*")
      .replaceAll("?", "[^/]")}/`;
  });
  return new RegExp(`^${parts.join("").replace(/\/$/, "")}$`);
}

function notHere(paths: readonly string[]): Text {
  const list = paths.map((path) => path || ".").join(", ");
  return { en: `${list} is not in this workspace`, "zh-cn": `此工作区中没有 ${list}` };
}

function notFollowed(unseen: readonly string[]): Text | undefined {
  if (unseen.length === 0) return undefined;
  const list = [...new Set(unseen)].slice(0, 5).join(", ");
  return { en: `not read: ${list}`, "zh-cn": `未读取：${list}` };
}

/** Gives each its name: its own, else the shortest end of its folder that no other has. */
function named(drafts: readonly Draft[]): readonly Environment[] {
  const own = new Set(drafts.flatMap((draft) => draft.own ?? []));
  return drafts.map((draft, index) => {
    if (draft.own !== undefined) {
      const isShared = drafts.some((other, at) => at !== index && other.own === draft.own);
      return { ...draft, name: isShared ? `${draft.own} (${draft.folder})` : draft.own };
    }
    if (draft.folder === ".") return { ...draft, name: draft.kind === "plain" ? "." : draft.kind };
    const parts = draft.folder.split("/");
    for (let count = 1; count < parts.length; count++) {
      const end = parts.slice(-count).join("/");
      const isTold = drafts.every(
        (other, at) => at === index || !(other.folder === end || other.folder.endsWith(`/${end}`)),
      );
      if (isTold && !own.has(end)) return { ...draft, name: end };
    }
    return { ...draft, name: draft.folder };
  });
}

/**
 * The environments that a name means: one of that name, else those whose folder it is or ends; `.` means all plain files. Empty where
 * there is none, several where it is ambiguous.
 */
export function environmentsNamed(name: string, all: readonly Environment[]): readonly Environment[] {
  const plainly = name.replace(/^\.\//, "").replace(/\/+$/, "") || ".";
  if (plainly === ".") return all.filter(({ kind }) => kind === "plain");
  const byName = all.filter((environment) => environment.name === plainly);
  if (byName.length > 0) return byName;
  const byFolder = all.filter(({ folder }) => folder === plainly);
  return byFolder.length > 0 ? byFolder : all.filter(({ folder }) => folder.endsWith(`/${plainly}`));
}
