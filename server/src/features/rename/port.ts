// A port's new name: of a Service's port with all that refer to it, or of a container's port with all that mean it by name.

import { dnsLabel, portName } from "../../api-server/formats.ts";
import type { Steps } from "../../base/steps.ts";
import { mentionsIn } from "../../index/mentions.ts";
import { isA, type Resource } from "../../index/resource.ts";
import type { ServiceManifest, WorkloadManifest } from "../../model/manifest.ts";
import { looksInto } from "../../model/monitor.ts";
import { type LabelSelector, readLabelSelector, selects } from "../../model/network-policy.ts";
import { get, getAll, stringOf } from "../../yaml/cursor.ts";
import {
  complaintAbout,
  everywhere,
  mayGoTogether,
  meansIt,
  meansOthersToo,
  type RenameContext,
  writtenId,
} from "./context.ts";
import { type Note, nameRefused, placeRefused, type Refusal } from "./edits.ts";
import { labelsOf } from "./pairs.ts";
import { isOf, meansMore, mentionsOf, noService, sameServices } from "./service.ts";
import { containerPortNames, type RenameTarget, servicePortNames } from "./target.ts";

type ServiceResource = Resource<ServiceManifest>;
type WorkloadResource = Resource<WorkloadManifest>;

export function* renameServicePort(
  target: RenameTarget & { kind: "service-port" },
  newName: string,
  context: RenameContext,
): Steps<Refusal | undefined> {
  const complaint = complaintAbout(newName, dnsLabel(newName));
  if (complaint !== undefined) return complaint;
  const { from, name: old, namespace, service } = target;
  const named = service === undefined ? monitoredBy(from, old, context) : [{ from, namespace, service }];
  const found = named.flatMap((one) => sameServices(one.from, one.namespace, one.service, context));
  const services = [...new Set(found)];
  if (services.length === 0) {
    return service === undefined
      ? placeRefused(
          "No Service of this workspace has the port that this monitor scrapes.",
          "此工作区中没有 Service 具有该监控对象要抓取的端口。",
        )
      : noService(namespace, service);
  }
  for (const one of services) {
    const names = one.manifest.service.ports.map((port) => port.name);
    if (names.includes(newName) && names.includes(old)) {
      return nameRefused(
        `Service ${one.namespace}/${one.name} has a port named ${newName} already.`,
        `Service ${one.namespace}/${one.name} 已有名为 ${newName} 的端口。`,
      );
    }
  }
  if (!services.some((one) => one.manifest.service.ports.some((port) => port.name === old))) {
    return placeRefused(
      `The Service has no port named ${old}: there is nothing to rename.`,
      `该 Service 没有名为 ${old} 的端口：没有可重命名的内容。`,
    );
  }
  for (const one of services) {
    for (const { text, manifest } of context.forms.of(one)) {
      for (const { node } of servicePortNames(manifest))
        if (stringOf(node) === old) context.edits.value(text, node, newName, meansIt);
    }
    for (const { text, steps, node } of context.forms.patched(one)) {
      if (node.value === old && /^spec\/ports\/[^/]+\/name$/.test(steps.join("/")))
        context.edits.value(text, node, newName, meansIt);
    }
    yield* renamePortMentions(one, services, old, newName, context);
    yield* renameMonitored(one, services, old, newName, context);
  }
  return undefined;
}

/** Backends, slices, and the port's own name in the cluster's DNS (`_http._tcp.web.shop.svc`). */
function* renamePortMentions(
  service: ServiceResource,
  services: readonly ServiceResource[],
  old: string,
  newName: string,
  context: RenameContext,
): Steps<void> {
  const { world, forms, edits } = context;
  for (const resource of world.naming(service, service.namespace, service.name)) {
    yield;
    const mentions = [...mentionsOf(resource, world)].filter((mention) => isOf(mention, service));
    const starts = new Set(mentions.map((mention) => mention.span.start));
    const note = meansMore(resource, starts, services, context) ? meansOthersToo : meansIt;
    for (const written of forms.of(resource)) {
      const isOwn = written.text.document === resource.document;
      for (const mention of mentionsIn(written.manifest, resource.namespace, world.settings.clusterDomain)) {
        const { portNode, host, node, span } = mention;
        // A kustomization may give the name here another look; a patch says it as the Service's manifest does.
        if (isOwn ? !starts.has(span.start) : mention.namespace !== service.namespace) continue;
        if (portNode !== undefined && stringOf(portNode) === old) edits.value(written.text, portNode, newName, note);
        const lead = /^_(.+)\._(tcp|udp|sctp)\.$/i.exec(host?.lead ?? "");
        if (host === undefined || lead?.[1] !== old || node.kind !== "string") continue;
        const isPlaced = span.end - span.start === host.service.length && !node.aliased;
        const at = (start: number) => ({
          start: start - host.lead.length + 1,
          end: start - host.lead.length + 1 + old.length,
        });
        edits.part(written.text, node, {
          said: at(host.start),
          written: isPlaced ? at(span.start) : undefined,
          text: newName,
          note,
        });
      }
      if (resource.manifest.is !== "endpoints") continue;
      for (const { node } of servicePortNames(written.manifest))
        if (stringOf(node) === old) edits.value(written.text, node, newName, note);
    }
    for (const { text, steps, node } of forms.patched(resource)) {
      if (node.value === old && /\/(service\/port\/name|servicePort)$/.test(`/${steps.join("/")}`))
        edits.value(text, node, newName, note);
    }
  }
}

