// Environments: what one `kubectl apply` or one `helm install` brings, with the names by which people know it.

import type { WorkspaceFile } from "./document.ts";
import { type Draft, draftsOf } from "./environment-drafts.ts";
import { folderOf, placeOf } from "./places.ts";
import type { Scope } from "./plan.ts";
import type { Resource } from "./resource.ts";
import type { Workspace } from "./workspace.ts";

export type { EnvironmentKind } from "./environment-drafts.ts";

export interface Environment extends Draft {
  /** The shortest end of its folder that tells it apart, or the name of its Flux or Argo CD object; `.` for plain files. */
  readonly name: string;
  /** Whether the resource is a part of it. */
  holds(resource: Resource): boolean;
}

/** All environments of a workspace, as they are now. */
export interface Environments {
  readonly all: readonly Environment[];
  /** Those of which the resource is a part, in order. */
  of(resource: Resource): readonly Environment[];
  /** Those that a file belongs to, whatever it is: a manifest, a patch, a kustomization, a chart's values. */
  ofFile(uri: string): readonly Environment[];
}

const known = new WeakMap<Workspace, { readonly version: number; readonly environments: Environments }>();

/** The environments of a workspace; `workspace.fileName` says how their folders are called. The same answer until something changes. */
export function environmentsIn(workspace: Workspace): Environments {
  const before = known.get(workspace);
  if (before?.version === workspace.version) return before.environments;
  const environments = environmentsFrom(workspace);
  known.set(workspace, { version: workspace.version, environments });
  return environments;
}

function environmentsFrom(workspace: Workspace): Environments {
  const all = named(draftsOf(workspace));
  const byScope = new Map<Scope, Environment[]>();
  const byFile = new Map<WorkspaceFile, Environment[]>();
  const put = <Key>(map: Map<Key, Environment[]>, key: Key, environment: Environment) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [environment]);
    else list.push(environment);
  };
  for (const environment of all) {
    for (const scope of environment.scopes) put(byScope, scope, environment);
    for (const file of environment.files) put(byFile, file, environment);
  }
  const of = ({ scope, document }: Resource) =>
    (scope === undefined ? byFile.get(document.file) : byScope.get(scope)) ?? [];
  return {
    all,
    of,
    ofFile: (uri) => {
      const file = workspace.file(uri);
      const resources = file?.documents.flatMap((document) => workspace.resources(document)) ?? [];
      const holding = new Set(resources.flatMap(of));
      if (holding.size > 0) return all.filter((environment) => holding.has(environment));
      // A patch, a kustomization and a chart's values stand in the folder of what they belong to, or below it.
      const folders = new Map<string, Environment[]>();
      for (const environment of all)
        for (const scope of environment.scopes) put(folders, folderOf(placeOf(scope.file.uri)), environment);
      for (let folder = folderOf(placeOf(uri)); folder !== ""; folder = folderOf(folder)) {
        const found = folders.get(folder);
        if (found !== undefined) return [...new Set(found)];
      }
      return [];
    },
  };
}

/** Narrows what is shown to the environment of this name; undefined: to none. */
export function chooseEnvironment(workspace: Workspace, name: string | undefined): void {
  workspace.choose(name === undefined ? undefined : { name, holds: (resource) => isLookedAt(resource, workspace) });
}

/** The environment that the user looks at; undefined: all of them, also where the chosen one is not there (any more). */
export function chosenEnvironment(workspace: Workspace): Environment | undefined {
  const { environment } = workspace;
  return environment === undefined ? undefined : environmentsIn(workspace).all.find(({ name }) => name === environment);
}

/** Whether a resource is a part of the environment that the user looks at: where that is all of them, every one is. */
export function isLookedAt(resource: Resource, workspace: Workspace): boolean {
  return chosenEnvironment(workspace)?.holds(resource) ?? true;
}

/** Gives each its name: its own, else the shortest end of its folder that no other has. */
function named(drafts: readonly Draft[]): readonly Environment[] {
  // A chart with other values says so in its name.
  const bare = drafts.filter(({ own, kind }) => own === undefined || kind !== "chart");
  const folders = counted(bare.flatMap(({ folder }) => endsOf(folder)));
  const owns = new Set(drafts.flatMap(({ own }) => own ?? []));
  const wanted = drafts.map((draft) => namesFor(draft, (end) => folders.get(end) === 1 && !owns.has(end)));
  const counts = counted(wanted.flatMap((names) => [...new Set(names)]));
  const taken = new Set<string>();
  return drafts.map((draft, index) => {
    const names = wanted[index] ?? [];
    const last = names.at(-1) ?? draft.folder;
    let name = names.find((one) => counts.get(one) === 1 && !taken.has(one)) ?? last;
    for (let number = 2; taken.has(name); number++) name = `${last} ${number}`;
    taken.add(name);
    const { scopes, files } = draft;
    return {
      ...draft,
      name,
      holds: ({ scope, document }) => (scope === undefined ? files.has(document.file) : scopes.has(scope)),
    };
  });
}

/** What a draft may be called, the best first. */
function namesFor(
  { own, kind, folder, object, namespace }: Draft,
  isItsAlone: (end: string) => boolean,
): readonly string[] {
  if (own !== undefined) {
    const parts = [folder, object, namespace].filter((part) => part !== undefined);
    return [own, ...parts.map((part) => `${own} (${part})`)];
  }
  if (folder === ".") return [kind === "plain" ? "." : kind];
  return [...endsOf(folder).filter(isItsAlone), folder, `${folder} (${kind})`];
}

/** `prod`, `overlays/prod`, `deploy/overlays/prod`. */
function endsOf(folder: string): readonly string[] {
  const parts = folder.split("/");
  return parts.map((_, at) => parts.slice(parts.length - 1 - at).join("/"));
}

function counted(names: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
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
