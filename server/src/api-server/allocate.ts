// The allocation stage: families, addresses, node ports, health-check port. It comes before validation and
// leaves at the first of four exits that finds something.

import type { FieldPath } from "../base/field.ts";
import { parseAddress } from "./addresses.ts";
import type { Claim, Cluster, Family } from "./cluster.ts";
import { clusterIPsErrors, familyOf, placeOf } from "./cluster-ips.ts";
import { needsHealthCheck } from "./defaults.ts";
import { type Facts, internal, invalid, json, plain, type ServiceError } from "./errors.ts";
import { pathSegment } from "./formats.ts";
import { goQuote } from "./go-text.ts";
import type { RefusalId } from "./rule-id.ts";
import type { ServiceObject, ServicePort, ServiceSpec } from "./service-object.ts";
import type { Features } from "./versions.ts";

export interface Allocation {
  /** With families filled in. Addresses that the server would choose stay "", ports that it would choose get `chosenPort`s. */
  readonly spec: ServiceSpec;
  /** One group for each exit that found something; the server reports the first and stops. */
  readonly exits: readonly (readonly ServiceError[])[];
  readonly claim: Claim;
}

/** A stand-in for a node port that the server would choose: above any real one. */
export function isChosenPort(port: number): boolean {
  return port >= chosenPortBase;
}

const chosenPortBase = 1 << 20;

/** `written` is clusterIPs as the manifest has it, before clusterIP filled it. */
export function allocate(
  service: ServiceObject,
  written: readonly string[],
  cluster: Cluster,
  features: Features,
): Allocation {
  const exits: (readonly ServiceError[])[] = [];
  const families = assignFamilies(service.spec, written, cluster, features, exits);
  const addresses = allocateAddresses(service, families, written, cluster, exits.length > 0);
  const ports = allocatePorts(families, cluster);
  // One exit: addresses first, then ports, the first failure only; the others stay for those who want to see all.
  const last = [...addresses.errors, ...ports.errors];
  for (const error of last) exits.push([error]);
  return {
    spec: { ...families, clusterIPs: addresses.clusterIPs, ports: ports.ports },
    exits: exits.map((group) => group.map((error) => ({ ...error, stage: "allocate" }))),
    claim: {
      owner: `${service.metadata.namespace}/${service.metadata.name}`,
      nodePorts: ports.taken,
      addresses: addresses.taken,
      chosenNodePorts: ports.chosen,
      chosenFamilies: addresses.chosen,
      name: service.metadata.name,
    },
  };
}

/** initIPFamilyFields: exits 1 to 3. */
function assignFamilies(
  before: ServiceSpec,
  written: readonly string[],
  cluster: Cluster,
  features: Features,
  exits: (readonly ServiceError[])[],
): ServiceSpec {
  if (before.type === "ExternalName") return before;
  const selectorless = before.clusterIP === "None" && before.selector.size === 0;
  const defaultPolicy = selectorless ? "RequireDualStack" : "SingleStack";
  const spec: ServiceSpec = { ...before, ipFamilyPolicy: before.ipFamilyPolicy ?? defaultPolicy };
  const first = [...clusterIPsErrors(spec, written, features)];
  if (first.length > 0) {
    exits.push(first);
    return spec;
  }
  const second = [...stackErrors(before, spec)];
  const ipFamilies = [...spec.ipFamilies];
  for (const [index, ip] of spec.clusterIPs.entries()) {
    if (ip === "None") break;
    if (index < ipFamilies.length) continue;
    const family = familyOf(ip);
    if (cluster.families.includes(family)) ipFamilies.push(family);
    else second.push(notOnCluster(index, family, spec, written, cluster));
  }
  if (second.length > 0) {
    exits.push(second);
    return { ...spec, ipFamilies };
  }
  const primary = cluster.families[0] ?? "IPv4";
  if (selectorless) {
    if (ipFamilies.length === 0) ipFamilies.push(primary);
    if (ipFamilies.length < 2 && spec.ipFamilyPolicy !== "SingleStack") ipFamilies.push(other(ipFamilies[0]));
    return { ...spec, ipFamilies };
  }
  const third = [...clusterErrors(spec, ipFamilies, cluster)];
  if (third.length > 0) exits.push(third);
  if (ipFamilies.length === 0) ipFamilies.push(primary);
  const both = cluster.families.length === 2 && spec.ipFamilyPolicy !== "SingleStack";
  if (both && ipFamilies.length === 1) ipFamilies.push(other(ipFamilies[0]));
  return { ...spec, ipFamilies };
}

