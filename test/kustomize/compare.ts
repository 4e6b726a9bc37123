// Compares the Services of a folder's kustomizations with those of what `kustomize build` prints. By hand:
// node --import tsx test/kustomize/compare.ts KUSTOMIZE FOLDER… (docs/contributing.md).

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Scope } from "../../server/src/index/plan.ts";
import { isA, type Resource } from "../../server/src/index/resource.ts";
import { Workspace } from "../../server/src/index/workspace.ts";

/** Larger files are no manifests that people write. In bytes. */
const largest = 10_000_000;

/** A Service as both sides tell it: name, namespace, type, ports, selector, and what it selects. */
export function servicesIn(workspace: Workspace, isMeant: (resource: Resource) => boolean): readonly string[] {
  const world = workspace.world();
  const found: string[] = [];
  for (const file of workspace.files()) {
    for (const document of file.documents) {
      for (const resource of workspace.resources(document)) {
        if (!isA(resource, "service") || !isMeant(resource)) continue;
        const { type, ports, selector, headless } = resource.manifest.service;
        const selected = world.selected(resource).map(({ manifest, name }) => `${manifest.kind} ${name}`);
        found.push(
          JSON.stringify({
            service: `${resource.namespace}/${resource.name}`,
            type: headless ? "headless" : type,
            ports: ports.map(({ name, port, targetPort, nodePort, protocol }) => [
              name,
              port,
              targetPort,
              nodePort,
              protocol,
            ]),
            selector: [...(selector ?? [])].map(({ key, value }) => `${key}=${value}`).sort(),
            endpoints: [...new Set(selected)].sort(),
          }),
        );
      }
    }
  }
  return found.sort();
}

/** All text files below a folder that may be manifests or kustomizations, in order. */
export function* filesBelow(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== ".git" && entry.name !== "node_modules") yield* filesBelow(at);
    else if (entry.isFile() && /(\.ya?ml|\.json|^Kustomization)$/.test(entry.name) && statSync(at).size < largest)
      yield at;
  }
}

function workspaceOf(folder: string): Workspace {
  const workspace = new Workspace();
  for (const file of filesBelow(folder)) {
    const uri = pathToFileURL(file).href;
    workspace.setFile(uri, readFileSync(file, "utf8"), uri.split("/"));
  }
  return workspace;
}

/** What `kustomize build` prints, read as one file. */
export function printed(text: string): readonly string[] {
  const workspace = new Workspace();
  workspace.setFile("file:///built.yaml", text);
  return servicesIn(workspace, () => true);
}

const only = (left: readonly string[], right: readonly string[]) => left.filter((one) => !right.includes(one));

function compare(kustomize: string, scope: Scope, workspace: Workspace): "same" | "unbuilt" | "differs" {
  const folder = path.dirname(new URL(scope.file.uri).pathname);
  const build = spawnSync(kustomize, ["build", "--load-restrictor", "LoadRestrictionsNone", folder], {
    encoding: "utf8",
    timeout: 20_000,
    maxBuffer: 100_000_000,
  });
  if (build.status !== 0) {
    if (process.env.VERBOSE) console.log(`UNBUILT ${folder}: ${build.stderr.slice(0, 300)}`);
    return "unbuilt";
  }
  const theirs = printed(build.stdout);
  const ours = servicesIn(workspace, (resource) => resource.scope === scope);
  const [missing, extra] = [only(theirs, ours), only(ours, theirs)];
  services += theirs.length;
  if (missing.length === 0 && extra.length === 0) {
    if (theirs.length > 0) withServices++;
    return "same";
  }
  console.log(`DIFFERS ${folder} (not followed: ${scope.unseen.join(", ") || "-"})`);
  for (const one of missing) console.log(`  kustomize: ${one}`);
  for (const one of extra) console.log(`  ours:      ${one}`);
  return "differs";
}

let services = 0;
let withServices = 0;
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [kustomize = "kustomize", ...folders] = process.argv.slice(2);
  const counts = { same: 0, unbuilt: 0, differs: 0 };
  for (const folder of folders) {
    const workspace = workspaceOf(folder);
    for (const scope of workspace.scopes)
      if (scope.kind === "kustomization") counts[compare(kustomize, scope, workspace)]++;
    console.log(
      folder,
      JSON.stringify(counts),
      `${services} Services, ${withServices} equal environments with Services`,
    );
  }
}
