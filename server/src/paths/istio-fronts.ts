// Istio's VirtualServices, through the servers of the Gateways that they name.

import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { boolOf, get, integerOf, itemsOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import type { Node } from "../yaml/node.ts";
import { type Front, type Named, placeOf } from "./front.ts";
import type { ServerReason } from "./reason.ts";

/** A VirtualService without a Gateway (or with `mesh` alone) is for the mesh, and no way in. */
export function* istioFronts({ resource, backend }: Named, world: World): Iterable<Front> {
  const { list, index } = placeOf(backend);
  const spec = get(resource.manifest.root, "spec");
  const route = itemsOf(get(spec, list))[index];
  const paths = list === "http" ? pathsOf(route) : [{ path: undefined, isPlain: true }];
  for (const host of stringsOf(get(spec, "hosts"))) {
    for (const entry of entriesOf(resource, host, list, world))
      for (const path of paths)
        yield { host: host === "*" ? undefined : host, ...path, ...entry, protocol: "TCP", entry: resource };
  }
}

/** Where a host of a VirtualService is let in, or why it is not; `list`: which routes are meant. */
export interface Entry extends Pick<Front, "port" | "scheme" | "open"> {
  readonly broken?: ServerReason;
}

/** The Gateways of this name in Istio's sense, as the VirtualService names them; `undefined`: the mesh. */
export function gatewaysNamed(resource: Resource, reference: string, world: World): readonly Resource[] {
  const [namespace, name] = reference.includes("/") ? reference.split("/") : [resource.namespace, reference];
  return world.ofKind(resource, "Gateway", namespace ?? "").filter((each) => each.name === name && isIstio(each));
}

/** Whether a Gateway is Istio's, and not one of the Gateway API. */
export function isIstio({ manifest }: Resource): boolean {
  return manifest.apiVersion.startsWith("networking.istio.io/");
}

/** The ways in through all Gateways; one that lets the host in makes up for those that do not. */
export function entriesOf(resource: Resource, host: string, list: string, world: World): readonly Entry[] {
  const entries: Entry[] = [];
  const broken: ServerReason[] = [];
  let isLetIn = false;
  const references = stringsOf(get(resource.manifest.root, "spec", "gateways"));
  for (const reference of references) {
    if (reference === "mesh") continue;
    const gateways = gatewaysNamed(resource, reference, world);
    if (gateways.length === 0)
      entries.push({ port: undefined, scheme: undefined, open: { kind: "gateway-unseen", gateway: reference } });
    for (const gateway of gateways) {
      const found = throughGateway(resource, gateway, host, list);
      if ("kind" in found) broken.push(found);
      else entries.push(...found.entries);
      isLetIn ||= !("kind" in found);
    }
  }
  // What no Gateway takes may be a name that only the mesh knows.
  if (isLetIn || entries.length > 0 || references.includes("mesh")) return entries;
  return broken.map((reason) => ({ port: undefined, scheme: undefined, broken: reason }));
}

/** Through one Gateway; no entries and no reason where a server only redirects, or nobody can know. */
function throughGateway(
  resource: Resource,
  gateway: Resource,
  host: string,
  list: string,
): { readonly entries: readonly Entry[] } | ServerReason {
  const servers = itemsOf(get(gateway.manifest.root, "spec", "servers"));
  const meeting = servers.filter((server) =>
    stringsOf(get(server, "hosts")).some(
      (served) => isFor(served, resource, gateway) && meets(withoutNamespace(served), host),
    ),
  );
  const fitting = meeting.filter((server) => takenBy(server) === list);
  const entries = fitting
    .filter((server) => boolOf(get(server, "tls", "httpsRedirect")) !== true)
    .map((server) => {
      const isSecure = stringOf(get(server, "port", "protocol"))?.toUpperCase() === "HTTPS";
      const scheme = list !== "http" ? undefined : isSecure ? ("https" as const) : ("http" as const);
      return { port: integerOf(get(server, "port", "number")), scheme };
    });
  // A Service's name is for the mesh, where that is named too; what is filled in later may be any.
  const isForMesh = stringsOf(get(resource.manifest.root, "spec", "gateways")).includes("mesh");
  const isOpen =
    isForMesh ||
    !/[.*]/.test(host) ||
    /\.svc(\.|$)/.test(host) ||
    servers.some((server) => holdsFilledIn(server)) ||
    servers.length === 0;
  if (fitting.length > 0 || isOpen) return { entries };
  const served = servers.flatMap((server) => stringsOf(get(server, "hosts")));
  return { kind: "no-server", gateway, host, served, list: meeting.length > 0 ? list : undefined };
}

/** Which of a VirtualService's lists a server hands its traffic to. */
function takenBy(server: Node): string {
  const protocol = stringOf(get(server, "port", "protocol"))?.toUpperCase() ?? "";
  if (/PASSTHROUGH$/.test(stringOf(get(server, "tls", "mode")) ?? "")) return "tls";
  return protocol === "TCP" || protocol === "TLS" || protocol === "MONGO" ? "tcp" : "http";
}

/** Whether a server takes the host from VirtualServices of this namespace: `NAMESPACE/HOST`, `.` for its own, `*` for all. */
function isFor(served: string, { namespace, namespaceIsKnown }: Resource, gateway: Resource): boolean {
  const [where] = served.includes("/") ? served.split("/") : ["*"];
  if (where === "*" || !namespaceIsKnown || !gateway.namespaceIsKnown) return true;
  return (where === "." ? gateway.namespace : where) === namespace;
}

function withoutNamespace(served: string): string {
  return served.replace(/^[^/]*\//, "");
}

function meets(served: string, host: string): boolean {
  if (served === "*" || host === "*" || served === host) return true;
  return (
    (served.startsWith("*.") && host.endsWith(served.slice(1))) ||
    (host.startsWith("*.") && served.endsWith(host.slice(1)))
  );
}

function pathsOf(route: Node | undefined): readonly Pick<Front, "path" | "isPlain">[] {
  const matches = itemsOf(get(route, "match"));
  if (matches.length === 0) return [{ path: undefined, isPlain: true }];
  return matches.map((match) => {
    const plain = stringOf(get(match, "uri", "prefix")) ?? stringOf(get(match, "uri", "exact"));
    const regex = stringOf(get(match, "uri", "regex"));
    return { path: plain ?? regex, isPlain: regex === undefined };
  });
}
