// Ports of NetworkPolicies that no pod has: a name that no container gives, or a Service's number where the pod's is due.

import { isFilledIn } from "../base/placeholder.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { NetworkPolicyManifest, ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import type { PolicyPort, PolicyRule } from "../model/network-policy.ts";
import { portsMeant } from "../model/ports-meant.ts";
import { labelsMatch } from "./labels.ts";
import type { PodPort, Pods } from "./pods.ts";
import { hasPort, isPeer } from "./policies.ts";
import { isRefusedPolicy } from "./refused-policy.ts";
import { podsIn } from "./scene.ts";

/** A port that lets nothing through, for no pod listens there. */
export interface PortMistake {
  /** In spec: `ingress[0].ports[1]`. */
  readonly path: readonly ["ingress" | "egress", number, "ports", number];
  readonly port: PolicyPort;
  /** The pods that the port is about. */
  readonly workloads: readonly Resource<WorkloadManifest>[];
  /** Whose number it is; undefined for a name or a number of nobody. */
  readonly service: { readonly resource: Resource<ServiceManifest>; readonly as: "port" | "node-port" } | undefined;
  /** What may have been meant, the likeliest first: numbers, or names where a name is written. */
  readonly meant: readonly (number | string)[];
}

/** Every such port of a policy. A number that only nobody declares is none: ports need no declaration. */
export function portMistakes(policy: Resource<NetworkPolicyManifest>, world: World): readonly PortMistake[] {
  if (isRefusedPolicy(policy) || policy.uncertain) return [];
  const found: PortMistake[] = [];
  const { ingress, egress, isolatesIngress, isolatesEgress } = policy.manifest.policy;
  if (isolatesIngress) found.push(...mistakesIn(ingress, "ingress", policy, () => selectedBy(policy, world), world));
  if (isolatesEgress)
    found.push(...mistakesIn(egress, "egress", policy, (rule) => peersOf(rule, policy, world), world));
  return found;
}

/** The workloads meant, one after the other; undefined among them where it is not known whether one, or what else, is. */
type Meant = Iterable<Resource<WorkloadManifest> | undefined>;

function* mistakesIn(
  rules: readonly PolicyRule[],
  direction: "ingress" | "egress",
  policy: Resource,
  meantBy: (rule: PolicyRule) => Meant,
  world: World,
): Iterable<PortMistake> {
  for (const [index, rule] of rules.entries()) {
    const open = new Set(rule.ports.filter(isJudged));
    if (open.size === 0) continue;
    const workloads: Resource<WorkloadManifest>[] = [];
    for (const workload of meantBy(rule)) {
      if (workload === undefined) open.clear();
      else {
        workloads.push(workload);
        // Nearly all ports are those of the first pods that they are about: then nobody else need be looked at.
        for (const port of open) if (declares(workload, port)) open.delete(port);
      }
      if (open.size === 0) break;
    }
    if (workloads.length === 0) continue;
    for (const port of open) {
      const mistake = mistakeOf(rule, port, workloads, policy, world);
      if (mistake !== undefined) yield { ...mistake, path: [direction, index, "ports", rule.ports.indexOf(port)] };
    }
  }
}

function isJudged({ port, endPort }: PolicyPort): boolean {
  return port !== undefined && endPort === undefined && !(typeof port === "string" && isFilledIn(port));
}

/** Whether a container has the port; of a name, with whatever protocol: which is wrong then is not known. */
function declares({ manifest }: Resource<WorkloadManifest>, { port, protocol }: PolicyPort): boolean {
  return manifest.workload.containers.some((container) =>
    container.ports.some((each) =>
      typeof port === "string" ? each.name === port : each.containerPort === port && each.protocol === protocol,
    ),
  );
}

function mistakeOf(
  rule: PolicyRule,
  port: PolicyPort,
  workloads: readonly Resource<WorkloadManifest>[],
  asker: Resource,
  world: World,
): Omit<PortMistake, "path"> | undefined {
  const pods = workloads.map((workload) => podsIn(workload, asker, world));
  const declared = pods.flatMap((each) => each.ports);
  if (typeof port.port === "string") {
    return { port, workloads, service: undefined, meant: namesFor(port.port, declared, rule) };
  }
  const number = port.port;
  if (number === undefined) return undefined;
  const services = servicesOf(workloads, world);
  // Somebody leads to this number: the pods listen there without saying so.
  if (services.some(({ targets }) => targets.includes(number))) return undefined;
  for (const { resource, leads } of services) {
    for (const each of resource.manifest.service.ports) {
      const as = each.port === number ? "port" : each.nodePort === number ? "node-port" : undefined;
      if (as === undefined || (each.protocol ?? "TCP") !== port.protocol) continue;
      const targets = leads(each);
      if (targets.length === 0) continue;
      // Some write both numbers: then the one too many harms nobody.
      const others = rule.ports.filter((one) => one !== port);
      if (targets.every((target) => letsIn(others, target, port.protocol, declared))) return undefined;
      const declaredPorts = declared.filter(({ protocol }) => protocol === port.protocol).map((other) => other.port);
      const meant = unused([...targets, ...declaredPorts], rule, declared);
      return { port, workloads, service: { resource, as }, meant };
    }
  }
  // A number of nobody, where the rule lets nothing else through to pods that say where they listen.
  const speaks = pods.every((each) => each.ports.length > 0);
  const letsAny = rule.ports.some((other) => other !== port && pods.some((each) => hasAny(other, each)));
  if (!speaks || letsAny || services.length === 0) return undefined;
  const near = declared
    .filter((each) => each.protocol === port.protocol && isNear(each.port, number))
    .map((each) => each.port);
  return near.length === 0 ? undefined : { port, workloads, service: undefined, meant: unused(near, rule, declared) };
}

