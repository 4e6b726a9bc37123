// OpenShift's Route: one host, and a port that is a Service port's name.

import { get, stringOf } from "../yaml/cursor.ts";
import type { Front, Named } from "./front.ts";

export function* openshiftFronts({ resource }: Named): Iterable<Front> {
  const spec = get(resource.manifest.root, "spec");
  const isSecure = get(spec, "tls")?.kind === "map";
  yield {
    host: stringOf(get(spec, "host")) || undefined,
    path: stringOf(get(spec, "path")) || undefined,
    isPlain: true,
    port: isSecure ? 443 : 80,
    scheme: isSecure ? "https" : "http",
    protocol: "TCP",
    entry: resource,
  };
}
