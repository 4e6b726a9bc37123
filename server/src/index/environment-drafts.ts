// What is applied together, environment by environment, before it has a name: from scopes, plain files, and the objects of tools.

import type { Text } from "../base/text.ts";
import { type Deliverable, deliverablesOf } from "../model/deliverables.ts";
import { changers, makers } from "../model/kustomization.ts";
import type { WorkspaceFile } from "./document.ts";
import { foldersMatching, globExpression } from "./globs.ts";
import { compareOrder } from "./order.ts";
import { folderOf, placeOf, resolve } from "./places.ts";
import { circle, missingDependency, type Scope, valuesOfRendered } from "./plan.ts";
import type { Resource } from "./resource.ts";
import type { Workspace } from "./workspace.ts";

export type EnvironmentKind = "kustomization" | "chart" | "plain" | "flux" | "argocd" | "tool";

/** An environment without a name. */
export interface Draft {
  /** Its own name, of a Flux or Argo CD object. */
  readonly own: string | undefined;
  readonly kind: EnvironmentKind;
  /** What object it is, as in `HelmRelease`; undefined where it is none. */
  readonly object: string | undefined;
  /** Its folder, as files are named: below the folder given, `.` for that itself. */
  readonly folder: string;
  /** Where all its objects go; undefined where it does not say. */
  readonly namespace: string | undefined;
  /** The cluster that it goes to; undefined where it does not say. */
  readonly cluster?: string | undefined;
  /** What could not be followed, in words; undefined where it is all there. */
  readonly incomplete: Text | undefined;
  /** The scopes whose resources are a part of it. */
  readonly scopes: ReadonlySet<Scope>;
  /** The files whose plain resources are a part of it. */
  readonly files: ReadonlySet<WorkspaceFile>;
}

/** The environments of a workspace, in order: those that tools apply, kustomizations and charts that nobody else applies, plain files. */
export function draftsOf(workspace: Workspace): readonly Draft[] {
  const drafts = new Drafts(workspace);
  return [...drafts.delivered(), ...drafts.scopes(), ...drafts.plain()];
}

