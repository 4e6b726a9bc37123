// What can be done about a targetPort that the pods do not have: choose one that exists, or name the container's port.

import type { Resource } from "../../index/resource.ts";
import { rootPath, type ServiceManifest, type WorkloadManifest } from "../../model/manifest.ts";
import type { ServicePort } from "../../model/service.ts";
import { setField } from "../../yaml/edit.ts";
import { pathOf } from "../../yaml/path-of.ts";
import type { Fix } from "../rule.ts";

/** `lacking`: the workloads whose pods do not have the port, of which there is at least one. */
export function* targetPortFixes(
  service: Resource<ServiceManifest>,
  port: ServicePort,
  lacking: readonly Resource<WorkloadManifest>[],
): Iterable<Fix> {
  const path = [...rootPath(service.manifest), "spec", "ports", port.index, "targetPort"];
  const offered = new Set<string | number>();
  for (const workload of lacking) {
    for (const candidate of workload.manifest.workload.containers.flatMap((container) => container.ports)) {
      if (candidate.protocol !== port.protocol) continue;
      const value =
        typeof port.targetPort === "string" ? (candidate.name ?? candidate.containerPort) : candidate.containerPort;
      if (value === undefined || offered.has(value)) continue;
      offered.add(value);
      const detail = typeof value === "string" ? ` (${candidate.containerPort})` : "";
      yield {
        title: {
          en: `Use targetPort ${value}${detail}, which ${workload.manifest.kind} ${workload.name} has`,
          "zh-cn": `改用 ${workload.manifest.kind} ${workload.name} 具有的 targetPort ${value}${detail}`,
        },
        safe: false,
        edits: setField(service.document.yaml, path, value, "port"),
      };
      if (offered.size >= 5) break;
    }
  }
  yield* protocolFixes(service, port, lacking);
  if (typeof port.targetPort === "string") yield* namingFixes(port, port.targetPort, lacking);
}

/** The protocol under which all of them have the name, unless the Service has the port for that already. */
function* protocolFixes(
  service: Resource<ServiceManifest>,
  port: ServicePort,
  lacking: readonly Resource<WorkloadManifest>[],
): Iterable<Fix> {
  const protocols = lacking.map((workload) =>
    workload.manifest.workload.containers
      .flatMap((container) => container.ports)
      .filter((candidate) => candidate.name === port.targetPort)
      .map((candidate) => candidate.protocol),
  );
  const [protocol] = protocols[0] ?? [];
  if (protocol === undefined || protocols.some((each) => !each.includes(protocol))) return;
  if (service.manifest.service.ports.some((other) => other.port === port.port && other.protocol === protocol)) return;
  yield {
    title: {
      en: `Change the protocol to ${protocol}, for which the pods have ${port.targetPort}`,
      "zh-cn": `把协议改为 ${protocol}：Pod 的 ${port.targetPort} 端口使用该协议`,
    },
    safe: false,
    edits: setField(
      service.document.yaml,
      [...rootPath(service.manifest), "spec", "ports", port.index, "protocol"],
      protocol,
      "name",
    ),
  };
}

/** Names a container port that has no name yet: the one with the Service port's number, or the only one. */
function* namingFixes(port: ServicePort, name: string, lacking: readonly Resource<WorkloadManifest>[]): Iterable<Fix> {
  for (const workload of lacking.slice(0, 3)) {
    const unnamed = workload.manifest.workload.containers
      .flatMap((container) => container.ports)
      .filter((candidate) => candidate.name === undefined && candidate.protocol === port.protocol);
    const chosen =
      unnamed.find((candidate) => candidate.containerPort === port.port) ??
      (unnamed.length === 1 ? unnamed[0] : undefined);
    const path = chosen === undefined ? undefined : pathOf(workload.document.yaml, chosen.node);
    if (chosen === undefined || path === undefined) continue;
    yield {
      title: {
        en: `Name container port ${chosen.containerPort} of ${workload.manifest.kind} ${workload.name} "${name}"`,
        "zh-cn": `把 ${workload.manifest.kind} ${workload.name} 的容器端口 ${chosen.containerPort} 命名为 "${name}"`,
      },
      safe: false,
      edits: setField(workload.document.yaml, [...path, "name"], name).map((edit) => ({
        ...edit,
        document: workload.document,
      })),
    };
  }
}
