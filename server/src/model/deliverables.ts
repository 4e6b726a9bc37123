// Objects that say what is applied together: of Flux, Argo CD and Skaffold, in one form.
// Facts: Flux's Kustomization and HelmRelease, Argo CD's Application and ApplicationSet (list and git directory generators),
// Skaffold's configuration (manifests, deploy).

import type { Text } from "../base/text.ts";
import { get, getAll, itemsOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { folderFromRoot, readFluxKustomization } from "./flux.ts";
import type { Manifest } from "./manifest.ts";

/** What one object (or one element of an ApplicationSet) applies. */
export interface Deliverable {
  readonly tool: "flux" | "argocd" | "tool";
  readonly name: string;
  /** Where its objects go, as far as it says so. */
  readonly namespace: string | undefined;
  /** The cluster that it goes to, by its name or its server's address, as far as it says so; Argo CD only. */
  readonly cluster: string | undefined;
  /** Folders from the repository's root, or (Skaffold) from the file's own folder. */
  readonly folders: readonly string[];
  /** Globs of plain files, from the file's own folder; Skaffold only. */
  readonly globs: readonly string[];
  /** The folders count from the file's own folder, not from the repository's root. */
  readonly isRelative: boolean;
  /** Other configurations that it takes in; Skaffold only. */
  readonly requires: readonly Requirement[];
  /** What cannot be followed, in words. */
  readonly missing: Text | undefined;
}

/** Configurations of a file (undefined: this one), all of them or those that are named. */
export interface Requirement {
  readonly path: string | undefined;
  readonly configs: readonly string[];
}

/** What an object applies; none for objects that apply nothing. `foldersMatching`: the folders that fit a glob from the root. */
export function* deliverablesOf(
  manifest: Manifest,
  foldersMatching: (glob: string) => readonly string[],
): Iterable<Deliverable> {
  if (!deliveringKinds.has(manifest.kind)) return;
  const name = stringOf(get(manifest.root, "metadata", "name")) ?? "";
  const flux = readFluxKustomization(manifest);
  if (flux !== undefined) {
    yield { ...none, tool: "flux", name, namespace: flux.targetNamespace, folders: [flux.path] };
  } else if (manifest.kind === "HelmRelease" && manifest.apiVersion.startsWith("helm.toolkit.fluxcd.io/")) {
    yield helmRelease(manifest.root, name);
  } else if (manifest.kind === "Application" && manifest.apiVersion.startsWith("argoproj.io/")) {
    yield application(get(manifest.root, "spec"), name, (text) => text);
  } else if (manifest.kind === "ApplicationSet" && manifest.apiVersion.startsWith("argoproj.io/")) {
    yield* applicationSet(manifest.root, name, foldersMatching);
  } else if (manifest.kind === "Config" && manifest.apiVersion.startsWith("skaffold/")) {
    yield skaffold(manifest.root, name);
  }
}

const deliveringKinds: ReadonlySet<string> = new Set([
  "Kustomization",
  "HelmRelease",
  "Application",
  "ApplicationSet",
  "Config",
]);

const none = {
  namespace: undefined,
  cluster: undefined,
  folders: [],
  globs: [],
  isRelative: false,
  requires: [],
  missing: undefined,
} as const;

const remoteChart: Text = {
  en: "from a remote chart: connect to the cluster to see its Services",
  "zh-cn": "来自远程 chart：连接集群后才能看到其中的 Service",
};

function helmRelease(root: Node, name: string): Deliverable {
  const chart = stringOf(get(root, "spec", "chart", "spec", "chart"));
  const source = stringOf(get(root, "spec", "chart", "spec", "sourceRef", "kind"));
  const namespace = stringOf(get(root, "spec", "targetNamespace")) ?? stringOf(get(root, "metadata", "namespace"));
  const isPath = chart !== undefined && (source === "GitRepository" || chart.startsWith("."));
  return {
    ...none,
    tool: "flux",
    name,
    namespace,
    ...(isPath ? { folders: [folderFromRoot(chart)] } : { missing: remoteChart }),
  };
}

function application(spec: Node | undefined, name: string, fill: (text: string) => string): Deliverable {
  const source = get(spec, "source");
  const sources = [...(source === undefined ? [] : [source]), ...itemsOf(get(spec, "sources"))];
  const paths = sources.flatMap((one) => stringOf(get(one, "path")) ?? []);
  const isRemote = sources.some((one) => stringOf(get(one, "chart")) !== undefined);
  const namespace = stringOf(get(spec, "destination", "namespace"));
  const cluster = stringOf(get(spec, "destination", "name")) || stringOf(get(spec, "destination", "server"));
  return {
    ...none,
    tool: "argocd",
    name: fill(name),
    namespace: namespace === undefined || namespace === "" ? undefined : fill(namespace),
    cluster: cluster ? fill(cluster) : undefined,
    folders: paths.map((path) => folderFromRoot(fill(path))),
    missing: isRemote ? remoteChart : undefined,
  };
}

function* applicationSet(
  root: Node,
  name: string,
  foldersMatching: (glob: string) => readonly string[],
): Iterable<Deliverable> {
  const spec = get(root, "spec", "template", "spec");
  const title = stringOf(get(root, "spec", "template", "metadata", "name")) ?? name;
  let hasUnread = false;
  for (const generator of itemsOf(get(root, "spec", "generators"))) {
    const elements = get(generator, "list", "elements");
    const directories = get(generator, "git", "directories");
    if (elements !== undefined) {
      for (const element of itemsOf(elements)) yield application(spec, title, filling(valuesOf(element)));
    } else if (directories !== undefined) {
      const excluded = new Set(
        itemsOf(directories)
          .filter((one) => get(one, "exclude") !== undefined)
          .flatMap((one) => foldersMatching(stringOf(get(one, "path")) ?? "")),
      );
      for (const one of itemsOf(directories)) {
        if (get(one, "exclude") !== undefined) continue;
        for (const folder of foldersMatching(stringOf(get(one, "path")) ?? "")) {
          if (excluded.has(folder)) continue;
          const basename = folder.slice(folder.lastIndexOf("/") + 1);
          const values = new Map([
            ["path", folder],
            ["path.path", folder],
            ["path.basename", basename],
            ["path.basenameNormalized", basename.toLowerCase()],
          ]);
          yield application(spec, title, filling(values));
        }
      }
    } else hasUnread = true;
  }
  if (hasUnread) {
    yield {
      ...none,
      tool: "argocd",
      name,
      missing: {
        en: "has a generator that cannot be read from the files",
        "zh-cn": "含有无法从文件中读取的生成器",
      },
    };
  }
}

/** The scalars of an element of a list generator, by name; of nested maps with dots. */
function valuesOf(element: Node, prefix = ""): Map<string, string> {
  const values = new Map<string, string>();
  for (const { key, value } of element.kind === "map" ? element.entries : []) {
    if (value.kind === "map") for (const [inner, text] of valuesOf(value, `${prefix}${key}.`)) values.set(inner, text);
    else if ("source" in value) values.set(`${prefix}${key}`, stringOf(value) ?? value.source);
  }
  return values;
}

/** Fills `{{ name }}` and `{{ .name }}`; what has no value stays as it is. */
function filling(values: ReadonlyMap<string, string>): (text: string) => string {
  return (text) =>
    text.replaceAll(/\{\{-?\s*\.?([\w.]+)\s*-?\}\}/g, (whole, name: string) => values.get(name) ?? whole);
}

function skaffold(root: Node, name: string): Deliverable {
  const texts = (...path: readonly string[]) =>
    [...getAll(root, path)].flatMap((node) => {
      const one = stringOf(node);
      return one === undefined ? stringsOf(node) : [one];
    });
  return {
    ...none,
    tool: "tool",
    name,
    isRelative: true,
    requires: itemsOf(get(root, "requires"))
      .filter((one) => get(one, "git") === undefined)
      .map((one) => ({ path: stringOf(get(one, "path")), configs: stringsOf(get(one, "configs")) })),
    missing: itemsOf(get(root, "requires")).some((one) => get(one, "git") !== undefined)
      ? { en: "requires a configuration in another repository", "zh-cn": "依赖其他仓库中的配置" }
      : undefined,
    globs: [...texts("manifests", "rawYaml"), ...texts("deploy", "kubectl", "manifests")],
    folders: [
      ...texts("manifests", "kustomize", "paths"),
      ...texts("deploy", "kustomize", "paths"),
      ...texts("manifests", "helm", "releases", "*", "chartPath"),
      ...texts("deploy", "helm", "releases", "*", "chartPath"),
    ],
  };
}
