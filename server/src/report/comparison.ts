// Two environments' access paths beside one another: what only one has, what differs, what is reached from outside.

import { type Locale, say } from "../base/text.ts";
import type { AccessPath, ServicePaths, Viewpoint } from "../protocol.ts";
import { kindNames, placeholders, viewpointNames } from "../protocol-words.ts";
import { destinationOf } from "./vocabulary.ts";

/** A Service of one side, with what tells it apart from others and from itself on the other side. */
export interface SideService {
  readonly json: ServicePaths;
  /** The manifest that it is written as: file and item. */
  readonly written: string | undefined;
}

/** The paths' part of `diff --format json`. */
export interface PathComparison {
  readonly paths: {
    readonly added: readonly PathOf[];
    readonly removed: readonly PathOf[];
    readonly changed: readonly ChangedPath[];
  };
  readonly exposure: { readonly added: readonly Exposed[]; readonly removed: readonly Exposed[] };
}

export interface PathOf {
  readonly service: string;
  readonly path: AccessPath;
}

export interface ChangedPath {
  readonly service: string;
  readonly before: AccessPath;
  readonly after: AccessPath;
}

/** What is reached from outside the cluster. */
export interface Exposed {
  readonly service: string;
  readonly viewpoint: Viewpoint;
  readonly address: string | null;
  readonly port: number | null;
}

/** One Service on both sides; undefined where a side has none. */
export interface ComparedService {
  readonly before: ServicePaths | undefined;
  readonly after: ServicePaths | undefined;
  readonly comparison: PathComparison;
}

/** All differences, in order of the second side's Services, then those that only the first has. */
export function comparePaths(before: readonly SideService[], after: readonly SideService[]): PathComparison {
  const all = compareServices(before, after).map(({ comparison }) => comparison);
  return {
    paths: {
      added: all.flatMap(({ paths }) => paths.added),
      removed: all.flatMap(({ paths }) => paths.removed),
      changed: all.flatMap(({ paths }) => paths.changed),
    },
    exposure: {
      added: all.flatMap(({ exposure }) => exposure.added),
      removed: all.flatMap(({ exposure }) => exposure.removed),
    },
  };
}

/** The same, Service by Service. */
export function compareServices(
  before: readonly SideService[],
  after: readonly SideService[],
): readonly ComparedService[] {
  return pairs(before, after).map(([one, other]) => ({
    before: one?.json,
    after: other?.json,
    comparison: compareOne(one?.json, other?.json),
  }));
}

function compareOne(before: ServicePaths | undefined, after: ServicePaths | undefined): PathComparison {
  const service = nameOf(after ?? before);
  const old = keyed(before);
  const now = keyed(after);
  const wasOpen = openings(before);
  const isOpen = openings(after);
  return {
    paths: {
      added: [...now].flatMap(([key, path]) => (old.has(key) ? [] : [{ service, path }])),
      removed: [...old].flatMap(([key, path]) => (now.has(key) ? [] : [{ service: nameOf(before), path }])),
      changed: [...now].flatMap(([key, path]) => {
        const was = old.get(key);
        return was === undefined || contentOf(was, before) === contentOf(path, after)
          ? []
          : [{ service, before: was, after: path }];
      }),
    },
    exposure: {
      added: [...isOpen].flatMap(([key, open]) => (wasOpen.has(key) ? [] : [{ service, ...open }])),
      removed: [...wasOpen].flatMap(([key, open]) => (isOpen.has(key) ? [] : [{ service: nameOf(before), ...open }])),
    },
  };
}

/** Each Service with itself on the other side: written as one manifest, else of one namespace and name, else of one name. */
function pairs(
  before: readonly SideService[],
  after: readonly SideService[],
): readonly (readonly [SideService | undefined, SideService | undefined])[] {
  const free = new Set(before);
  const found = new Map<SideService, SideService>();
  const tests: readonly ((a: SideService, b: SideService) => boolean)[] = [
    (a, b) => a.written !== undefined && a.written === b.written,
    (a, b) => a.json.namespace === b.json.namespace && a.json.name === b.json.name,
    (a, b) => a.json.name === b.json.name,
  ];
  for (const isSame of tests) {
    for (const service of after) {
      if (found.has(service)) continue;
      const other = [...free].find((candidate) => isSame(candidate, service));
      if (other === undefined) continue;
      found.set(service, other);
      free.delete(other);
    }
  }
  return [
    ...after.map((service) => [found.get(service), service] as const),
    ...[...free].map((one) => [one, undefined] as const),
  ];
}

/** Addresses in which the Service's own namespace and name stand say nothing new. */
const ownNames = new Set(["dns", "srv", "pod-dns", "api-proxy", "cluster-ip"]);

function keyed(service: ServicePaths | undefined): ReadonlyMap<string, AccessPath> {
  return new Map(
    (service?.paths ?? []).map((path) => [
      JSON.stringify([path.kind, plainAddress(path, service), path.port, path.protocol, path.path]),
      path,
    ]),
  );
}

/** The address without the Service's own name and namespace. */
function plainAddress({ kind, address }: AccessPath, service: ServicePaths | undefined): string | null {
  if (address === null || service === undefined || !ownNames.has(kind)) return address;
  if (kind === "api-proxy")
    return address.replace(`/${service.namespace}/`, "/NS/").replace(`${service.name}:`, "NAME:");
  const own = `${service.name}.${service.namespace}.`;
  const at = address.indexOf(own);
  return at < 0
    ? address
    : `${kind === "pod-dns" ? "POD." : address.slice(0, at)}NAME.NS.${address.slice(at + own.length)}`;
}

/** What else of a path matters: whether it works, how sure it is, and the port that it ends at. */
function contentOf(path: AccessPath, service: ServicePaths | undefined): string {
  const end = path.hops.find(({ kind }) => kind === "endpoints");
  const url = path.url === null || plainAddress(path, service) !== path.address ? null : path.url;
  return JSON.stringify([path.state, path.certainty, url, path.servicePort, end?.port ?? null]);
}

function nameOf(service: ServicePaths | undefined): string {
  return service === undefined ? "" : `${service.namespace}/${service.name}`;
}

function openings(service: ServicePaths | undefined): ReadonlyMap<string, Omit<Exposed, "service">> {
  const open = (service?.paths ?? []).filter(
    ({ viewpoint, state }) => (viewpoint === "external" || viewpoint === "node-network") && state !== "broken",
  );
  return new Map(
    open.map(({ viewpoint, address, port }) => [
      JSON.stringify([viewpoint, address, port]),
      { viewpoint, address, port },
    ]),
  );
}

/** What to type into a client, and what way it is. */
export function comparedPathText(path: AccessPath, locale: Locale): string {
  const kind = say(kindNames[path.kind], locale);
  return `${destinationOf(path, locale)} (${kind}, ${say(viewpointNames[path.viewpoint], locale)})`;
}

export function exposedText({ viewpoint, address, port }: Exposed, locale: Locale): string {
  const assigned = say(placeholders.assigned, locale);
  return `${address ?? assigned}:${port ?? assigned} (${say(viewpointNames[viewpoint], locale)})`;
}
