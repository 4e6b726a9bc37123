// Generates Services: every field, mostly as people write them, some with values at and beyond the edge.

import fc from "fast-check";
import { spelling } from "./spellings.ts";
import { raw, type Tree, type TreeMap } from "./tree.ts";
import * as words from "./words.ts";

/** How many in a hundred values are odd; a few more are of the wrong kind or oddly spelt. */
export type Oddness = 0 | 3 | 12 | 35;

/** How many in a hundred Services of a sort have a field; `base` for those that are not named. */
interface Sort {
  readonly type: Tree | undefined;
  readonly base: number;
  readonly often: Readonly<Record<string, number>>;
}

// What makes sense together is generated together, so that a good part is accepted; `base` breaks that up.
const sorts: readonly Sort[] = [
  { type: undefined, base: 3, often: { ports: 97, selector: 80, clusterIP: 15 } },
  {
    type: "ClusterIP",
    base: 6,
    often: { ports: 95, selector: 70, clusterIP: 40, clusterIPs: 25, ipFamilies: 30, ipFamilyPolicy: 40 },
  },
  { type: "NodePort", base: 5, often: { ports: 97, selector: 80, nodePort: 60, externalTrafficPolicy: 40 } },
  {
    type: "LoadBalancer",
    base: 6,
    often: {
      ports: 97,
      selector: 70,
      nodePort: 30,
      externalTrafficPolicy: 60,
      healthCheckNodePort: 40,
      allocateLoadBalancerNodePorts: 30,
      loadBalancerClass: 25,
      loadBalancerIP: 25,
      loadBalancerSourceRanges: 40,
      annotations: 20,
    },
  },
  { type: "ExternalName", base: 5, often: { ports: 40, externalName: 95 } },
  {
    type: undefined,
    base: 4,
    often: { ports: 85, headless: 100, selector: 60, ipFamilies: 25, ipFamilyPolicy: 25, sessionAffinity: 20 },
  },
  {
    type: undefined,
    base: 3,
    often: { type: 70, ports: 97, selector: 60, sessionAffinity: 95, sessionAffinityConfig: 80, annotations: 20 },
  },
  { type: undefined, base: 15, often: { type: 60, ports: 90, nodePort: 30 } },
  { type: undefined, base: 35, often: { type: 60, ports: 80, status: 20 } },
];

/** One Service of any sort, as the object that kubectl gets to see. */
export function service(oddness: Oddness): fc.Arbitrary<Tree> {
  return oneOf(sorts.map((sort) => ofSort(sort, oddness)));
}