class Drafts {
  readonly #workspace: Workspace;
  readonly #files: readonly WorkspaceFile[];
  /** Every folder that holds a file, itself or below it, with the files in it, by place. */
  readonly #folders = new Map<string, WorkspaceFile[]>();
  readonly #scopesByFolder = new Map<string, Scope[]>();
  /** What the outermost kustomization of each scope gives to everything. */
  readonly #namespaces = new Map<Scope, string | undefined>();
  readonly #claimedScopes = new Set<Scope>();
  readonly #claimedFiles = new Set<WorkspaceFile>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#files = workspace.files();
    for (const file of this.#files) {
      for (let folder = folderOf(placeOf(file.uri)); folder !== ""; folder = folderOf(folder)) {
        const below = this.#folders.get(folder);
        if (below === undefined) this.#folders.set(folder, [file]);
        else below.push(file);
      }
    }
    // Scopes are known in the order in which files came to be known, which nobody is to see.
    const isChart = ({ kind }: Scope) => Number(kind === "chart");
    const inOrder = [...workspace.scopes].sort(
      (a, b) => isChart(a) - isChart(b) || compareOrder(a.file.order, b.file.order),
    );
    for (const scope of inOrder) {
      const folder = folderOf(placeOf(scope.file.uri));
      const list = this.#scopesByFolder.get(folder);
      if (list === undefined) this.#scopesByFolder.set(folder, [scope]);
      else list.push(scope);
    }
  }

  /** What Flux, Argo CD and Skaffold apply. */
  *delivered(): Iterable<Draft> {
    const configurations: Configuration[] = [];
    for (const file of this.#files) {
      const place = placeOf(file.uri);
      const own = folderOf(place);
      const matching = (glob: string) => foldersMatching(this.#folders.keys(), own, glob);
      for (const { manifests } of file.documents) {
        for (const manifest of manifests) {
          for (const what of deliverablesOf(manifest, matching)) {
            const draft = this.#deliveredAs(what, own, manifest.kind);
            if (what.tool === "tool") configurations.push({ place, what, draft });
            else yield draft;
          }
        }
      }
    }
    yield* joinedConfigurations(configurations);
  }

  #deliveredAs(what: Deliverable, own: string, object: string): Draft {
    const found = what.folders.map((path) => ({ path, folder: this.#folderAt(own, path, what.isRelative) }));
    const gone = found.filter(({ folder }) => folder === undefined).map(({ path }) => path);
    const folders = found.flatMap(({ folder }) => folder ?? []);
    const scopes = this.#releaseOf(this.#scopesIn(folders), what, object);
    const files = new Set(this.#plainFiles(own, folders, what.globs));
    for (const scope of scopes) this.#claimedScopes.add(scope);
    for (const one of files) this.#claimedFiles.add(one);
    const unseen = [...scopes].flatMap(({ unseen: list }) => list);
    return {
      own: what.name || (this.#nameOf(own).split("/").at(-1) ?? ""),
      kind: what.tool,
      object,
      folder: folders[0] === undefined ? (what.folders[0] ?? this.#nameOf(own)) : this.#nameOf(folders[0]),
      namespace: what.namespace,
      cluster: what.cluster,
      incomplete: what.missing ?? (gone.length > 0 ? notHere(gone) : notFollowed(unseen)),
      scopes,
      files,
    };
  }

  /** Of a chart that is rendered with several values, what an object installs: with its own values, if somebody chose them. */
  #releaseOf(all: ReadonlySet<Scope>, { name }: Deliverable, object: string): ReadonlySet<Scope> {
    const isOwn = (values: string) =>
      values === `${object} ${name}` || (values.startsWith(`${object} `) && values.endsWith(`/${name}`));
    const own = [...all].filter(({ id }) => isOwn(valuesOfRendered(id) ?? ""));
    return own.length > 0
      ? new Set(own)
      : new Set([...all].filter((scope) => (valuesOfRendered(scope.id) ?? "") === ""));
  }

  /** Kustomizations and charts that nobody else applies. */
  *scopes(): Iterable<Draft> {
    for (const [folder, all] of this.#scopesByFolder) {
      for (const kind of ["kustomization", "chart"] as const) {
        if (kind === "chart" && this.#isSubchart(folder)) continue;
        const unclaimed = all.filter((scope) => scope.kind === kind && !this.#claimedScopes.has(scope));
        // A chart is rendered to a scope of its own beside that of its templates; they are one. With other values it is another one.
        for (const values of new Set(unclaimed.map(({ id }) => valuesOfRendered(id) ?? ""))) {
          const scopes = unclaimed.filter(({ id }) => (valuesOfRendered(id) ?? "") === values);
          const [first] = scopes;
          if (first === undefined) continue;
          const name = this.#nameOf(folder);
          yield {
            own: values === "" ? undefined : `${name.split("/").at(-1)} (${values})`,
            kind,
            object: undefined,
            folder: name,
            namespace: this.#namespaceOf(first),
            incomplete: notFollowed(scopes.flatMap(({ unseen }) => unseen)),
            scopes: new Set(scopes),
            files: new Set(),
          };
        }
      }
    }
  }

  /** Plain files that stand together; each of several folders that are alternatives is one for itself. */
  *plain(): Iterable<Draft> {
    const rest = new Set(this.#files.filter((file) => !this.#claimedFiles.has(file) && this.#isPlain(file)));
    const byFolder = new Map<string, WorkspaceFile[]>();
    for (const file of rest) {
      const folder = folderOf(placeOf(file.uri));
      const list = byFolder.get(folder);
      if (list === undefined) byFolder.set(folder, [file]);
      else list.push(file);
    }
    const firsts = [...byFolder.values()].flatMap(([first]) => first ?? []);
    for (const [folder, files] of byFolder) {
      const [one] = files;
      const isOpposed =
        one !== undefined &&
        !this.#workspace.isTogetherWithAll(one) &&
        firsts.some((other) => other !== one && !this.#workspace.mayBeTogether(one, other));
      if (!isOpposed) continue;
      for (const file of files) rest.delete(file);
      yield { ...plainDraft, folder: this.#nameOf(folder), files: new Set(files) };
    }
    if (rest.size > 0) yield { ...plainDraft, folder: ".", files: rest };
  }

  #isPlain(file: WorkspaceFile): boolean {
    return file.documents.some((document) => hasPlainParts(this.#workspace.resources(document)));
  }

  #isSubchart(folder: string): boolean {
    for (let above = folder; above !== ""; above = folderOf(above)) {
      const at = folderOf(above);
      if (above.endsWith("/charts") && this.#scopesByFolder.get(at)?.some(({ kind }) => kind === "chart")) return true;
    }
    return false;
  }

  /** The namespace that the outermost kustomization gives to everything. */
  #namespaceOf(scope: Scope): string | undefined {
    if (this.#namespaces.size === 0) {
      for (const { documents } of this.#files) {
        for (const document of documents) {
          for (const resource of this.#workspace.resources(document)) {
            if (resource.scope !== undefined && !this.#namespaces.has(resource.scope))
              this.#namespaces.set(resource.scope, resource.layers.at(-1)?.namespace);
          }
        }
      }
    }
    return this.#namespaces.get(scope);
  }

  #scopesIn(folders: readonly string[]): ReadonlySet<Scope> {
    return new Set(folders.flatMap((folder) => this.#scopesByFolder.get(folder) ?? []));
  }

  *#plainFiles(own: string, folders: readonly string[], globs: readonly string[]): Iterable<WorkspaceFile> {
    // A folder with a kustomization is applied by that.
    const bare = folders.filter((folder) => this.#scopesIn([folder]).size === 0);
    for (const folder of bare) yield* this.#folders.get(folder) ?? [];
    const fits = globs.map((glob) => globExpression(resolve(own, glob)));
    if (fits.length === 0) return;
    for (const file of this.#files) {
      const place = placeOf(file.uri);
      if (fits.some((fit) => fit.test(place))) yield file;
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

  /** How a folder is called: as the files in it are. */
  #nameOf(folder: string): string {
    const [file] = this.#folders.get(folder) ?? [];
    if (file === undefined) return folder;
    const below = placeOf(file.uri).slice(folder.length);
    const name = this.#workspace.fileName(file.uri);
    return name.endsWith(below)
      ? name.slice(0, name.length - below.length) || "."
      : name === below.slice(1)
        ? "."
        : folder;
  }
}

/** One of Skaffold's. */
interface Configuration {
  readonly place: string;
  readonly what: Deliverable;
  readonly draft: Draft;
}

/** Configurations with what they require; one that another requires is a part of that. */
function* joinedConfigurations(all: readonly Configuration[]): Iterable<Draft> {
  const requiredBy = ({ place, what }: Configuration) =>
    what.requires.flatMap(({ path, configs }) => {
      const there = path === undefined ? place : resolve(folderOf(place), path);
      return all.filter(
        (other) =>
          (other.place === there || other.place === `${there}/skaffold.yaml`) &&
          (configs.length === 0 ? other.place !== place : configs.includes(other.what.name)),
      );
    });
  const required = new Set(all.flatMap((one) => requiredBy(one).filter((other) => other !== one)));
  for (const one of all) {
    // In a circle each is a part of the others: then all are shown.
    if (required.has(one) && required.size < all.length) continue;
    const parts = new Set([one]);
    for (const part of parts) for (const other of requiredBy(part)) parts.add(other);
    const drafts = [...parts].map(({ draft }) => draft);
    const found = drafts.flatMap(({ incomplete }) => incomplete ?? []);
    yield {
      ...one.draft,
      incomplete: found[0],
      scopes: new Set(drafts.flatMap(({ scopes }) => [...scopes])),
      files: new Set(drafts.flatMap(({ files }) => [...files])),
    };
  }
}

const plainDraft = {
  own: undefined,
  kind: "plain",
  object: undefined,
  namespace: undefined,
  incomplete: undefined,
  scopes: new Set<Scope>(),
} as const;

const plainParts = new WeakMap<readonly Resource[], boolean>();

/** Whether something stands for itself that sends or takes traffic. A document's resources are the same until it or the plan changes. */
function hasPlainParts(resources: readonly Resource[]): boolean {
  let has = plainParts.get(resources);
  if (has === undefined) {
    has = resources.some(
      ({ scope, manifest: { is } }) =>
        scope === undefined && (is === "service" || is === "workload" || is === "ingress" || is === "endpoints"),
    );
    plainParts.set(resources, has);
  }
  return has;
}

function notHere(paths: readonly string[]): Text {
  const list = some(paths.map((path) => path || "."));
  return {
    en: `${list} ${paths.length === 1 ? "is" : "are"} not in this workspace`,
    "zh-cn": `此工作区中没有 ${list}`,
  };
}

/** What of an environment is not there, and why. */
function notFollowed(unseen: readonly string[]): Text | undefined {
  const all = [...new Set(unseen)];
  if (all.length === 0) return undefined;
  const fields = all.filter((entry) => unfollowedFields.has(entry));
  const circles = all
    .filter((entry) => entry.endsWith(` (${circle})`))
    .map((entry) => entry.slice(0, -circle.length - 3));
  const remote = all.filter((entry) => isRemote(entry));
  const lacksChart = all.includes(missingDependency);
  const gone = all.filter(
    (entry) =>
      !fields.includes(entry) &&
      !remote.includes(entry) &&
      entry !== missingDependency &&
      !entry.endsWith(` (${circle})`),
  );
  const parts: Text[] = [
    ...(gone.length === 0 ? [] : [notHere(gone)]),
    ...(remote.length === 0
      ? []
      : [{ en: `${some(remote)}: in another repository`, "zh-cn": `${some(remote)}：位于其他仓库` }]),
    ...(circles.length === 0
      ? []
      : [
          {
            en: `${some(circles)}: leads back to this kustomization`,
            "zh-cn": `${some(circles)}：指回此 kustomization`,
          },
        ]),
    ...(fields.length === 0 ? [] : [{ en: `${some(fields)}: not evaluated`, "zh-cn": `${some(fields)}：未解析` }]),
    ...(!lacksChart ? [] : [{ en: "a dependency of the chart is missing", "zh-cn": "缺少该 chart 的一个依赖项" }]),
  ];
  return { en: parts.map(({ en }) => en).join("; "), "zh-cn": parts.map((part) => part["zh-cn"]).join("；") };
}

const unfollowedFields: ReadonlySet<string> = new Set([...makers, ...changers, "replacements"]);

function isRemote(entry: string): boolean {
  return /^[a-z+]+:\/\/|^git@|^(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)[/:]|[?&]ref=/.test(entry);
}

/** More than these say no more. */
const mostSaid = 5;

function some(entries: readonly string[]): string {
  return entries.length > mostSaid ? `${entries.slice(0, mostSaid).join(", ")}, …` : entries.join(", ");
}
