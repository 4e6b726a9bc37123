// A port of this machine that a kind or k3d cluster maps to a node port on which nobody listens.

import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { PortMapping } from "../model/local-cluster.ts";
import type { LocalClusterManifest } from "../model/manifest.ts";
import { servicesBelow } from "../paths/localhost-paths.ts";
import { replaceScalar, setField } from "../yaml/edit.ts";
import { defineRule, type Report } from "./rule.ts";

export const nodePortNotMapped = defineRule({
  id: "node-port-not-mapped",
  severity: "information",
  title: { en: "A port mapping without a matching NodePort", "zh-cn": "端口映射没有对应的 NodePort" },
  why: {
    en: "A kind or k3d cluster can be reached from this machine only through the ports that its configuration maps. No NodePort Service in this folder listens on the node port that this mapping leads to, so connections are refused.",
    "zh-cn":
      "kind 或 k3d 集群只能通过其配置中映射的端口从本机访问。这个映射指向的节点端口上，没有此文件夹中的 NodePort Service 在监听，因此连接会被拒绝。",
  },
  *check(resource, world) {
    if (!isA(resource, "local-cluster")) return;
    const { manifest } = resource;
    const { first, last } = world.settings.nodePortRange;
    const listening = portsBelow(resource, world);
    for (const mapping of manifest.cluster.mappings) {
      const other = otherProtocol(resource, mapping, world);
      if (other !== undefined) {
        yield otherProtocolReport(resource, mapping, other);
        continue;
      }
      // Ports outside the range are for what runs on the node itself, such as an ingress controller on its host ports.
      if (mapping.containerPort < first || mapping.containerPort > last || listening.has(mapping.containerPort))
        continue;
      const free = [...listening].sort((a, b) => a - b);
      yield {
        span: mapping.node.span,
        field: mapping.field,
        message: {
          en: `No NodePort Service in this folder listens on ${mapping.containerPort}${free.length === 0 ? "" : `. Available: ${free.join(", ")}`}.`,
          "zh-cn": `此文件夹中没有 NodePort Service 监听 ${mapping.containerPort}${free.length === 0 ? "" : `。现有的是 ${free.join("、")}`}。`,
        },
        fixes: () =>
          free
            .filter((port) => !manifest.cluster.mappings.some((other) => other.containerPort === port))
            .slice(0, 3)
            .map((port) => ({
              title: { en: `Change to ${port}, which a Service listens on`, "zh-cn": `改为有 Service 监听的 ${port}` },
              safe: false,
              edits: mapTo(resource, mapping, port),
            })),
      };
    }
  },
});

/** The protocol for which a Service has the mapped node port, where none has it for the mapping's. */
function otherProtocol(
  resource: Resource<LocalClusterManifest>,
  { containerPort, protocol }: PortMapping,
  world: World,
): string | undefined {
  const protocols = servicesBelow(resource, world).flatMap(({ manifest }) =>
    manifest.service.ports.flatMap((port) => (port.nodePort === containerPort ? (port.protocol ?? []) : [])),
  );
  const mapped = resource.manifest.cluster.mappings.filter((other) => other.containerPort === containerPort);
  const isMet = protocols.some((one) => mapped.some((other) => other.protocol === one));
  return isMet || protocols.includes(protocol as (typeof protocols)[number]) ? undefined : protocols[0];
}

function otherProtocolReport(resource: Resource, mapping: PortMapping, protocol: string): Report {
  const { containerPort, field } = mapping;
  return {
    severity: "warning",
    span: mapping.node.span,
    field,
    message: {
      en: `The Service on node port ${containerPort} uses ${protocol}, but this mapping uses ${mapping.protocol}, so no traffic arrives.`,
      "zh-cn": `节点端口 ${containerPort} 上的 Service 使用 ${protocol}，而这里映射的是 ${mapping.protocol}，因此收不到流量。`,
    },
    fixes: () => [
      {
        title: { en: `Change to ${protocol}`, "zh-cn": `改为 ${protocol}` },
        safe: false,
        edits: mapFor(resource, mapping, protocol),
      },
    ],
  };
}

/** kind has a field for the protocol, k3d the end of a text. */
function mapFor({ document: { yaml } }: Resource, { node, field }: PortMapping, protocol: string) {
  if (node.kind === "number") return setField(yaml, [...field.slice(0, -1), "protocol"], protocol, "containerPort");
  if (node.kind !== "string") return [];
  return replaceScalar(yaml, node, `${node.value.replace(/\/\w+$/, "")}/${protocol.toLowerCase()}`);
}

/** kind writes the port as a number, k3d at the end of a text; a range means more than one port and is left alone. */
function mapTo({ document: { yaml } }: Resource, { node, containerPort }: PortMapping, port: number) {
  if (node.kind === "number") return replaceScalar(yaml, node, port);
  const parts = node.kind === "string" ? /^(.*:)?(\d+)(\/\w+)?$/.exec(node.value) : null;
  if (parts === null || Number(parts[2]) !== containerPort || /-\d+:$/.test(parts[1] ?? "")) return [];
  return replaceScalar(yaml, node, `${parts[1] ?? ""}${port}${parts[3] ?? ""}`);
}

/** The node ports that Services in the configuration's folder and below ask for. */
function portsBelow(resource: Resource<LocalClusterManifest>, world: World): ReadonlySet<number> {
  return new Set(
    servicesBelow(resource, world).flatMap(({ manifest }) =>
      manifest.service.ports.flatMap((port) => port.nodePort ?? []),
    ),
  );
}
