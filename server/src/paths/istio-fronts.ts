// Istio's VirtualServices, through the servers of the Gateways that they name.

import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { boolOf, get, integerOf, itemsOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { type Front, type Named, placeOf } from "./front.ts";

/** A VirtualService without a Gateway (or with `mesh` alone) is for the mesh, and no way in. */
export function* istioFronts({ resource, backend }: Named, world: World): Iterable<Front> {
  const { list, index } = placeOf(backend);
  const spec = get(resource.manifest.root, "spec");
  const route = itemsOf(get(spec, list))[index];
  const isHttp = list === "http";
  const paths = isHttp ? pathsOf(route) : [{ path: undefined, isPlain: true }];
  for (const reference of stringsOf(get(spec, "gateways"))) {
    if (reference === "mesh") continue;
    for (const host of stringsOf(get(spec, "hosts"))) {
      for (const entry of entriesOf(resource, reference, host, list, world))
        for (const path of paths)
          yield { host: host === "*" ? undefined : host, ...path, ...entry, protocol: "TCP", entry: resource };
    }
  }
}

type Entry = Pick<Front, "port" | "scheme" | "open">;

function* entriesOf(resource: Resource, reference: string, host: string, list: string, world: World): Iterable<Entry> {
  const [namespace, name] = reference.includes("/") ? reference.split("/") : [resource.namespace, reference];
  const gateways = world
    .ofKind(resource, "Gateway", namespace ?? "")
    .filter((each) => each.name === name && each.manifest.apiVersion.startsWith("networking.istio.io/"));
  if (gateways.length === 0)
    yield { port: undefined, scheme: undefined, open: { kind: "gateway-unseen", gateway: reference } };
  for (const gateway of gateways) {
    for (const server of itemsOf(get(gateway.manifest.root, "spec", "servers"))) {
      const protocol = stringOf(get(server, "port", "protocol"))?.toUpperCase() ?? "";
      const isPassed = /PASSTHROUGH$/.test(stringOf(get(server, "tls", "mode")) ?? "");
      const takes = protocol === "TCP" ? "tcp" : isPassed ? "tls" : protocol === "TLS" ? "tcp" : "http";
      if (takes !== list || boolOf(get(server, "tls", "httpsRedirect")) === true) continue;
      if (!stringsOf(get(server, "hosts")).some((served) => meets(served.replace(/^[^/]*\//, ""), host))) continue;
      const scheme = list !== "http" ? undefined : protocol === "HTTPS" ? "https" : "http";
      yield { port: integerOf(get(server, "port", "number")), scheme };
    }
  }
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