function* stackErrors(before: ServiceSpec, spec: ServiceSpec): Generator<ServiceError> {
  if (spec.ipFamilyPolicy !== "SingleStack") return;
  const field = ["spec", "ipFamilyPolicy"];
  const words = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  // "given" or "defaulted": the user may never have written a policy.
  const facts = { other: before.ipFamilyPolicy ?? "" };
  if (spec.clusterIPs.length === 2) {
    const rest = { facts, near: ["spec", "clusterIPs"] };
    yield invalid("stack-single-two-ips", field, json("SingleStack"), `${words} cluster IPs are specified`, rest);
  }
  if (spec.ipFamilies.length === 2) {
    const rest = { facts, near: ["spec", "ipFamilies"] };
    yield invalid("stack-single-two-families", field, json("SingleStack"), `${words} IP families are specified`, rest);
  }
}

function notOnCluster(
  index: number,
  family: Family,
  spec: ServiceSpec,
  written: readonly string[],
  cluster: Cluster,
): ServiceError {
  const words = `${family} is not configured on this cluster`;
  const facts = { other: family, ...familyFacts(cluster) };
  const field = ["spec", "clusterIPs", index];
  return invalid("ip-family-not-on-cluster", field, json(spec.clusterIPs), words, {
    place: placeOf(index, written),
    facts,
  });
}

function* clusterErrors(spec: ServiceSpec, ipFamilies: readonly string[], cluster: Cluster): Generator<ServiceError> {
  const facts = familyFacts(cluster);
  if (spec.ipFamilyPolicy === "RequireDualStack" && cluster.families.length < 2) {
    const words = "this cluster is not configured for dual-stack services";
    yield invalid("require-dual-on-single-stack", ["spec", "ipFamilyPolicy"], json(spec.ipFamilyPolicy), words, {
      facts,
    });
  }
  for (const [index, family] of ipFamilies.entries()) {
    if (cluster.families.some((known) => known === family)) continue;
    const field = ["spec", "ipFamilies", index];
    yield invalid("family-not-on-cluster", field, json(family), "not configured on this cluster", { facts });
  }
}

/** Of a cluster whose ranges nobody told, the families are only assumed. */
function familyFacts(cluster: Cluster): Facts {
  return { range: cluster.families.join(", "), ...(cluster.ranges.length === 0 ? { assumed: true } : {}) };
}

function other(family: string | undefined): Family {
  return family === "IPv4" ? "IPv6" : "IPv4";
}

interface Addresses {
  readonly clusterIPs: readonly string[];
  readonly errors: readonly ServiceError[];
  readonly taken: readonly string[];
  readonly chosen: readonly Family[];
}

/** allocClusterIPs. Skipped where the families are already at fault: nothing sensible could be said. */
function allocateAddresses(
  service: ServiceObject,
  spec: ServiceSpec,
  written: readonly string[],
  cluster: Cluster,
  failed: boolean,
): Addresses {
  const none: Addresses = { clusterIPs: spec.clusterIPs, errors: [], taken: [], chosen: [] };
  if (failed || spec.type === "ExternalName" || spec.clusterIPs[0] === "None") return none;
  const clusterIPs = spec.ipFamilies.map((_, index) => spec.clusterIPs[index] ?? "");
  const errors: ServiceError[] = [];
  const taken: string[] = [];
  const chosen: Family[] = [];
  for (const [index, ip] of clusterIPs.entries()) {
    const family = spec.ipFamilies[index] === "IPv6" ? "IPv6" : "IPv4";
    const error = addressError(service, ip, family, clusterIPs, placeOf(index, written), cluster);
    if (error !== undefined) errors.push(error);
    else if (ip === "") chosen.push(family);
    else taken.push(parseAddress(ip)?.canonical ?? ip);
  }
  return { clusterIPs, errors, taken, chosen };
}