/** Whether a rule's ports let a port of the pods in, by its number or its name. */
function letsIn(ports: readonly PolicyPort[], number: number, protocol: string, declared: readonly PodPort[]): boolean {
  const names = declared.flatMap((each) => (each.port === number && each.name !== undefined ? [each.name] : []));
  return hasPort(ports, { port: number, protocol, names }) === "yes";
}

function hasAny(port: PolicyPort, pods: Pods): boolean {
  return pods.ports.some(
    (each) =>
      hasPort([port], {
        port: each.port,
        protocol: each.protocol,
        names: each.name === undefined ? [] : [each.name],
      }) === "yes",
  );
}

/** One digit more, less or other, or two changed places. */
function isNear(a: number, b: number): boolean {
  const [one, other] = [String(a), String(b)];
  if (Math.abs(one.length - other.length) > 1) return false;
  if (one.length === other.length) {
    const differ = [...one].flatMap((digit, index) => (digit === other[index] ? [] : [index]));
    const [first = 0, second] = differ;
    if (differ.length <= 1) return true;
    return differ.length === 2 && second === first + 1 && one[first] === other[second] && one[second] === other[first];
  }
  const [long, short] = one.length > other.length ? [one, other] : [other, one];
  return [...long].some((_, index) => long.slice(0, index) + long.slice(index + 1) === short);
}

/** Names of the pods' ports by likeness; what the rule names already was not meant twice. */
function namesFor(name: string, declared: readonly PodPort[], rule: PolicyRule): readonly string[] {
  const names = [...new Set(declared.flatMap((each) => each.name ?? []))].filter((candidate) => candidate !== "");
  const free = names.filter((candidate) => !rule.ports.some((port) => port.port === candidate));
  return [...free].sort((a, b) => unlikeness(name, a) - unlikeness(name, b));
}

/** How much of two names differs, from 0: by their letters in order. */
export function unlikeness(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, index) => [index]);
  for (let j = 1; j <= b.length; j++) (rows[0] ?? [])[j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const row = rows[i] ?? [];
      const above = rows[i - 1] ?? [];
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
    }
  }
  return (rows[a.length]?.[b.length] ?? 0) / Math.max(a.length, b.length, 1);
}

/** Each number once; those that the rule names already come last, for then the entry is merely superfluous. */
function unused(numbers: readonly number[], rule: PolicyRule, declared: readonly PodPort[]): readonly number[] {
  const all = [...new Set(numbers)];
  const isNamed = (number: number) =>
    rule.ports.some(
      ({ port }) =>
        port === number ||
        declared.some((each) => each.port === number && each.name !== undefined && each.name === port),
    );
  return [...all.filter((number) => !isNamed(number)), ...all.filter(isNamed)];
}

interface Led {
  readonly resource: Resource<ServiceManifest>;
  /** The pods' numbers that its ports lead to. */
  readonly targets: readonly number[];
  leads(port: ServiceManifest["service"]["ports"][number]): readonly number[];
}

function servicesOf(workloads: readonly Resource<WorkloadManifest>[], world: World): readonly Led[] {
  const services = new Set(workloads.flatMap((workload) => world.selecting(workload)));
  return [...services].map((resource) => {
    const leads: Led["leads"] = (port) =>
      typeof port.targetPort === "number"
        ? [port.targetPort]
        : [
            ...new Set(
              workloads.flatMap(({ manifest }) => portsMeant(port, manifest.workload)[0]?.containerPort ?? []),
            ),
          ];
    return { resource, leads, targets: resource.manifest.service.ports.flatMap(leads) };
  });
}

/** The workloads that a policy governs. */
function* selectedBy(policy: Resource<NetworkPolicyManifest>, world: World): Meant {
  const { pods } = policy.manifest.policy;
  for (const workload of world.workloads(policy, policy.namespace)) {
    const answer = labelsMatch(pods, podsIn(workload, policy, world).labels);
    if (answer === "unknown") yield undefined;
    if (answer === "yes") yield workload;
  }
}

/** The workloads that an egress rule leads to. */
function* peersOf(rule: PolicyRule, policy: Resource<NetworkPolicyManifest>, world: World): Meant {
  // To addresses, or to whole namespaces, it may be meant for pods that are not in sight.
  const isOpen = ({ ipBlock, pods }: PolicyRule["peers"][number]) =>
    ipBlock !== undefined || pods === undefined || pods.labels.length + pods.expressions.length === 0;
  if (rule.peers.length === 0 || rule.peers.some(isOpen)) {
    yield undefined;
    return;
  }
  for (const peer of rule.peers) {
    for (const workload of everyWorkload(policy, peer.namespaces === undefined ? policy.namespace : undefined, world)) {
      const answer = isPeer(peer, rule, policy.namespace, { is: "pods", pods: podsIn(workload, policy, world) });
      if (answer === "unknown") yield undefined;
      if (answer === "yes") yield workload;
    }
  }
}

/** The workloads of a namespace, or of all in which there are Services or Namespace objects. */
export function everyWorkload(
  asker: Resource,
  namespace: string | undefined,
  world: World,
): readonly Resource<WorkloadManifest>[] {
  if (namespace !== undefined) return world.workloads(asker, namespace);
  const services = world.ofKindEverywhere(asker, "Service").map((service) => service.namespace);
  const namespaces = world.ofKindEverywhere(asker, "Namespace").map(({ name }) => name);
  return [...new Set([asker.namespace, ...services, ...namespaces])].flatMap((each) => world.workloads(asker, each));
}

/** Whether a policy has a port that was meant otherwise: then that is to be said, and not what follows from it. */
export function hasPortMistake(policy: Resource, world: World): boolean {
  return isA(policy, "network-policy") && portMistakes(policy, world).length > 0;
}
