// What a live cluster said, as plain values: `kubectl get svc,endpointslices,nodes,ingress -A -o json`, or the client's watch.

import { type Ingress, readIngress } from "../model/ingress.ts";
import { type Manifest, readManifest } from "../model/manifest.ts";
import { get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";

export interface Snapshot {
  /** The kubeconfig context, or the file's name: what the user is told it came from. */
  readonly context: string;
  readonly services: readonly LiveService[];
  readonly slices: readonly LiveSlice[];
  readonly nodes: readonly LiveNode[];
  readonly ingresses: readonly LiveIngress[];
  /** Everything else, and the Services once more: pods and what owns them, namespaces, policies. */
  readonly objects: readonly Manifest[];
}

export interface LiveService {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIPs: readonly string[];
  readonly externalIPs: readonly string[];
  readonly externalName: string | undefined;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly LivePort[];
  readonly loadBalancer: readonly LiveAddress[];
  readonly healthCheckNodePort: number | undefined;
  /** The whole object, for what an update would be refused. */
  readonly object?: Node;
}

export interface LivePort {
  readonly name: string | undefined;
  readonly protocol: string;
  readonly port: number;
  readonly targetPort: number | string | undefined;
  readonly nodePort: number | undefined;
  readonly appProtocol: string | undefined;
}

/** One entry of status.loadBalancer.ingress. */
export interface LiveAddress {
  readonly ip: string | undefined;
  readonly hostname: string | undefined;
  /** VIP or Proxy. */
  readonly ipMode: string | undefined;
}

export interface LiveSlice {
  readonly namespace: string;
  /** The Service that the label kubernetes.io/service-name names. */
  readonly service: string;
  readonly ports: readonly { readonly name: string; readonly protocol: string; readonly port: number | undefined }[];
  readonly endpoints: readonly LiveEndpoint[];
}

export interface LiveEndpoint {
  readonly addresses: readonly string[];
  /** An absent condition counts as ready, as consumers of EndpointSlices must take it. */
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly hostname: string | undefined;
  readonly nodeName: string | undefined;
  /** The pod behind it. */
  readonly pod: string | undefined;
}

export interface LiveNode {
  readonly name: string;
  readonly internalIPs: readonly string[];
  readonly externalIPs: readonly string[];
  /** Who runs it: `aws:///eu-1a/i-0`, `kind://docker/…`. */
  readonly providerId: string | undefined;
}

export interface LiveIngress {
  readonly namespace: string;
  readonly name: string;
  readonly addresses: readonly LiveAddress[];
  /** Its rules; places in them are in no document. */
  readonly ingress: Ingress;
}

/** Reads live objects (each a whole object of any kind; what is not known is left out). Never throws. */
export function readSnapshot(context: string, objects: readonly Node[]): Snapshot {
  const services: LiveService[] = [];
  const slices: LiveSlice[] = [];
  const nodes: LiveNode[] = [];
  const ingresses: LiveIngress[] = [];
  const others: Manifest[] = [];
  for (const object of objects.flatMap(objectsIn)) {
    if (!/^(EndpointSlice|Node|Ingress)$/.test(stringOf(get(object, "kind")) ?? ""))
      others.push(...[readManifest(object, undefined)].filter((manifest) => manifest !== undefined));
    switch (stringOf(get(object, "kind"))) {
      case "Service":
        services.push(readLiveService(object));
        break;
      case "EndpointSlice":
        slices.push(readSlice(object));
        break;
      case "Node":
        nodes.push(readNode(object));
        break;
      case "Ingress":
        if (object.kind === "map") {
          ingresses.push({ ...identity(object), addresses: readAddresses(object), ingress: readIngress(object) });
        }
        break;
    }
  }
  return { context, services, slices, nodes, ingresses, objects: others };
}

interface Lookup {
  readonly services: ReadonlyMap<string, LiveService>;
  readonly slices: ReadonlyMap<string, readonly LiveSlice[]>;
}

const lookups = new WeakMap<Snapshot, Lookup>();

/** A large cluster has thousands of each, and everybody asks. */
function lookupIn(snapshot: Snapshot): Lookup {
  let lookup = lookups.get(snapshot);
  if (lookup === undefined) {
    const services = new Map<string, LiveService>();
    const slices = new Map<string, LiveSlice[]>();
    for (const one of snapshot.services) {
      const key = `${one.namespace}/${one.name}`;
      if (!services.has(key)) services.set(key, one);
    }
    for (const slice of snapshot.slices) {
      const key = `${slice.namespace}/${slice.service}`;
      const own = slices.get(key);
      if (own === undefined) slices.set(key, [slice]);
      else own.push(slice);
    }
    lookup = { services, slices };
    lookups.set(snapshot, lookup);
  }
  return lookup;
}

/** The live Service of this namespace and name. */
export function liveServiceIn(
  snapshot: Snapshot | undefined,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): LiveService | undefined {
  return snapshot === undefined ? undefined : lookupIn(snapshot).services.get(`${namespace}/${name}`);
}

/** The slices of the Service of this namespace and name. */
export function liveSlicesIn(
  snapshot: Snapshot | undefined,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): readonly LiveSlice[] {
  return snapshot === undefined ? [] : (lookupIn(snapshot).slices.get(`${namespace}/${name}`) ?? []);
}

function objectsIn(object: Node): readonly Node[] {
  const items = get(object, "items");
  return items?.kind === "list" ? items.items : [object];
}

function identity(object: Node): { namespace: string; name: string } {
  return {
    namespace: stringOf(get(object, "metadata", "namespace")) ?? "default",
    name: stringOf(get(object, "metadata", "name")) ?? "",
  };
}

function readLiveService(object: Node): LiveService {
  const spec = get(object, "spec");
  const clusterIPs = strings(get(spec, "clusterIPs"));
  const clusterIP = stringOf(get(spec, "clusterIP"));
  return {
    ...identity(object),
    type: stringOf(get(spec, "type")) ?? "ClusterIP",
    clusterIPs: clusterIPs.length > 0 || !clusterIP ? clusterIPs : [clusterIP],
    externalIPs: strings(get(spec, "externalIPs")),
    externalName: stringOf(get(spec, "externalName")),
    selector: stringMap(get(spec, "selector")),
    ports: itemsOf(get(spec, "ports")).map((port) => ({
      name: stringOf(get(port, "name")) || undefined,
      protocol: stringOf(get(port, "protocol")) ?? "TCP",
      port: integerOf(get(port, "port")) ?? 0,
      targetPort: integerOf(get(port, "targetPort")) ?? stringOf(get(port, "targetPort")),
      nodePort: integerOf(get(port, "nodePort")) || undefined,
      appProtocol: stringOf(get(port, "appProtocol")),
    })),
    loadBalancer: readAddresses(object),
    healthCheckNodePort: integerOf(get(spec, "healthCheckNodePort")) || undefined,
    object,
  };
}

function readAddresses(object: Node): readonly LiveAddress[] {
  return itemsOf(get(object, "status", "loadBalancer", "ingress")).map((entry) => ({
    ip: stringOf(get(entry, "ip")) || undefined,
    hostname: stringOf(get(entry, "hostname")) || undefined,
    ipMode: stringOf(get(entry, "ipMode")),
  }));
}

function readSlice(object: Node): LiveSlice {
  return {
    namespace: identity(object).namespace,
    service: stringOf(get(object, "metadata", "labels", "kubernetes.io/service-name")) ?? "",
    ports: itemsOf(get(object, "ports")).map((port) => ({
      name: stringOf(get(port, "name")) ?? "",
      protocol: stringOf(get(port, "protocol")) ?? "TCP",
      port: integerOf(get(port, "port")),
    })),
    endpoints: itemsOf(get(object, "endpoints")).map((endpoint) => ({
      addresses: strings(get(endpoint, "addresses")),
      ready: isNot(false, get(endpoint, "conditions", "ready")),
      serving: isNot(false, get(endpoint, "conditions", "serving")),
      terminating: !isNot(true, get(endpoint, "conditions", "terminating")),
      hostname: stringOf(get(endpoint, "hostname")),
      nodeName: stringOf(get(endpoint, "nodeName")),
      pod:
        stringOf(get(endpoint, "targetRef", "kind")) === "Pod"
          ? stringOf(get(endpoint, "targetRef", "name"))
          : undefined,
    })),
  };
}

function readNode(object: Node): LiveNode {
  const addresses = itemsOf(get(object, "status", "addresses"));
  const ofType = (type: string) =>
    addresses
      .filter((address) => stringOf(get(address, "type")) === type)
      .map((address) => stringOf(get(address, "address")) ?? "");
  return {
    name: identity(object).name,
    internalIPs: ofType("InternalIP"),
    externalIPs: ofType("ExternalIP"),
    providerId: stringOf(get(object, "spec", "providerID")),
  };
}

function isNot(value: boolean, node: Node | undefined): boolean {
  return !(node?.kind === "bool" && node.value === value);
}

function strings(node: Node | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) => stringOf(item) ?? []);
}

function stringMap(node: Node | undefined): Readonly<Record<string, string>> {
  return node?.kind === "map"
    ? Object.fromEntries(node.entries.map((entry) => [entry.key, stringOf(entry.value) ?? ""]))
    : {};
}