function addressError(
  service: ServiceObject,
  ip: string,
  family: Family,
  clusterIPs: readonly string[],
  place: FieldPath,
  cluster: Cluster,
): ServiceError | undefined {
  const field = ["spec", "clusterIPs"];
  const head = ip === "" ? "failed to allocate IP" : `failed to allocate IP ${ip}`;
  const refuse = (rule: RefusalId, why: string, rest: Parameters<typeof invalid>[4]): ServiceError =>
    invalid(rule, field, json(clusterIPs), `${head}: ${why}`, { place, ...rest });
  const address = parseAddress(ip);
  const ranges = cluster.ranges.filter((range) => range.family === family);
  const ranged = ranges.map((range) => range.cidr).join(", ");
  if (address !== undefined && cluster.ranges.length > 0) {
    const { bits } = address;
    const inside = ranges.some((range) => bits >= range.first && bits <= range.last);
    if (!inside) {
      const isEdge = ranges.some(
        (range) => bits === range.first - 1n || (family === "IPv4" && bits === range.last + 1n),
      );
      const rule = isEdge ? "cluster-ip-network-or-broadcast" : "cluster-ip-out-of-range";
      return refuse(rule, "the provided network does not match the current range", {
        facts: { range: ranged, other: ip },
      });
    }
  }
  // Since 1.33 an address is an IPAddress object, which names its Service.
  const { name } = service.metadata;
  const complaints = [...nameComplaints(name)];
  if (complaints.length > 0) {
    const shown = address?.canonical ?? "…";
    const list = complaints.length === 1 ? (complaints[0] ?? "") : `[${complaints.join(", ")}]`;
    const why = `IPAddress.networking.k8s.io ${goQuote(shown)} is invalid: ${list}`;
    return refuse("address-needs-name", why, { place: ["metadata", "name"], facts: { other: name } });
  }
  if (address === undefined) {
    const room = ranges.reduce((sum, range) => sum + (range.last - range.first + 1n), 0n);
    const used =
      [...cluster.addresses.keys()].filter((each) => familyOf(each) === family).length + cluster.chosen[family];
    if (cluster.ranges.length === 0 || BigInt(used) < room) return undefined;
    const words = `failed to allocate a serviceIP for Service ${goQuote(name)}: range is full`;
    return internal("cluster-ip-pool-full", ["spec", "clusterIP"], `Internal error occurred: ${words}`, {
      facts: { range: ranged },
    });
  }
  const owner = cluster.addresses.get(address.canonical);
  if (owner === undefined) return undefined;
  return refuse("cluster-ip-taken", "provided IP is already allocated", { facts: { owner, other: ip } });
}

function* nameComplaints(name: string): Generator<string> {
  if (name === "") yield "spec.parentRef.name: Required value";
  else for (const why of pathSegment(name)) yield `spec.parentRef.name: Invalid value: ${goQuote(name)}: ${why}`;
}

interface Ports {
  readonly ports: readonly ServicePort[];
  readonly errors: readonly ServiceError[];
  readonly taken: readonly number[];
  readonly chosen: number;
}