function ofSort(sort: Sort, oddness: Oddness): fc.Arbitrary<Tree> {
  const chance = (field: string): number => sort.often[field] ?? sort.base;
  const value = (of: words.Words): fc.Arbitrary<Tree> => valued(of.fine, of.odd, oddness);
  const field = (name: string, of: words.Words): fc.Arbitrary<Tree | undefined> => sometimes(chance(name), value(of));
  const list = (name: string, of: words.Words, most: number): fc.Arbitrary<Tree | undefined> =>
    sometimes(chance(name), rarely(oddness, fc.array(value(of), { maxLength: most }), words.wrongKind));
  const map = (name: string, key: words.Words, of: words.Words): fc.Arbitrary<Tree | undefined> =>
    sometimes(chance(name), rarely(oddness, mapOf(value(key), value(of), 3), words.wrongKind));

  const port = object(oddness, {
    name: sometimes(60, value(words.portName)),
    protocol: sometimes(30, value(words.protocol)),
    appProtocol: sometimes(sort.base, value(words.appProtocol)),
    port: sometimes(97, value(words.portNumber)),
    targetPort: sometimes(40, value(words.targetPort)),
    nodePort: field("nodePort", words.nodePort),
  });

  const metadata = object(oddness, {
    name: sometimes(96, value(words.name)),
    generateName: sometimes(sort.base / 2, value(words.generateName)),
    namespace: sometimes(15, value(words.namespace)),
    labels: map("labels", words.key, words.labelValue),
    annotations: map("annotations", words.annotationKey, words.annotationValue),
    finalizers: list("finalizers", words.finalizer, 3),
    ownerReferences: sometimes(sort.base / 2, fc.array(owner(oddness), { maxLength: 3 })),
    uid: sometimes(sort.base / 4, valued(fc.constant("0f0e"), words.wrongKind, oddness)),
    resourceVersion: sometimes(
      sort.base / 4,
      fc.constantFrom<Tree>("", "0", "1", "x", "00", "-1", "18446744073709551616", " 1", "+1", "1_0", 0, null),
    ),
    generation: sometimes(
      sort.base / 4,
      fc.constantFrom<Tree>(0, 1, -1, 1.5, "1", 9223372036854775807n.toString(), null, raw("9223372036854775808")),
    ),
    creationTimestamp: sometimes(sort.base / 2, value(words.timestamp)),
    deletionTimestamp: sometimes(sort.base / 4, value(words.timestamp)),
    deletionGracePeriodSeconds: sometimes(sort.base / 4, fc.constantFrom<Tree>(0, 30, -1, "x", null)),
    selfLink: sometimes(sort.base / 4, fc.constantFrom<Tree>("/x", "", 1)),
    managedFields: sometimes(sort.base / 4, managedFields),
  });

  const spec = object(oddness, {
    type: sort.type === undefined ? field("type", words.type) : rarely(oddness, fc.constant(sort.type), words.type.odd),
    ports: sometimes(chance("ports"), rarely(oddness, ports(port), words.wrongKind)),
    selector: map("selector", words.key, words.labelValue),
    clusterIP:
      sort.often.headless === undefined
        ? field("clusterIP", words.clusterIP)
        : rarely(oddness, fc.constant("None"), words.clusterIP.odd),
    clusterIPs: list("clusterIPs", words.clusterIP, 3),
    externalIPs: list("externalIPs", words.externalIP, 3),
    sessionAffinity: field("sessionAffinity", words.affinity),
    sessionAffinityConfig: field("sessionAffinityConfig", words.affinityConfig),
    loadBalancerIP: field("loadBalancerIP", words.loadBalancerIP),
    loadBalancerSourceRanges: list("loadBalancerSourceRanges", words.cidr, 3),
    externalName: field("externalName", words.externalName),
    externalTrafficPolicy: field("externalTrafficPolicy", words.trafficPolicy),
    healthCheckNodePort: field("healthCheckNodePort", words.healthCheckNodePort),
    publishNotReadyAddresses: field("publishNotReadyAddresses", words.bool),
    ipFamilies: list("ipFamilies", words.ipFamily, 3),
    ipFamilyPolicy: field("ipFamilyPolicy", words.ipFamilyPolicy),
    allocateLoadBalancerNodePorts: field("allocateLoadBalancerNodePorts", words.bool),
    loadBalancerClass: field("loadBalancerClass", words.loadBalancerClass),
    internalTrafficPolicy: field("internalTrafficPolicy", words.trafficPolicy),
    trafficDistribution: field("trafficDistribution", words.trafficDistribution),
  }).map(matchAddresses);

  return object(oddness, {
    apiVersion: rarely(
      oddness,
      fc.constant("v1"),
      fc.constantFrom<Tree | undefined>(undefined, "v2", "apps/v1", "", 1, null),
    ),
    kind: rarely(
      oddness,
      fc.constant("Service"),
      fc.constantFrom<Tree | undefined>(undefined, "ConfigMap", "service", "", 1, null, "List"),
    ),
    metadata: rarely(oddness, metadata, fc.oneof(words.wrongKind, fc.constant(undefined))),
    spec: rarely(oddness, spec, fc.oneof(words.wrongKind, fc.constant(undefined))),
    status: sometimes(sort.base / 2, status),
  });
}

/** A list of entries; several are given names, without which nothing else would ever be said about them. */
function ports(port: fc.Arbitrary<TreeMap>): fc.Arbitrary<Tree> {
  const few = fc.oneof(
    { weight: 6, arbitrary: fc.constant(1) },
    { weight: 3, arbitrary: fc.constantFrom(2, 3) },
    { weight: 1, arbitrary: fc.constantFrom(0, 4) },
  );
  return fc
    .tuple(few, fc.array(port, { minLength: 4, maxLength: 4, size: "max" }), fc.boolean())
    .map(([count, all, named]) =>
      all.slice(0, count).map((entry, i) => (count > 1 && named ? { ...entry, name: `p${i}` } : entry)),
    );
}

/** clusterIPs alone are always refused, and mostly those that differ from clusterIP: let them often fit. */
function matchAddresses(spec: TreeMap): TreeMap {
  const [first] = Array.isArray(spec.clusterIPs) ? (spec.clusterIPs as readonly Tree[]) : [];
  const fits = typeof first === "string" && first.length % 3 !== 0;
  return fits ? { ...spec, clusterIP: first } : spec;
}

function owner(oddness: Oddness): fc.Arbitrary<Tree> {
  const of = (fine: readonly Tree[], odd: readonly Tree[]): fc.Arbitrary<Tree | undefined> =>
    sometimes(95, valued(fc.constantFrom(...fine), fc.constantFrom(...odd), oddness));
  return object(oddness, {
    apiVersion: of(["v1", "apps/v1"], ["", "/", "/v1", "apps/", "a/b/c", null, 1]),
    kind: of(["Deployment", "Pod"], ["", "Event", null]),
    name: of(["x", "y"], ["", null]),
    uid: of(["u1", "u2"], ["", null]),
    controller: sometimes(25, fc.constantFrom<Tree>(true, false, null)),
    blockOwnerDeletion: sometimes(10, fc.constantFrom<Tree>(true, false, null)),
  });
}

