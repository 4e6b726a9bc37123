// Whole Services for an empty document, built for a workload that is there already.

import type { Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { World } from "../index/world.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import { newService, type Shape, shapes, shapesFor } from "./new-service.ts";

export interface Skeleton {
  readonly label: string;
  readonly detail: Text;
  readonly text: string;
}

/** At most this many workloads are offered; the nearest first. */
const mostWorkloads = 8;

export function* skeletons(document: WorkspaceDocument, workspace: Workspace): Iterable<Skeleton> {
  const workloads = nearest(document, workspace);
  const world = workspace.world();
  for (const workload of workloads) {
    for (const shape of shapesFor(workload)) yield skeleton(shape, workload, document, world);
  }
  const general: readonly Shape[] =
    workloads.length === 0 ? ["ClusterIP", "NodePort", "LoadBalancer", "headless", "ExternalName"] : ["ExternalName"];
  for (const shape of general) yield skeleton(shape, undefined, document, world);
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
  world: World,
): Skeleton {
  const whose = workload === undefined ? "" : ` · ${workload.manifest.kind} ${workload.name}`;
  const lineBreak = document.yaml.text.includes("\r\n") ? "\r\n" : "\n";
  return {
    label: `Service ${shape}${whose}`,
    detail: shapes[shape],
    text: newService(shape, workload, world).text.replaceAll("\n", lineBreak),
  };
}