/** txnAllocNodePorts: entries with one `port` number share one nodePort, whatever their protocols. */
function allocatePorts(spec: ServiceSpec, cluster: Cluster): Ports {
  const own = new Map<number, string>();
  const errors: ServiceError[] = [];
  let chosen = 0;
  const take = (port: number): Refusal | undefined => {
    const refusal = refusalOf(port, own, cluster);
    if (refusal === undefined) own.set(port, "");
    return refusal;
  };
  const choose = (): number | undefined => {
    const { first, last } = cluster.nodePortRange;
    const used = cluster.nodePorts.size + cluster.chosen.nodePorts + own.size + chosen;
    if (used >= last - first + 1) return undefined;
    chosen += 1;
    return chosenPortBase + chosen;
  };
  const ports =
    spec.type === "NodePort" || spec.type === "LoadBalancer" ? shared(spec, take, choose, errors) : spec.ports;
  if (needsHealthCheck(spec)) {
    const place = ["spec", "healthCheckNodePort"];
    const wanted = spec.healthCheckNodePort;
    const refusal = wanted === 0 ? undefined : take(wanted);
    if (refusal !== undefined) {
      const words = `failed to allocate requested HealthCheck NodePort ${wanted}: ${refusal.words}`;
      const rest = { facts: { ...refusal.facts, other: String(wanted) } };
      errors.push(internal(refusal.healthRule, place, `Internal error occurred: ${words}`, rest));
    } else if (wanted === 0 && choose() === undefined) {
      const words = "failed to allocate a HealthCheck NodePort 0: range is full";
      errors.push(internal("health-check-port-pool-full", place, `Internal error occurred: ${words}`));
    }
  }
  return { ports, errors, taken: [...own.keys()], chosen };
}

function shared(
  spec: ServiceSpec,
  take: (port: number) => Refusal | undefined,
  choose: () => number | undefined,
  errors: ServiceError[],
): readonly ServicePort[] {
  const allocates = spec.type === "NodePort" || spec.allocateLoadBalancerNodePorts === true;
  const byPort = new Map<number, number>();
  return spec.ports.map((port, index) => {
    if (port.nodePort === 0 && !allocates) return port;
    const place = ["spec", "ports", index, "nodePort"];
    const refuse = (wanted: number, refusal: Refusal): void => {
      // The server names the first entry of that port number, even where a later one holds the value.
      const at = spec.ports.findIndex((each) => each.port === port.port && each.nodePort === wanted);
      const rest = { place: at < 0 ? place : ["spec", "ports", at, "nodePort"], facts: refusal.facts };
      errors.push(invalid(refusal.rule, place, plain(wanted), refusal.words, rest));
    };
    const got = byPort.get(port.port);
    if (got === undefined) {
      const wanted = spec.ports.find((each) => each.port === port.port && each.nodePort !== 0)?.nodePort ?? 0;
      if (wanted !== 0) {
        const refusal = take(wanted);
        if (refusal !== undefined) refuse(wanted, refusal);
        byPort.set(port.port, wanted);
        return { ...port, nodePort: wanted };
      }
      const free = choose();
      if (free === undefined) {
        const words = "Internal error occurred: failed to allocate a nodePort: range is full";
        errors.push(internal("node-port-pool-full", place, words));
        return port;
      }
      byPort.set(port.port, free);
      return { ...port, nodePort: free };
    }
    if (port.nodePort === 0) return { ...port, nodePort: got };
    if (port.nodePort !== got) {
      const refusal = take(port.nodePort);
      if (refusal !== undefined) refuse(port.nodePort, refusal);
    }
    return port;
  });
}

interface Refusal {
  readonly rule: RefusalId;
  /** The same of a healthCheckNodePort. */
  readonly healthRule: RefusalId;
  readonly words: string;
  readonly facts: { readonly range: string; readonly owner?: string };
}

function refusalOf(port: number, own: ReadonlyMap<number, string>, cluster: Cluster): Refusal | undefined {
  const { first, last } = cluster.nodePortRange;
  const range = `${first}-${last}`;
  if (port < first || port > last) {
    const words = `provided port is not in the valid range. The range of valid ports is ${range}`;
    return { rule: "node-port-out-of-range", healthRule: "health-check-port-out-of-range", words, facts: { range } };
  }
  const words = "provided port is already allocated";
  if (own.has(port))
    return { rule: "node-port-reused-in-service", healthRule: "health-check-port-taken", words, facts: { range } };
  const owner = cluster.nodePorts.get(port);
  if (owner === undefined) return undefined;
  return { rule: "node-port-taken", healthRule: "health-check-port-taken", words, facts: { range, owner } };
}
