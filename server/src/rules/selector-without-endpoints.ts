// A Service without a selector, and nobody in sight who says where its traffic goes.

import { isTypo } from "../index/likeness.ts";
import { bareName } from "../index/near-miss.ts";
import { amongNeighbours, areInOneFolder } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import { liveSlicesIn } from "../index/snapshot.ts";
import type { World } from "../index/world.ts";
import { serviceNameLabel } from "../model/endpoint-slice.ts";
import { type EndpointsManifest, rootPath, type ServiceManifest, type WorkloadManifest } from "../model/manifest.ts";
import { locate } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import { addBeside, namespaceBeside } from "./fixes/beside.ts";
import { selectorOf } from "./fixes/selector.ts";
import { defineRule, type Fix } from "./rule.ts";

export const selectorWithoutEndpoints = defineRule({
  id: "selector-without-endpoints",
  severity: "warning",
  title: { en: "Neither a selector nor endpoints", "zh-cn": "既没有选择器也没有端点" },
  why: {
    en: "Without a selector, the cluster creates no endpoints. You must add EndpointSlices with the label `kubernetes.io/service-name`, or an Endpoints object with the Service's name. Until then, every connection is refused.",
    "zh-cn":
      "没有选择器时，集群不会创建端点：需要自行添加带有标签 `kubernetes.io/service-name` 的 EndpointSlice，或与 Service 同名的 Endpoints 对象。在此之前所有连接都会被拒绝。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest, namespace, name } = resource;
    if (manifest.service.type === "ExternalName" || manifest.service.selector !== undefined) return;
    // Of a text that cannot be read nobody knows what is missing.
    if (resource.document.yaml.errors.length > 0) return;
    if (name === "" || manifest.service.spec === undefined || (namespace === "default" && name === "kubernetes"))
      return;
    if (liveSlicesIn(world.snapshot, resource).length > 0) return;
    const all = [...endpointsEverywhere(resource, world)];
    if (all.some((other) => other.namespace === namespace && other.manifest.endpoints.service === name)) return;
    const near = all.find(
      (other) =>
        (other.namespace === namespace && isTypo(name, other.manifest.endpoints.service ?? "")) ||
        (other.namespace !== namespace &&
          other.manifest.endpoints.service === name &&
          other.namespaceIsKnown &&
          resource.namespaceIsKnown),
    );
    const meant = meantWorkload(resource, world);
    if (near === undefined && meant !== undefined) {
      const { kind } = meant.manifest;
      yield {
        span: locate(manifest.root, ["spec"], resource.document.yaml.text).span,
        field: ["spec", "selector"],
        message: {
          en: `The Service has no selector and no endpoints. ${kind} ${meant.name} next to it has the same name.`,
          "zh-cn": `该 Service 没有选择器，也没有端点。旁边的 ${kind} ${meant.name} 与它同名。`,
        },
        related: [
          {
            document: meant.document,
            span: (meant.manifest.name ?? meant.manifest.root).span,
            message: { en: `${kind} ${meant.name}`, "zh-cn": `${kind} ${meant.name}` },
          },
        ],
        fixes: () => endpointsFixes(resource, near, world, meant),
      };
      return;
    }
    yield {
      severity: near === undefined ? "hint" : amongNeighbours("warning", resource, [near], world),
      span: locate(manifest.root, ["spec"], resource.document.yaml.text).span,
      field: ["spec", "selector"],
      message:
        near === undefined
          ? {
              en: "The Service has no selector, and no EndpointSlice or Endpoints in this workspace belongs to it; they may be defined elsewhere.",
              "zh-cn": "该 Service 没有选择器，此工作区中也没有属于它的 EndpointSlice 或 Endpoints；可能在别处定义。",
            }
          : {
              en: `The Service has no selector, and no endpoints belong to it. Nearest: ${near.manifest.kind} ${near.namespace}/${near.name}.`,
              "zh-cn": `该 Service 没有选择器，也没有属于它的端点。最接近的是 ${near.manifest.kind} ${near.namespace}/${near.name}。`,
            },
      fixes: () => endpointsFixes(resource, near, world),
    };
  },
});