const managedFields: fc.Arbitrary<Tree> = fc.constantFrom<Tree>(
  [],
  [{ manager: "me", operation: "Apply", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: {} }],
  [
    {
      manager: "me",
      operation: "Update",
      apiVersion: "v1",
      time: "2024-01-02T03:04:05Z",
      fieldsType: "FieldsV1",
      fieldsV1: { "f:spec": {} },
    },
  ],
  [{}],
  [null],
  [{ operation: "Nope", fieldsType: "FieldsV2" }],
  [{ time: "x" }],
  [{ fieldsV1: 1 }],
  [{ fieldsV1: "x" }],
  [{ manager: "a".repeat(129), operation: "Apply", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: {} }],
  [{ nope: 1 }],
  null,
);

const status: fc.Arbitrary<Tree> = fc.constantFrom<Tree>(
  {},
  null,
  { loadBalancer: {} },
  { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } },
  {
    loadBalancer: {
      ingress: [{ ip: "nope", hostname: "-", ipMode: "x", ports: [{ port: 80, protocol: "TCP", error: "a b" }] }],
    },
  },
  { loadBalancer: { ingress: [{ ip: 1 }] } },
  { loadBalancer: { ingress: [{ ports: [{ port: "80" }] }] } },
  { loadBalancer: { ingress: {} } },
  { loadBalancer: [] },
  { loadbalancer: {} },
  { conditions: [] },
  { conditions: [{ type: "Ready", status: "True", lastTransitionTime: null, reason: "x", message: "" }] },
  { conditions: [{ type: "Ready", status: "True", lastTransitionTime: "x" }] },
  { conditions: [{ type: "Ready", observedGeneration: 1, nope: 1 }] },
  "x",
  [],
);

/** Keys that are no fields, or are one in another place or another case. */
const strangeKey = fc.constantFrom(
  "foo",
  "Name",
  "clusterip",
  "targetport",
  "ports",
  "spec",
  "name",
  "ipFamily",
  "topologyKeys",
  "clusterName",
  "PORT",
  "port",
  "app",
  "nodeport",
  "a.b",
  "a b",
  "constructor",
  "toString",
  "labels",
  "annotation",
  "type",
  "Type",
);

/** A map of these fields, at times with one more that does not belong there, at times in another order. */
function object(oddness: Oddness, fields: Record<string, fc.Arbitrary<Tree | undefined>>): fc.Arbitrary<TreeMap> {
  const extra = sometimes(oddness / 4, fc.tuple(strangeKey, words.wrongKind));
  const record: fc.Arbitrary<TreeMap> = fc.record(fields, { noNullPrototype: true });
  return fc.tuple(record, extra, fc.nat(7)).map(([map, strange, order]) => {
    const present = Object.entries(map).filter(([, value]) => value !== undefined);
    if (strange && !present.some(([key]) => key === strange[0])) present.push([strange[0], strange[1]]);
    return Object.fromEntries(order === 7 ? present.reverse() : present);
  });
}

function mapOf(key: fc.Arbitrary<Tree>, value: fc.Arbitrary<Tree>, most: number): fc.Arbitrary<Tree> {
  return fc
    .array(fc.tuple(key, value), { maxLength: most })
    .map((pairs) => Object.fromEntries(pairs.map(([k, v]) => [typeof k === "string" ? k : "app", v])));
}

/** Fine values, at times odd ones, and now and then something else altogether. */
function valued(fine: fc.Arbitrary<Tree>, odd: fc.Arbitrary<Tree>, oddness: Oddness): fc.Arbitrary<Tree> {
  if (oddness === 0) return fine;
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 400 - 4 * oddness, arbitrary: fine },
    { weight: 3 * oddness, arbitrary: odd },
    { weight: Math.ceil(oddness / 2), arbitrary: words.wrongKind },
    { weight: Math.ceil(oddness / 2), arbitrary: spelling },
  );
}

function rarely<T>(oddness: Oddness, usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>): fc.Arbitrary<T> {
  if (oddness === 0) return usual;
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 200 - oddness, arbitrary: usual },
    { weight: Math.ceil(oddness / 2), arbitrary: unusual },
  );
}

function sometimes<T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  const weight = Math.round(percent * 10);
  if (weight <= 0) return fc.constant(undefined);
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1000 - weight, arbitrary: fc.constant(undefined) },
    { weight, arbitrary },
  );
}

function oneOf<T>(choices: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T> {
  return fc.oneof({ withCrossShrink: true }, ...choices);
}
