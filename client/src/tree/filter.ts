// Which Services and paths a filter leaves in the tree.
import type { AccessPath, ServicePaths } from "../../../server/src/protocol.ts";

/**
 * The Services in which every word of the filter is found, in any letter case. What a Service's own facts do not hold
 * is looked for in its paths, and then only the paths that hold it remain.
 */
export function filterServices(services: readonly ServicePaths[], filter: string): readonly ServicePaths[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return services;
  return services.flatMap((service) => {
    const facts = serviceFacts(service);
    const rest = words.filter((word) => !facts.includes(word));
    if (rest.length === 0) return [service];
    const paths = service.paths.filter((path) => {
      const text = pathFacts(path);
      return rest.every((word) => text.includes(word));
    });
    return paths.length > 0 ? [{ ...service, paths }] : [];
  });
}

function serviceFacts(service: ServicePaths): string {
  const headless = service.headless ? "headless" : "";
  return [service.name, service.namespace, service.type, headless, service.file ?? ""].join("\n").toLowerCase();
}

function pathFacts(path: AccessPath): string {
  const address = path.port === null ? path.address : `${path.address}:${path.port}`;
  const workloads = path.hops.flatMap((hop) => (hop.workloads ?? []).map((workload) => workload.name));
  const port = path.servicePort?.name;
  const texts = [
    path.kind,
    path.state,
    path.protocol,
    address,
    path.url,
    path.path,
    port,
    ...(path.names ?? []),
    ...workloads,
  ];
  return texts
    .filter((text) => text !== null && text !== undefined)
    .join("\n")
    .toLowerCase();
}