/** ServiceMonitors that scrape this port by its name. */
function* renameMonitored(
  service: ServiceResource,
  services: readonly ServiceResource[],
  old: string,
  newName: string,
  context: RenameContext,
): Steps<void> {
  const ids = new Set(services.map(writtenId));
  for (const monitor of context.world.ofKindEverywhere(service, "ServiceMonitor")) {
    yield;
    const targets = [...monitored(monitor, context)];
    if (!targets.includes(service)) continue;
    const others = targets.filter((other) => !ids.has(writtenId(other)) && hasPort(other, old));
    const note = others.length > 0 ? meansOthersToo : meansIt;
    for (const { text, manifest } of context.forms.of(monitor)) {
      for (const { node } of servicePortNames(manifest))
        if (stringOf(node) === old) context.edits.value(text, node, newName, note);
    }
  }
}

function hasPort({ manifest }: ServiceResource, name: string): boolean {
  return manifest.service.ports.some((port) => port.name === name);
}

/** The Services that a ServiceMonitor finds. */
export function* monitored(monitor: Resource, { world }: RenameContext): Iterable<ServiceResource> {
  const { manifest, namespace } = monitor;
  if (!manifest.apiVersion.startsWith("monitoring.coreos.com/")) return;
  const selector = readLabelSelector(get(manifest.root, "spec", "selector"));
  for (const service of world.ofKindEverywhere(monitor, "Service")) {
    if (service.manifest.is !== "service" || !looksInto(manifest.root, namespace, service.namespace)) continue;
    if (selects(selector, labelsOf(service))) yield service as ServiceResource;
  }
}

function monitoredBy(
  monitor: Resource,
  port: string,
  context: RenameContext,
): readonly { readonly from: Resource; readonly namespace: string; readonly service: string }[] {
  return [...monitored(monitor, context)]
    .filter((service) => hasPort(service, port))
    .map((from) => ({ from, namespace: from.namespace, service: from.name }));
}

export function* renameContainerPort(
  target: RenameTarget & { kind: "container-port" },
  newName: string,
  context: RenameContext,
): Steps<Refusal | undefined> {
  const complaint = complaintAbout(newName, portName(newName));
  if (complaint !== undefined) return complaint;
  const { from, name: old } = target;
  const { world } = context;
  const { workloads, services } = meaningPort(from, old, context);
  const taken = takenIn(workloads, old, newName);
  if (taken !== undefined) return taken;
  const change = (resource: Resource, note: Note) => renamePortIn(resource, old, newName, note, context);
  const ids = new Set(workloads.map(writtenId));
  const noteFor = (all: readonly WorkloadResource[]) =>
    all.some((workload) => !ids.has(writtenId(workload)) && declares(workload, old)) ? meansOthersToo : meansIt;
  for (const workload of workloads) {
    yield;
    change(workload, meansIt);
  }
  for (const service of services) {
    yield;
    change(service, noteFor(world.selected(service)));
  }
  if (workloads.length + services.length === 0) change(from, meansIt);
  for (const workload of workloads) {
    yield;
    const { podLabels } = workload.manifest.workload;
    for (const policy of world.ofKind(workload, "NetworkPolicy", workload.namespace)) {
      if (policy.manifest.is !== "network-policy" || !selects(policy.manifest.policy.pods, podLabels)) continue;
      change(policy, noteFor(chosen(policy, policy.manifest.policy.pods, context)));
    }
    for (const monitor of world.ofKindEverywhere(workload, "PodMonitor")) {
      if (!looksInto(monitor.manifest.root, monitor.namespace, workload.namespace)) continue;
      const selector = readLabelSelector(get(monitor.manifest.root, "spec", "selector"));
      if (selects(selector, podLabels)) change(monitor, noteFor(chosen(workload, selector, context)));
    }
  }
  for (const service of services) {
    yield;
    for (const monitor of world.ofKindEverywhere(service, "ServiceMonitor")) {
      const targets = [...monitored(monitor, context)];
      if (targets.includes(service)) change(monitor, noteFor(targets.flatMap((one) => world.selected(one))));
    }
  }
  return undefined;
}

