// What a ServiceMonitor or a PodMonitor finds: the Services or the pods that it selects.

import { podMakers } from "../model/kinds.ts";
import { type Pair, readPairs } from "../model/labels.ts";
import { looksInto } from "../model/monitor.ts";
import { type LabelSelector, readLabelSelector, selects } from "../model/network-policy.ts";
import { entryOf, get } from "../yaml/cursor.ts";
import type { Entry, MapNode } from "../yaml/node.ts";
import { nearest } from "./neighbours.ts";
import type { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** A monitor and what it finds. */
export interface Monitored {
  /** Services; else pods. */
  readonly ofServices: boolean;
  /** The field below `spec` that lists what is scraped of each. */
  readonly list: "endpoints" | "podMetricsEndpoints";
  readonly selectorEntry: Entry;
  readonly selector: LabelSelector;
  /** All where it looks. */
  readonly targets: readonly Target[];
  /** Those with the labels, wherever they are. */
  readonly fitting: readonly Target[];
  /** Those with the labels where it looks, the neighbours of the monitor before strangers. */
  readonly matched: readonly Target[];
}

/** Undefined of whatever is no monitor with a selector. */
export function monitoredBy(resource: Resource, world: World): Monitored | undefined {
  const { manifest } = resource;
  if (!manifest.apiVersion.startsWith("monitoring.coreos.com/")) return undefined;
  const ofServices = manifest.kind === "ServiceMonitor";
  const selectorEntry = entryOf(get(manifest.root, "spec"), "selector");
  if ((!ofServices && manifest.kind !== "PodMonitor") || selectorEntry === undefined) return undefined;
  const everywhere = [...(ofServices ? services(resource, world) : pods(resource, world))];
  const targets = everywhere.filter((target) => looksInto(manifest.root, resource.namespace, target.namespace));
  const selector = readLabelSelector(selectorEntry.value);
  const fitting = everywhere.filter((target) => selects(selector, target.labels));
  const all = fitting.filter((target) => targets.includes(target));
  const own = nearest(
    resource,
    all.map((target) => target.resource),
    world,
  );
  const matched = all.filter((target) => own.includes(target.resource));
  const list = ofServices ? "endpoints" : "podMetricsEndpoints";
  return { ofServices, list, selectorEntry, selector, targets, fitting, matched };
}

/** What a monitor may find: a Service or a workload's pods. */
export interface Target {
  readonly resource: Resource;
  readonly name: string;
  readonly namespace: string;
  readonly labels: readonly Pair[];
  /** The names of the ports that it has. */
  readonly ports: readonly string[];
}

function* services(resource: Resource, world: World): Iterable<Target> {
  for (const service of [...world.ofKindEverywhere(resource, "Service"), ...world.allServicesElsewhere(resource)]) {
    const { manifest, name, namespace } = service;
    if (manifest.is !== "service") continue;
    const ports = manifest.service.ports.flatMap((port) => port.name ?? []);
    yield { resource: service, name: `Service ${name}`, namespace, labels: labelsOf(manifest.root), ports };
  }
}

function* pods(resource: Resource, world: World): Iterable<Target> {
  for (const kind of podMakers) {
    for (const workload of world.ofKindEverywhere(resource, kind)) {
      const { manifest, name, namespace } = workload;
      if (manifest.is !== "workload") continue;
      const ports = manifest.workload.containers.flatMap((container) =>
        container.ports.flatMap((port) => port.name ?? []),
      );
      yield { resource: workload, name: `${kind} ${name}`, namespace, labels: manifest.workload.podLabels, ports };
    }
  }
}

function labelsOf(root: MapNode): readonly Pair[] {
  return readPairs(get(root, "metadata", "labels"));
}
