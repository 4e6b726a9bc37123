// Who is a neighbour. A repository holds many things that never meet: two examples, the input of two tests, several products.
// What stands together, or says that it goes to one place, is judged together; between strangers everything is a guess.

import type { Severity } from "../base/settings.ts";
import { folderOf } from "./places.ts";
import type { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/**
 * Whether two resources belong together for certain: one kustomization or chart applies both, one stands in the other's
 * folder or below it, or both say that they go to one namespace. Two folders side by side (`apps/a`, `apps/b`) are two parts.
 * `root`: the folder that holds the whole workspace; what it is called itself means nothing. `named`: the namespace in which
 * `a` says in so many words that `b` is.
 */
export function areNeighbours(a: Resource, b: Resource, root: string, named?: string): boolean {
  if (areBeside(a, b, root)) return true;
  if (isInTestData(a, root) || isInTestData(b, root)) return false;
  return isOneNamespace(a, b) || (named !== undefined && b.namespaceIsKnown && b.namespace === named && isOwn(named));
}

/** Whether one kustomization or chart applies both, or one stands in the other's folder or below it. */
export function areBeside(a: Resource, b: Resource, root: string): boolean {
  if (a.document.file === b.document.file) return true;
  if (a.scope !== undefined && a.scope === b.scope) return true;
  if (isUnsaved(a) || isUnsaved(b)) return true;
  // Of expected output every file is one of its own.
  if (isExpected(a, root) || isExpected(b, root)) return false;
  const [home, other] = [homeOf(a), homeOf(b)];
  if (home === other) return true;
  // A test's input is a world of its own; its folder says which.
  if (isInTestData(a, root) || isInTestData(b, root)) return false;
  return isInside(home, other) || isInside(other, home);
}

/** Whether a file is what a test expects to come out: by its name or its folder's. */
function isExpected({ document }: Resource, root: string): boolean {
  return /(^|[/._-])(goldens?|expected|outputs?)([/._-]|$)/i.test(document.file.uri.slice(root.length));
}

/** A text that has no file yet is in no folder: whoever writes it means what is there. */
function isUnsaved({ document }: Resource): boolean {
  return document.file.uri.startsWith("untitled:");
}

/** Whether both stand in one folder, whatever applies them. */
export function areInOneFolder(a: Resource, b: Resource): boolean {
  return folderOf(a.document.file.uri) === folderOf(b.document.file.uri);
}

/** Of what one look-up gives: whether one kustomization or chart applies both, or they stand in one folder. */
export function areTogether(a: Resource, b: Resource): boolean {
  return a.scope !== undefined || areInOneFolder(a, b);
}

function isInTestData(resource: Resource, root: string): boolean {
  return isTestData(homeOf(resource).slice(root.length));
}

/** Whether both say that they go to one namespace, and to one that somebody named on purpose. */
function isOneNamespace(a: Resource, b: Resource): boolean {
  if (!a.namespaceIsKnown || !b.namespaceIsKnown || a.namespace !== b.namespace) return false;
  return isOwn(a.namespace);
}

/** Whether somebody made this namespace for something. */
function isOwn(namespace: string): boolean {
  return namespace !== "" && !everybodys.has(namespace);
}

/** Namespaces that every cluster has: to share one says nothing. */
const everybodys: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

/** Something between strangers is a hint: it may be so, and it may be two clusters. */
export function amongNeighbours(
  severity: Severity,
  from: Resource,
  others: readonly Resource[],
  world: Pick<World, "areNeighbours">,
  named?: string,
): Severity {
  return others.length === 0 || others.some((other) => world.areNeighbours(from, other, named)) ? severity : "hint";
}

/** Of several that would do, those that belong together with `from`; all of them where none does. */
export function nearest<R extends Resource>(
  from: Resource,
  found: readonly R[],
  world: Pick<World, "areNeighbours">,
): readonly R[] {
  const own = found.filter((one) => world.areNeighbours(from, one));
  return own.length === 0 || own.length === found.length ? found : own;
}

const homes = new WeakMap<object, string>();

/** The folder that a resource belongs to: that of its kustomization or chart, or its own, less what only sorts by kind. */
function homeOf({ document, scope }: Resource): string {
  const file = scope?.file ?? document.file;
  let home = homes.get(file);
  if (home === undefined) {
    home = withoutSorting(folderOf(file.uri));
    homes.set(file, home);
  }
  return home;
}

/** Folders into which one application's objects are sorted by what they are: `k8s/services` and `k8s/deployments` are one part. */
const sorting =
  /^(services?|svcs?|deployments?|deploys?|statefulsets?|daemonsets?|workloads?|pods?|jobs?|cronjobs?|ingress(es)?|routes?|network|networking|network-?polic(y|ies)|polic(y|ies)|config-?maps?|configs?|secrets?|rbac|namespaces?|hpas?|autoscal(ing|ers?)|pvcs?|pvs?|volumes?|storage|monitors?|service-?monitors?|pdbs?|manifests?)$/i;

function withoutSorting(folder: string): string {
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  return sorting.test(name) ? folderOf(folder) : folder;
}

/** Folders of input and expected output of tests, by the names that people and tools give them. */
const ofTests =
  /(^|\/)(test-?data|tests?|testing|fixtures?|goldens?|__\w+__|snapshots?|e2e|e2e-tests?|conformance|integration-?tests?|acceptance|mocks?|chainsaw|kuttl)(\/|$)/i;

/** Whether a folder holds input or expected output of tests: each is applied for itself, if it is at all. */
export function isTestData(folder: string): boolean {
  return ofTests.test(folder);
}

function isInside(folder: string, other: string): boolean {
  return folder.startsWith(`${other}/`);
}
