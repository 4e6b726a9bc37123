// Access paths from this machine with kubectl: port-forward, and the proxy of the API server.

import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import { nameCertainty } from "./naming.ts";
import type { SubjectPort } from "./subject.ts";
import { schemeOf, urlOf } from "./url.ts";

/** What works from this machine with kubectl: TCP only. */
export function* machinePaths(context: Context, port: SubjectPort): Iterable<Draft> {
  const { subject } = context;
  if (port.protocol !== "TCP") return;
  const endpoints = context.endpoints(port);
  if (subject.hasSelector) {
    // kubectl looks the pod's port up, but takes a headless Service's port as it is.
    const hop = subject.headless ? { ...endpoints.hop, port: port.port } : endpoints.hop;
    yield {
      kind: "port-forward",
      servicePort: port,
      address: "localhost",
      port: port.port,
      url: urlOf(schemeOf(port), "localhost", port.port),
      certainties: [nameCertainty, subject.certainty],
      hops: [{ kind: "api-server", label: { is: "api-server", tunnel: true } }],
      endpoints: { ...endpoints, hop },
      skipsPolicy: true,
    };
  }
  const prefix = schemeOf(port) === "https" ? "https:" : "";
  const isNamed = subject.name !== "";
  const way = `/api/v1/namespaces/${subject.namespace}/services/${prefix}${subject.name}:${port.name ?? port.port}/proxy/`;
  yield {
    kind: "api-proxy",
    servicePort: port,
    address: isNamed ? way : undefined,
    port: undefined,
    open: isNamed ? undefined : { kind: "name-open" },
    certainties: [isNamed ? nameCertainty : "on-create", subject.certainty],
    hops: [{ kind: "api-server", label: { is: "api-server", tunnel: false } }],
    endpoints,
    needsPods: true,
  };
}
