// Whole Services for an empty document, built for a workload that is there already.

import type { Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import { readPairs } from "../model/labels.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import type { ServiceType } from "../model/service.ts";
import { get } from "../yaml/cursor.ts";
import { newDocument } from "../yaml/new-document.ts";

export interface Skeleton {
  readonly label: string;
  readonly detail: Text;
  readonly text: string;
}

type Shape = ServiceType | "headless";

const shapes: Readonly<Record<Shape, Text>> = {
  ClusterIP: { en: "reached inside the cluster", "zh-cn": "在集群内部访问" },
  NodePort: { en: "also on a port of every node", "zh-cn": "另外通过每个节点的端口访问" },
  LoadBalancer: { en: "behind a load balancer", "zh-cn": "位于负载均衡器之后" },
  headless: { en: "DNS answers with the pods themselves", "zh-cn": "DNS 直接返回各个 Pod" },
  ExternalName: { en: "an alias for a name outside", "zh-cn": "外部名称的别名" },
};

/** At most this many workloads are offered; the nearest first. */
const mostWorkloads = 8;

export function* skeletons(document: WorkspaceDocument, workspace: Workspace): Iterable<Skeleton> {
  const workloads = nearest(document, workspace);
  for (const workload of workloads) {
    const list: readonly Shape[] =
      workload.manifest.kind === "StatefulSet"
        ? ["headless", "ClusterIP"]
        : ["ClusterIP", "NodePort", "LoadBalancer", "headless"];
    for (const shape of list) yield skeleton(shape, workload, document);
  }
  const general: readonly Shape[] =
    workloads.length === 0 ? ["ClusterIP", "NodePort", "LoadBalancer", "headless", "ExternalName"] : ["ExternalName"];
  for (const shape of general) yield skeleton(shape, undefined, document);
}

/** Workloads of the same file, then of the same folder, then all others that no Service selects yet. */
function nearest(document: WorkspaceDocument, workspace: Workspace): readonly Resource<WorkloadManifest>[] {
  const world = workspace.world();
  const folder = document.file.uri.slice(0, document.file.uri.lastIndexOf("/"));
  const found: { workload: Resource<WorkloadManifest>; rank: number }[] = [];
  for (const file of workspace.files()) {
    for (const candidate of file.documents) {
      for (const resource of workspace.shown(candidate)) {
        if (resource.manifest.is !== "workload" || resource.manifest.workload.runsToCompletion) continue;
        const workload = { ...resource, manifest: resource.manifest };
        const near = file === document.file ? 0 : file.uri.startsWith(`${folder}/`) ? 1 : 2;
        const served = world.selecting(workload).length > 0 ? 10 : 0;
        if (near === 2 && served > 0) continue;
        found.push({ workload, rank: near + served });
      }
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostWorkloads)
    .map(({ workload }) => workload);
}

function skeleton(
  shape: Shape,
  workload: Resource<WorkloadManifest> | undefined,
  document: WorkspaceDocument,
): Skeleton {
  const name = workload?.name ?? "my-service";
  const whose = workload === undefined ? "" : ` · ${workload.manifest.kind} ${workload.name}`;
  const lineBreak = document.yaml.text.includes("\r\n") ? "\r\n" : "\n";
  const { en, "zh-cn": zh } = shapes[shape];
  return {
    label: `Service ${shape}${whose}`,
    detail: { en, "zh-cn": zh },
    text: newDocument({
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name,
        ...(workload?.manifest.namespace === undefined ? {} : { namespace: workload.manifest.namespace.value }),
      },
      spec: specOf(shape, workload),
    }).replaceAll("\n", lineBreak),
  };
}

function specOf(shape: Shape, workload: Resource<WorkloadManifest> | undefined) {
  if (shape === "ExternalName") return { type: "ExternalName", externalName: "www.example.com" };
  return {
    ...(shape === "headless" ? { clusterIP: "None" } : { type: shape }),
    selector: workload === undefined ? { app: "my-app" } : selectorOf(workload),
    ports: portsOf(workload),
  };
}

/** The workload's own selector, which its pods are sure to match; else their labels. */
function selectorOf(workload: Resource<WorkloadManifest>): Record<string, string> {
  const own = readPairs(get(workload.manifest.root, "spec", "selector", "matchLabels"));
  const pairs = own.length > 0 ? own : workload.manifest.workload.podLabels;
  return Object.fromEntries(pairs.map((pair) => [pair.key, pair.value]));
}

function portsOf(workload: Resource<WorkloadManifest> | undefined) {
  const ports =
    workload?.manifest.workload.containers
      .flatMap((container) => container.ports)
      .filter((port) => port.containerPort !== undefined) ?? [];
  if (ports.length === 0) return [{ name: "http", port: 80, targetPort: 8080 }];
  return ports.map((port) => ({
    name: port.name ?? (ports.length === 1 ? "http" : `port-${port.containerPort}`),
    port: port.containerPort ?? 80,
    targetPort: port.name ?? port.containerPort ?? 80,
    ...(port.protocol === undefined || port.protocol === "TCP" ? {} : { protocol: port.protocol }),
  }));
}
