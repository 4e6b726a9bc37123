// Everything that makes pods, seen as one: a Pod, a Deployment, or any resource with a template of pods.

import { entryOf, get, integerOf, stringOf } from "../yaml/cursor.ts";
import type { Entry, MapNode, Node } from "../yaml/node.ts";
import { kinds } from "./kinds.ts";
import { type Pair, readPairs } from "./labels.ts";
import { type Protocol, readProtocol } from "./ports.ts";

export interface Workload {
  /** The labels that its pods will carry, which is what selectors look at. */
  readonly podLabels: readonly Pair[];
  /** `labels:` of the pods' metadata, where a fix would add one. */
  readonly podLabelsEntry: Entry | undefined;
  /** The workload's own labels: no selector of a Service looks at them, but people think so. */
  readonly ownLabels: readonly Pair[];
  readonly podSpec: MapNode | undefined;
  /** Containers whose ports a Service can name: ordinary ones, then sidecars (init containers that restart always). */
  readonly containers: readonly Container[];
  /** Init containers that end before the pod serves; their ports do not count. */
  readonly initContainers: readonly Container[];
  /** Undefined where the kind has none, or the number is left to its default (1). */
  readonly replicas: number | undefined;
  /** The governing Service of a StatefulSet. */
  readonly serviceName: string | undefined;
  readonly hostname: string | undefined;
  readonly subdomain: string | undefined;
  /** The pods come to an end by themselves: Job and CronJob. */
  readonly runsToCompletion: boolean;
}

export interface Container {
  readonly name: string | undefined;
  readonly node: MapNode;
  readonly ports: readonly ContainerPort[];
}

export interface ContainerPort {
  readonly name: string | undefined;
  readonly nameNode: Node | undefined;
  readonly containerPort: number | undefined;
  readonly protocol: Protocol | undefined;
  readonly node: MapNode;
}

/**
 * The workload in an object, or undefined when it makes no pods. Custom resources count by their shape:
 * spec.template with pod labels and containers (Argo's Rollout is one).
 */
export function readWorkload(kind: string, apiVersion: string, root: MapNode): Workload | undefined {
  const pod = podOf(kind, apiVersion, root);
  if (pod === undefined) return undefined;
  const podSpec = get(pod, "spec");
  const initContainers = readContainers(get(podSpec, "initContainers"));
  const sidecars = initContainers.filter((container) => stringOf(get(container.node, "restartPolicy")) === "Always");
  return {
    podLabels: readPairs(get(pod, "metadata", "labels")),
    podLabelsEntry: entryOf(get(pod, "metadata"), "labels"),
    ownLabels: readPairs(get(root, "metadata", "labels")),
    podSpec: podSpec?.kind === "map" ? podSpec : undefined,
    containers: [...readContainers(get(podSpec, "containers")), ...sidecars],
    initContainers: initContainers.filter((container) => !sidecars.includes(container)),
    replicas: integerOf(get(root, "spec", "replicas")),
    serviceName: kind === "StatefulSet" ? stringOf(get(root, "spec", "serviceName")) : undefined,
    hostname: stringOf(get(podSpec, "hostname")),
    subdomain: stringOf(get(podSpec, "subdomain")),
    runsToCompletion: kinds.get(kind)?.ends === true,
  };
}

function podOf(kind: string, apiVersion: string, root: MapNode): MapNode | undefined {
  const pod =
    kind === "Pod" && apiVersion === "v1"
      ? root
      : kinds.get(kind)?.pods === "job-template"
        ? get(root, "spec", "jobTemplate", "spec", "template")
        : get(root, "spec", "template");
  if (pod?.kind !== "map") return undefined;
  const known = kind === "Pod" || /^(apps|batch)\//.test(apiVersion) || kind === "ReplicationController";
  const shaped = get(pod, "spec", "containers")?.kind === "list";
  return known || shaped ? pod : undefined;
}

function readContainers(node: Node | undefined): readonly Container[] {
  if (node?.kind !== "list") return [];
  return node.items
    .filter((item) => item.kind === "map")
    .map((item) => ({ name: stringOf(get(item, "name")), node: item, ports: readPorts(get(item, "ports")) }));
}

function readPorts(node: Node | undefined): readonly ContainerPort[] {
  if (node?.kind !== "list") return [];
  return node.items
    .filter((item) => item.kind === "map")
    .map((item) => ({
      name: stringOf(get(item, "name")) || undefined,
      nameNode: get(item, "name"),
      containerPort: integerOf(get(item, "containerPort")),
      protocol: readProtocol(stringOf(get(item, "protocol"))),
      node: item,
    }));
}
