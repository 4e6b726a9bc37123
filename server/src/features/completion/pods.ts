// Completion of container ports where policies, monitors and probes name them.

import { isA, type Resource } from "../../index/resource.ts";
import { readLabelSelector, selects } from "../../model/network-policy.ts";
import { get, itemsOf, stringOf } from "../../yaml/cursor.ts";
import {
  type Candidate,
  containerPorts,
  entriesCandidate,
  isAt,
  isItemAt,
  near,
  type Question,
  valueCandidate,
} from "./candidate.ts";
import { monitored, namespaceNames, podsBehind } from "./labels.ts";
import { portValues } from "./services.ts";

export function* inPolicy(question: Question): Iterable<Candidate> {
  const { path, slot, place } = question;
  const isWhole = slot === "key" && place.present.length === 0;
  const list = isWhole ? "" : slot === "value" ? ".port" : undefined;
  if (list === undefined || !isAt(path, `spec.ingress.ports${list}`, `spec.egress.ports${list}`)) return;
  if (isWhole && typeof path.at(-1) !== "number") return;
  const protocol = stringOf(near(question, -1, "protocol")) || "TCP";
  for (const port of containerPorts(podsOfPolicy(question), isWhole ? undefined : protocol, "both")) {
    const entries: [string, string | number][] = [["port", port.value]];
    if (port.protocol !== undefined && port.protocol !== "TCP") entries.push(["protocol", port.protocol]);
    yield isWhole ? entriesCandidate(entries, port.about) : valueCandidate(port.value, port.about);
  }
}

/** The pods whose ports a rule speaks of: the policy's own for who comes in, the peers' for where they go. */
function podsOfPolicy(question: Question) {
  const { path, root } = question;
  const isIngress = path[1] === "ingress";
  const peers = isIngress ? [get(root, "spec")] : itemsOf(near(question, 3, "to"));
  return peers.flatMap((peer) => {
    const selector = readLabelSelector(get(peer, "podSelector"));
    // An address outside has no pods.
    if (!isIngress && get(peer, "ipBlock") !== undefined) return [];
    return [...podsBehind(isIngress ? undefined : peer, question)].filter((workload) =>
      selects(selector, workload.manifest.workload.podLabels),
    );
  });
}

export function* inMonitor(question: Question): Iterable<Candidate> {
  const { path, slot, kind, place, world } = question;
  if (slot === "value" && isAt(path, "spec.namespaceSelector.matchNames")) {
    yield* namespaceNames(question);
    return;
  }
  const list = kind === "ServiceMonitor" ? "spec.endpoints" : "spec.podMetricsEndpoints";
  const isWhole = slot === "key" && place.present.length === 0 && isItemAt(path, list);
  if (!isWhole && !(slot === "value" && isAt(path, `${list}.port`, `${list}.targetPort`))) return;
  const found = monitored(question);
  const services = found.filter((each) => isA(each, "service"));
  const workloads = found.filter((each) => isA(each, "workload"));
  if (path.at(-1) === "targetPort") {
    const pods = kind === "ServiceMonitor" ? services.flatMap((service) => world.selected(service)) : workloads;
    for (const { value, about } of containerPorts(pods, undefined, "both")) yield valueCandidate(value, about);
    return;
  }
  const names =
    kind === "ServiceMonitor" ? portValues(services, "name") : portNames(containerPorts(workloads, undefined, "name"));
  for (const candidate of names)
    yield isWhole ? { ...candidate, ...entriesCandidate([["port", candidate.label]], {}) } : candidate;
}

function* portNames(ports: ReturnType<typeof containerPorts>): Iterable<Candidate> {
  for (const { value, about } of ports) yield valueCandidate(value, about);
}

/** A probe of a container names a port of that container. */
export function* inProbe(question: Question, resource: Resource): Iterable<Candidate> {
  const { path, root } = question;
  const probes = ["livenessProbe", "readinessProbe", "startupProbe"];
  const patterns = probes.flatMap((probe) => [
    `**.containers.${probe}.httpGet.port`,
    `**.containers.${probe}.tcpSocket.port`,
  ]);
  if (resource.manifest.is !== "workload" || !isAt(path, ...patterns)) return;
  const { manifest } = resource;
  const name = stringOf(get(root, ...path.slice(0, -3), "name"));
  const containers = manifest.workload.containers.filter((container) => container.name === name);
  const one = { ...resource, manifest: { ...manifest, workload: { ...manifest.workload, containers } } };
  for (const { value, about } of containerPorts([one], "TCP", "both")) yield valueCandidate(value, about);
}
