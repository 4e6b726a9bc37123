// A Service for a workload that is there: name, selector and ports are the workload's own. For completion, code actions and the command.

import type { Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import { isSetByController, matches, type Pair, readPairs } from "../../model/labels.ts";
import type { WorkloadManifest } from "../../model/manifest.ts";
import type { ServiceType } from "../../model/service.ts";
import { declaredPorts } from "../../refactor/declared-ports.ts";
import { get } from "../../yaml/cursor.ts";
import { newDocument } from "../../yaml/new-document.ts";

/** The kinds of Service that somebody writes: the types, and headless, which is a ClusterIP without an address. */
export type Shape = ServiceType | "headless";

/** What each is for, in a few words. */
export const shapes: Readonly<Record<Shape, Text>> = {
  ClusterIP: { en: "reachable inside the cluster", "zh-cn": "在集群内部访问" },
  NodePort: { en: "also opens a port on every node", "zh-cn": "另外通过每个节点的端口访问" },
  LoadBalancer: { en: "behind a load balancer", "zh-cn": "位于负载均衡器之后" },
  headless: { en: "DNS returns the pods' addresses", "zh-cn": "DNS 直接返回各 Pod 的地址" },
  ExternalName: { en: "an alias for an external domain name", "zh-cn": "外部域名的别名" },
};

/** What may stand in front of a workload, the likeliest first: a StatefulSet's pods have names of their own. */
export function shapesFor(workload: Resource<WorkloadManifest>): readonly Shape[] {
  return workload.manifest.kind === "StatefulSet"
    ? ["headless", "ClusterIP", "NodePort", "LoadBalancer"]
    : ["ClusterIP", "NodePort", "LoadBalancer", "headless"];
}

export interface NewService {
  readonly name: string;
  /** The manifest, which ends with a line break; lines end with \n. */
  readonly text: string;
  /** The workload declares no port, so the Service's are a guess. */
  readonly portsAreGuessed: boolean;
}

/** The Service that leads to this workload's pods; without one, an example to fill in. */
export function newService(shape: Shape, applied: Resource<WorkloadManifest> | undefined, world: World): NewService {
  const workload = applied === undefined ? undefined : asWritten(applied);
  const name = workload === undefined ? "my-service" : nameFor(shape, workload, world);
  const namespace = workload?.manifest.namespace?.value;
  const ports = workload === undefined ? [] : declaredPorts(workload.manifest);
  const spec =
    shape === "ExternalName"
      ? { type: shape, externalName: "www.example.com" }
      : {
          ...(shape === "headless" ? { clusterIP: "None" } : { type: shape }),
          selector: workload === undefined ? { app: "my-app" } : selectorFor(workload, world),
          // Nobody translates a headless Service's port.
          ports:
            ports.length > 0 ? ports : [{ name: "http", port: shape === "headless" ? 8080 : 80, targetPort: 8080 }],
        };
  const text = newDocument({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec,
  });
  return { name, text, portsAreGuessed: ports.length === 0 && shape !== "ExternalName" };
}

/**
 * A workload whose manifest is the text's own: what a kustomization changes in it (a prefix, labels), it changes in the
 * new Service too. `resource` is what becomes of it, whom the world knows.
 */
export interface Written {
  readonly resource: Resource<WorkloadManifest>;
  readonly manifest: WorkloadManifest;
}

/** The workload as its file has it. */
export function asWritten(resource: Resource<WorkloadManifest>): Written {
  const { manifest } = resource;
  const own = resource.document.manifests.find(({ item, kind }) => item === manifest.item && kind === manifest.kind);
  return { resource, manifest: own?.is === "workload" ? own : manifest };
}

const suffixes: Readonly<Record<Shape, string>> = {
  ClusterIP: "internal",
  NodePort: "node-port",
  LoadBalancer: "public",
  headless: "headless",
  ExternalName: "external",
};

/** The longest name of a Service: a DNS label. */
const longestName = 63;

/** The workload's name, made a Service's; where a Service has it already, with a word behind it. */
function nameFor(shape: Shape, { resource, manifest }: Written, world: World): string {
  const written = manifest.name?.value ?? "";
  const isFree = (name: string) => {
    const applied = written === "" ? name : resource.name.replace(written, name);
    return world.servicesNamed(resource, resource.namespace, applied).length === 0;
  };
  const governing = manifest.workload.serviceName ?? "";
  if (shape === "headless" && /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(governing) && isFree(governing))
    return governing;
  const own = labelOf(written);
  if (isFree(own)) return own;
  const longer = (suffix: string) => `${own.slice(0, longestName - 1 - suffix.length).replace(/-+$/, "")}-${suffix}`;
  for (let count = 1; ; count++) {
    const name = longer(count === 1 ? suffixes[shape] : `${suffixes[shape]}-${count}`);
    if (isFree(name)) return name;
  }
}

/** A name as every Kubernetes version takes it for a Service (DNS-1035): a workload's may have dots and begin with a digit. */
function labelOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const begun = plain === "" ? "my-service" : /^[0-9]/.test(plain) ? `svc-${plain}` : plain;
  return begun.slice(0, longestName).replace(/-+$/, "");
}

/**
 * The workload's own selector, which its pods are sure to match; all their labels where that would take in others' pods
 * too, or where it has none.
 */
function selectorFor({ resource, manifest }: Written, world: World): Record<string, string> {
  const { podLabels } = manifest.workload;
  const own = readPairs(get(manifest.root, "spec", "selector", "matchLabels"));
  const all = podLabels.filter(({ key }) => !isSetByController(key));
  const isOther = (other: Resource) => other.document !== resource.document || other.manifest.item !== manifest.item;
  const takesOthers = (pairs: readonly Pair[]) =>
    world
      .workloads(resource, resource.namespace)
      .some((other) => isOther(other) && matches(pairs, other.manifest.workload.podLabels));
  const fits = matches(own, podLabels) && !(takesOthers(own) && !takesOthers(all));
  return Object.fromEntries((fits ? own : all).map((pair) => [pair.key, pair.value]));
}