/**
 * The workload in the Service's own file or folder that it is evidently for: it bears its name, and no other Service
 * selects its pods.
 */
function meantWorkload(service: Resource<ServiceManifest>, world: World): Resource<WorkloadManifest> | undefined {
  return world
    .workloads(service, service.namespace)
    .find(
      (workload) =>
        bareName(workload.name) === bareName(service.name) &&
        areInOneFolder(workload, service) &&
        workload.manifest.workload.podLabels.length > 0 &&
        !workload.manifest.workload.runsToCompletion &&
        world.selecting(workload).length === 0,
    );
}

/** The pods of the workload that has the Service's name, or endpoints to be filled in. */
function* endpointsFixes(
  service: Resource<ServiceManifest>,
  near: Resource<EndpointsManifest> | undefined,
  world: World,
  meant?: Resource<WorkloadManifest>,
): Iterable<Fix> {
  const { document, manifest, namespace, name } = service;
  // Where nothing comes near, whoever writes the endpoints may do so elsewhere.
  const guess = near === undefined && meant === undefined ? Number.POSITIVE_INFINITY : 3;
  if (near !== undefined && near.namespace === namespace) yield { ...callIt(near, name), guess: 1 };
  const offered = new Set<string>();
  for (const workload of world.workloads(service, namespace)) {
    const { podLabels, runsToCompletion } = workload.manifest.workload;
    if (bareName(workload.name) !== bareName(name) || podLabels.length === 0 || runsToCompletion) continue;
    const id = `${workload.manifest.kind} ${workload.name} ${JSON.stringify(selectorOf(workload.manifest))}`;
    if (offered.has(id)) continue;
    offered.add(id);
    yield {
      title: {
        en: `Select the pods of ${workload.manifest.kind} ${workload.name}`,
        "zh-cn": `选择 ${workload.manifest.kind} ${workload.name} 的 Pod`,
      },
      safe: false,
      guess,
      edits: setField(
        document.yaml,
        [...rootPath(manifest), "spec", "selector"],
        Object.fromEntries(selectorOf(workload.manifest).map(({ key, value }) => [key, value])),
        "type",
      ),
    };
  }
  yield {
    title: {
      en: "Add an EndpointSlice for it, with the address to fill in",
      "zh-cn": "添加属于它的 EndpointSlice（地址待填写）",
    },
    safe: false,
    guess: guess + 1,
    edits: addBeside(service, {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        name: `${name}-1`,
        ...namespaceBeside(service),
        labels: { [serviceNameLabel]: name },
      },
      addressType: "IPv4",
      // Each port has the name of the Service's, for by that they find one another.
      ports: manifest.service.ports.map(({ name: portName, protocol, port, targetPort }) => ({
        ...(portName === undefined ? {} : { name: portName }),
        ...(protocol === undefined || protocol === "TCP" ? {} : { protocol }),
        port: typeof targetPort === "number" ? targetPort : (port ?? 80),
      })),
      // For documentation (RFC 5737): nobody is there.
      endpoints: [{ addresses: ["192.0.2.1"] }],
    }),
  };
}

/** The endpoints that come near become this Service's: by their name, or by the label that says whose they are. */
function callIt({ document, manifest, name }: Resource<EndpointsManifest>, service: string): Fix {
  const path = manifest.kind === "Endpoints" ? ["name"] : ["labels", { key: serviceNameLabel }];
  return {
    title: {
      en: `Assign ${manifest.kind} ${name} to Service ${service}`,
      "zh-cn": `将 ${manifest.kind} ${name} 关联到 Service ${service}`,
    },
    safe: false,
    edits: setField(document.yaml, [...rootPath(manifest), "metadata", ...path], service).map((edit) => ({
      ...edit,
      document,
    })),
  };
}

function* endpointsEverywhere(from: Resource, world: World): Iterable<Resource<EndpointsManifest>> {
  for (const kind of ["EndpointSlice", "Endpoints"]) {
    for (const resource of world.ofKindEverywhere(from, kind)) {
      if (isA(resource, "endpoints")) yield resource;
    }
  }
}
