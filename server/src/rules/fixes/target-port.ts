// What can be done about a targetPort that the pods do not have: choose one that exists, or name the container's port.

import type { Resource } from "../../index/resource.ts";
import { rootPath, type ServiceManifest, type WorkloadManifest } from "../../model/manifest.ts";
import type { ServicePort } from "../../model/service.ts";
import { setField } from "../../yaml/edit.ts";
import { pathOf } from "../../yaml/path-of.ts";
import type { Fix } from "../rule.ts";
import { likeliest } from "./likeliest.ts";

/** `lacking`: the workloads whose pods do not have the port, of which there is at least one. */
export function* targetPortFixes(
  service: Resource<ServiceManifest>,
  port: ServicePort,
  lacking: readonly Resource<WorkloadManifest>[],
): Iterable<Fix> {
  const path = [...rootPath(service.manifest), "spec", "ports", port.index, "targetPort"];
  const owners = new Map<string | number, { readonly who: string; readonly number: number | undefined }>();
  for (const workload of lacking) {
    for (const candidate of workload.manifest.workload.containers.flatMap((container) => container.ports)) {
      if (candidate.protocol !== port.protocol) continue;
      const value =
        typeof port.targetPort === "string" ? (candidate.name ?? candidate.containerPort) : candidate.containerPort;
      if (value === undefined || owners.has(value)) continue;
      owners.set(value, { who: `${workload.manifest.kind} ${workload.name}`, number: candidate.containerPort });
    }
  }
  // A port of the Service's own number, or of its name, was rather meant than another.
  const fits = (value: string | number) => owners.get(value)?.number === port.port || value === port.name;
  for (const { value, guess } of likeliest(String(port.targetPort), [...owners.keys()], fits).slice(0, 5)) {
    const { who, number } = owners.get(value) ?? { who: "", number: undefined };
    const detail = typeof value === "string" ? ` (${number})` : "";
    yield {
      title: {
        en: `Change to ${value}${detail}, a port of ${who}`,
        "zh-cn": `改为 ${value}${detail}（${who} 的端口）`,
      },
      safe: false,
      guess,
      edits: setField(service.document.yaml, path, value, "port"),
    };
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
      en: `Change the protocol to ${protocol}, as the pods use for ${port.targetPort}`,
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
