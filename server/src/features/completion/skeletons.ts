// Whole manifests for an empty document: Services for the workloads that are there, and examples to fill in.

import type { Text } from "../../base/text.ts";
import type { WorkspaceDocument } from "../../index/document.ts";
import { isA, type Resource } from "../../index/resource.ts";
import { isTemplated } from "../../index/unreadable.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { WorkloadManifest } from "../../model/manifest.ts";
import { newDocument } from "../../yaml/new-document.ts";
import { newService, type Shape, shapes, shapesFor } from "../refactorings/new-service.ts";

export interface Skeleton {
  readonly label: string;
  readonly detail: Text;
  readonly text: string;
  /** The same with tab stops at the example values; absent where all values are the workspace's own. */
  readonly snippet?: string;
}

/** At most this many workloads are offered; the nearest first. */
const mostWorkloads = 4;

export function* skeletons(document: WorkspaceDocument, workspace: Workspace): Iterable<Skeleton> {
  const workloads = nearest(document, workspace);
  const world = workspace.world();
  const called = (workload: Resource) => `${workload.manifest.kind} ${workload.name}`;
  for (const workload of workloads) {
    const isTwin = workloads.some((other) => other !== workload && called(other) === called(workload));
    const whose = ` · ${called(workload)}${isTwin ? ` (${workload.namespace})` : ""}`;
    for (const shape of shapesFor(workload)) {
      const text = inLinesOf(document, newService(shape, workload, world).text);
      yield { label: `Service ${shape}${whose}`, detail: shapes[shape], text };
    }
  }
  const general: readonly Shape[] =
    workloads.length === 0 ? ["ClusterIP", "NodePort", "LoadBalancer", "headless", "ExternalName"] : ["ExternalName"];
  const clusterIp = newService("ClusterIP", undefined, world).text;
  const examples: readonly Omit<Skeleton, "snippet">[] = [
    ...general.map((shape) => ({
      label: `Service ${shape}`,
      detail: shapes[shape],
      text: newService(shape, undefined, world).text,
    })),
    {
      label: "Service + EndpointSlice",
      detail: { en: "an external server under a name in the cluster", "zh-cn": "为集群外的服务器提供集群内名称" },
      text: endpointSliceExample(),
    },
    {
      label: "Deployment + Service",
      detail: { en: "pods, and how to reach them", "zh-cn": "Pod 及其访问方式" },
      text: `${newDocument(deploymentExample)}---\n${clusterIp}`,
    },
  ];
  for (const one of examples) yield example(one, document);
}

/** Workloads of the same file, then of the same folder, then all others that no Service selects yet. */
function nearest(document: WorkspaceDocument, workspace: Workspace): readonly Resource<WorkloadManifest>[] {
  const world = workspace.world();
  const folder = document.file.uri.slice(0, document.file.uri.lastIndexOf("/"));
  const found: { workload: Resource<WorkloadManifest>; rank: number }[] = [];
  for (const file of workspace.files()) {
    for (const candidate of file.documents) {
      // What a template will make has no name or ports yet.
      if (isTemplated(candidate.yaml)) continue;
      for (const resource of workspace.shown(candidate)) {
        if (!isA(resource, "workload") || resource.manifest.workload.runsToCompletion) continue;
        const near = file === document.file ? 0 : file.uri.startsWith(`${folder}/`) ? 1 : 2;
        const served = world.selecting(resource).length > 0 ? 10 : 0;
        if (near === 2 && served > 0) continue;
        found.push({ workload: resource, rank: near + served });
      }
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostWorkloads)
    .map(({ workload }) => workload);
}

/** An example, whose values are gone through with the tab key. */
function example({ text, ...rest }: Omit<Skeleton, "snippet">, document: WorkspaceDocument): Skeleton {
  return { ...rest, text: inLinesOf(document, text), snippet: inLinesOf(document, withStops(text)) };
}

function inLinesOf(document: WorkspaceDocument, text: string): string {
  return document.file.text.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
}

/** What stands for the reader's own values in the examples. */
const exampleValues =
  /\b(my-service|my-app|www\.example\.com|registry\.example\.com\/my-app:1\.0\.0|192\.0\.2\.10|8080|80|5432)$/gm;

/** The text as a snippet of LSP's: equal values share a tab stop, so that they are changed together. */
function withStops(text: string): string {
  const stops = new Map<string, number>();
  return text.replace(/[\\$}]/g, "\\$&").replace(exampleValues, (value) => {
    const stop = stops.get(value) ?? stops.size + 1;
    stops.set(value, stop);
    return `\${${stop}:${value}}`;
  });
}

const deploymentExample = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "my-app" },
  spec: {
    selector: { matchLabels: { app: "my-app" } },
    template: {
      metadata: { labels: { app: "my-app" } },
      spec: {
        containers: [
          {
            name: "my-app",
            image: "registry.example.com/my-app:1.0.0",
            ports: [{ name: "http", containerPort: 8080 }],
          },
        ],
      },
    },
  },
};

/** A Service without a selector, and the slice that says where its traffic goes. The port's name joins them. */
function endpointSliceExample(): string {
  const port = { name: "main", port: 5432 };
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "my-service" },
    spec: { ports: [port] },
  };
  const slice = {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "my-service-1", labels: { "kubernetes.io/service-name": "my-service" } },
    addressType: "IPv4",
    ports: [port],
    endpoints: [{ addresses: ["192.0.2.10"] }],
  };
  return `${newDocument(service)}---\n${newDocument(slice)}`;
}
