// Traefik's IngressRoute, IngressRouteTCP and IngressRouteUDP, and the TraefikServices between them and a Service.

import { idOf } from "../index/mentions.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { waysOf } from "../model/match-rule.ts";
import { get, getAllWithPath, itemsOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import { type Front, type Named, placeOf } from "./front.ts";

/** The entry points that Traefik's Helm chart opens, by the name that it gives them, with the port that clients use. */
const entryPoints: Readonly<Record<string, number>> = { web: 80, websecure: 443 };

export function* traefikFronts({ resource, backend }: Named, world: World): Iterable<Front> {
  if (idOf(resource.manifest) === "traefik.io TraefikService") yield* throughService(resource, world, new Set());
  else yield* frontsOfRoute(resource, placeOf(backend).index);
}

/** Every route that leads to a TraefikService, which may be behind another one. */
function* throughService(service: Resource, world: World, seen: Set<string>): Iterable<Front> {
  const id = `${service.namespace}/${service.name}`;
  if (seen.has(id)) return;
  seen.add(id);
  for (const route of world.ofKindEverywhere(service, "IngressRoute"))
    for (const { node, field } of getAllWithPath(route.manifest.root, ["spec", "routes", "*", "services", "*"]))
      if (isMeant(node, route, service)) yield* frontsOfRoute(route, Number(field[2]));
  for (const other of world.ofKindEverywhere(service, "TraefikService")) {
    const places = [
      ["spec", "weighted", "services", "*"],
      ["spec", "mirroring"],
    ];
    const found = places.flatMap((place) => [...getAllWithPath(other.manifest.root, place)]);
    if (found.some(({ node }) => isMeant(node, other, service))) yield* throughService(other, world, seen);
  }
}

function isMeant(node: Parameters<typeof get>[0], from: Resource, service: Resource): boolean {
  return (
    stringOf(get(node, "kind")) === "TraefikService" &&
    stringOf(get(node, "name")) === service.name &&
    (stringOf(get(node, "namespace")) || from.namespace) === service.namespace
  );
}

function* frontsOfRoute(route: Resource, index: number): Iterable<Front> {
  const { root, kind } = route.manifest;
  const spec = get(root, "spec");
  const isHttp = kind === "IngressRoute";
  const hasTls = get(spec, "tls")?.kind === "map";
  const rule = stringOf(get(itemsOf(get(spec, "routes"))[index], "match"));
  const ways = kind === "IngressRouteUDP" || rule === undefined ? waysOf("") : waysOf(rule);
  const points = stringsOf(get(spec, "entryPoints"));
  for (const point of points.length > 0 ? points : [undefined]) {
    // Without entry points it is behind all that are there by default; TLS then says which port is meant.
    const port = point === undefined ? (hasTls ? 443 : undefined) : entryPoints[point];
    const isSecure = hasTls || point === "websecure";
    for (const { host, path, isPlain } of ways) {
      yield {
        host,
        path: isHttp ? path : undefined,
        isPlain,
        port,
        scheme: isHttp ? (isSecure ? "https" : "http") : undefined,
        protocol: kind === "IngressRouteUDP" ? "UDP" : "TCP",
        entry: route,
      };
    }
  }
}
