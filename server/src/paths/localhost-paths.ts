// What this machine's ports reach, where a kind or k3d configuration in the Service's folder or above maps them to its nodePort.

import { folderUriOf } from "../index/alternatives.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { listensOnLocalhost, type PortMapping } from "../model/local-cluster.ts";
import type { LocalClusterManifest, ServiceManifest } from "../model/manifest.ts";
import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import type { Reason } from "./reason.ts";
import type { SubjectPort } from "./subject.ts";
import { schemeOf, urlOf } from "./url.ts";

export function* localhostPaths(context: Context, port: SubjectPort): Iterable<Draft> {
  const { nodePort } = port;
  if (nodePort === undefined) return;
  for (const config of configsFor(context)) {
    const meant = config.manifest.cluster.mappings.filter((mapping) => mapping.containerPort === nodePort.port);
    const fitting = meant.filter((mapping) => mapping.protocol === port.protocol);
    // With none that fits, the others were meant and miss.
    for (const mapping of fitting.length > 0 ? fitting : meant) yield pathOf(context, port, config, mapping);
  }
}

/** The kind and k3d configurations that speak for the Service. */
export function configsFor({ subject, world, from }: Context): readonly Resource<LocalClusterManifest>[] {
  const { resource } = subject;
  return resource === undefined || from === undefined ? [] : clustersAbove(resource, world);
}

/** The kind and k3d configurations in the folder of something, or above it. */
export function clustersAbove(resource: Resource, world: World): readonly Resource<LocalClusterManifest>[] {
  return ["Cluster", "Simple"]
    .flatMap((kind) => world.ofKindEverywhere(resource, kind))
    .filter((config) => isA(config, "local-cluster"))
    .filter((config) => resource.document.file.uri.startsWith(folderUriOf(config.document.file.uri)));
}

/** The Services with node ports in the folder of a kind or k3d configuration and below, for which it speaks. */
export function servicesBelow(config: Resource, world: World): readonly Resource<ServiceManifest>[] {
  const folder = folderUriOf(config.document.file.uri);
  return world
    .ofKindEverywhere(config, "Service")
    .filter((service) => isA(service, "service"))
    .filter(({ document, manifest: { service } }) => {
      const hasNodePorts = service.type === "NodePort" || service.type === "LoadBalancer";
      return hasNodePorts && document.file.uri.startsWith(folder);
    });
}

function pathOf(
  context: Context,
  port: SubjectPort,
  config: Resource<LocalClusterManifest>,
  mapping: PortMapping,
): Draft {
  const { tool } = config.manifest.cluster;
  const broken: Reason | undefined =
    mapping.protocol !== port.protocol
      ? { kind: "mapped-other-protocol", tool, mapped: mapping.protocol, port }
      : listensOnLocalhost(mapping)
        ? undefined
        : { kind: "not-on-localhost", tool, address: mapping.listenAddress ?? "" };
  const { hostPort } = mapping;
  return {
    kind: "localhost",
    servicePort: port,
    address: "localhost",
    port: hostPort,
    url: urlOf(schemeOf(port), "localhost", hostPort),
    certainties: ["manifest", hostPort === undefined ? "on-create" : "manifest", port.nodePort?.certainty],
    hops: [
      {
        kind: "host-mapping",
        label: {
          is: "named",
          kind: tool,
          name: `${mapping.listenAddress ?? ""}:${hostPort ?? "?"} → ${mapping.containerPort}/${mapping.protocol}`.replace(
            /^:/,
            "",
          ),
        },
        address: "localhost",
        port: hostPort,
        certainty: hostPort === undefined ? "on-create" : "manifest",
        place: { document: config.document, span: mapping.node.span },
      },
      {
        kind: "node",
        label: { is: "node", local: false },
        address: undefined,
        port: port.nodePort?.port,
        certainty: port.nodePort?.certainty ?? "on-create",
      },
      context.serviceHop(port),
    ],
    endpoints: context.endpoints(port),
    broken,
    open: hostPort === undefined ? { kind: "host-port-open" } : undefined,
  };
}