/** Why the new name cannot be had: a workload has a port of that name beside this one. */
function takenIn(workloads: readonly WorkloadResource[], old: string, newName: string): Refusal | undefined {
  for (const workload of workloads) {
    const names = workload.manifest.workload.containers.flatMap((container) =>
      container.ports.map((port) => port.name),
    );
    if (names.includes(newName) && names.includes(old)) {
      return nameRefused(
        `${workload.manifest.kind} ${workload.name} has a port named ${newName} already.`,
        `${workload.manifest.kind} ${workload.name} 已有名为 ${newName} 的端口。`,
      );
    }
  }
  return undefined;
}

/** Renames a container's port where a resource declares it or means it, in its manifests and in what patches them. */
function renamePortIn(resource: Resource, old: string, newName: string, note: Note, context: RenameContext): void {
  const { forms, edits } = context;
  for (const { text, manifest } of forms.of(resource)) {
    for (const node of containerPortNames(manifest)) if (stringOf(node) === old) edits.value(text, node, newName, note);
  }
  for (const { text, steps, node } of forms.patched(resource)) {
    const isPort = /\/(targetPort|ports\/[^/]+\/(name|port)|httpGet\/port|tcpSocket\/port)$/.test(
      `/${steps.join("/")}`,
    );
    const isServicePort = resource.manifest.is === "service" && steps.at(-1) === "name";
    if (node.value === old && isPort && !isServicePort) edits.value(text, node, newName, note);
  }
}

function chosen(from: Resource, selector: LabelSelector, { world }: RenameContext): readonly WorkloadResource[] {
  return world
    .workloads(from, from.namespace)
    .filter((workload) => selects(selector, workload.manifest.workload.podLabels));
}

function declares({ manifest }: WorkloadResource, name: string): boolean {
  const { podSpec } = manifest.workload;
  return ["containers", "initContainers"].some((list) =>
    [...getAll(podSpec, [list, "*", "ports", "*", "name"])].some((node) => stringOf(node) === name),
  );
}

/** The pods that have this port, and the Services that lead to it by its name: from one to the other until nothing is new. */
function meaningPort(
  from: Resource,
  name: string,
  context: RenameContext,
): { readonly workloads: readonly WorkloadResource[]; readonly services: readonly ServiceResource[] } {
  const { world, workspace } = context;
  const workloads = new Set<WorkloadResource>();
  const services = new Set<ServiceResource>();
  const takeWorkload = (workload: WorkloadResource) => {
    if (workloads.has(workload) || !declares(workload, name) || !mayGoTogether(from, workload, context)) return;
    workloads.add(workload);
    for (const other of everywhere(workload, workspace)) takeWorkload(other);
    for (const service of world.selecting(workload)) takeService(service);
  };
  const takeService = (service: ServiceResource) => {
    if (services.has(service) || !mayGoTogether(from, service, context)) return;
    if (!service.manifest.service.ports.some((port) => port.targetPort === name)) return;
    services.add(service);
    for (const other of everywhere(service, workspace)) takeService(other);
    for (const workload of world.selected(service)) takeWorkload(workload);
  };
  const { manifest } = from;
  if (isA(from, "workload")) takeWorkload(from);
  if (isA(from, "service")) takeService(from);
  if (manifest.is === "network-policy")
    for (const workload of chosen(from, manifest.policy.pods, context)) takeWorkload(workload);
  if (manifest.kind === "PodMonitor") {
    const selector = readLabelSelector(get(manifest.root, "spec", "selector"));
    for (const workload of chosen(from, selector, context)) takeWorkload(workload);
  }
  if (manifest.kind === "ServiceMonitor") for (const service of monitored(from, context)) takeService(service);
  return { workloads: [...workloads], services: [...services] };
}
