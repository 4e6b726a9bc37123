// Pods as policies see them: labels, the labels of their namespace, ports, whose network they use.

import { isTemplated } from "../index/unreadable.ts";
import { mayBeKey } from "../model/labels.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import { boolOf, get } from "../yaml/cursor.ts";
import { hasBraces } from "../yaml/read-chunk.ts";
import type { Answer } from "./answer.ts";
import type { Labels } from "./labels.ts";
import type { Thing } from "./thing.ts";

/** The pods of one workload: policies treat them alike. */
export interface Pods {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  readonly ports: readonly PodPort[];
  /** Whether they use the network of their node, where most clusters' networks cannot tell them from it. */
  readonly hostNetwork: Answer;
}

export interface PodPort {
  readonly name: string | undefined;
  readonly port: number;
  readonly protocol: string;
}

/** The pods that a manifest makes. */
export function podsOf(workload: Thing<WorkloadManifest>, namespaceLabels: Labels): Pods {
  const { manifest, namespace, name, uncertain, document } = workload;
  const { podLabels, containers, podSpec } = manifest.workload;
  const { kind } = manifest;
  const values = new Map(podLabels.map((label) => [label.key, label.value]));
  // A Job's controller puts the Job's name on its pods (batch/v1, "job-name" and "batch.kubernetes.io/job-name").
  if (kind === "Job" && name !== "") values.set("job-name", name).set("batch.kubernetes.io/job-name", name);
  const isOpen =
    uncertain || (document !== undefined && isTemplated(document.yaml) && document.yaml.template?.kind !== "text");
  const host = get(podSpec, "hostNetwork");
  return {
    kind,
    namespace,
    name,
    labels: {
      values,
      mayHave: (key) => isOpen || mayBeKey(key, kind),
    },
    namespaceLabels,
    ports: containers.flatMap((container) =>
      container.ports.flatMap(({ name: portName, containerPort, protocol }) =>
        containerPort === undefined || protocol === undefined
          ? []
          : [{ name: portName, port: containerPort, protocol }],
      ),
    ),
    hostNetwork: boolOf(host) === true ? "yes" : host !== undefined && isFilledIn(host) ? "unknown" : "no",
  };
}

function isFilledIn(node: NonNullable<ReturnType<typeof get>>): boolean {
  return (node.kind === "null" && node.unknown === true) || ("source" in node && hasBraces(node.source));
}
