// The types of a v1 Service as Go declares them: what may stand where, and what a type error calls it.

/** A Go type as the JSON decoder sees it. `go` is its name in error messages. */
export type Schema = ScalarSchema | ListSchema | MapSchema | StructSchema;

export interface ScalarSchema {
  /** intOrString, time and raw decode themselves: their errors end the decoding at once. */
  readonly kind: "string" | "bool" | "int32" | "int64" | "intOrString" | "time" | "raw";
  readonly go: string;
}

export interface ListSchema {
  readonly kind: "list";
  readonly go: string;
  readonly item: Schema;
}

/** Keys are the author's own. */
export interface MapSchema {
  readonly kind: "map";
  readonly go: string;
  readonly value: Schema;
}

export interface StructSchema {
  readonly kind: "struct";
  readonly go: string;
  readonly fields: Readonly<Record<string, Schema>>;
}

/** `ServiceSpec` of `v1.ServiceSpec`: how a type error names the struct. */
export function structName(schema: StructSchema): string {
  return schema.go.slice(schema.go.indexOf(".") + 1);
}

/** The schema of a struct's own field; a field that an object inherits from elsewhere (`constructor`) is none. */
export function fieldOf(schema: StructSchema, name: string): Schema | undefined {
  return Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
}

/** Fields that Services once had: the server treats them as unknown. */
export const removedFields: ReadonlySet<string> = new Set([
  "metadata.clusterName",
  "spec.ipFamily",
  "spec.topologyKeys",
]);

const string = named("string");
const bool: Schema = { kind: "bool", go: "bool" };
const int32: Schema = { kind: "int32", go: "int32" };
const int64: Schema = { kind: "int64", go: "int64" };
const time: Schema = { kind: "time", go: "string" };
const strings = listOf("string", string);
const stringMap: Schema = { kind: "map", go: "map[string]string", value: string };

const objectMeta = struct("v1.ObjectMeta", {
  name: string,
  generateName: string,
  namespace: string,
  selfLink: string,
  uid: named("types.UID"),
  resourceVersion: string,
  generation: int64,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: int64,
  labels: stringMap,
  annotations: stringMap,
  ownerReferences: listOf(
    "v1.OwnerReference",
    struct("v1.OwnerReference", {
      apiVersion: string,
      kind: string,
      name: string,
      uid: named("types.UID"),
      controller: bool,
      blockOwnerDeletion: bool,
    }),
  ),
  finalizers: strings,
  managedFields: listOf(
    "v1.ManagedFieldsEntry",
    struct("v1.ManagedFieldsEntry", {
      manager: string,
      operation: named("v1.ManagedFieldsOperationType"),
      apiVersion: string,
      time,
      fieldsType: string,
      fieldsV1: { kind: "raw", go: "v1.FieldsV1" },
      subresource: string,
    }),
  ),
});

const serviceSpec = struct("v1.ServiceSpec", {
  ports: listOf(
    "v1.ServicePort",
    struct("v1.ServicePort", {
      name: string,
      protocol: named("v1.Protocol"),
      appProtocol: string,
      port: int32,
      targetPort: { kind: "intOrString", go: "int32" },
      nodePort: int32,
    }),
  ),
  selector: stringMap,
  clusterIP: string,
  clusterIPs: strings,
  type: named("v1.ServiceType"),
  externalIPs: strings,
  sessionAffinity: named("v1.ServiceAffinity"),
  loadBalancerIP: string,
  loadBalancerSourceRanges: strings,
  externalName: string,
  externalTrafficPolicy: named("v1.ServiceExternalTrafficPolicy"),
  healthCheckNodePort: int32,
  publishNotReadyAddresses: bool,
  sessionAffinityConfig: struct("v1.SessionAffinityConfig", {
    clientIP: struct("v1.ClientIPConfig", { timeoutSeconds: int32 }),
  }),
  ipFamilies: listOf("v1.IPFamily", named("v1.IPFamily")),
  ipFamilyPolicy: named("v1.IPFamilyPolicy"),
  allocateLoadBalancerNodePorts: bool,
  loadBalancerClass: string,
  internalTrafficPolicy: named("v1.ServiceInternalTrafficPolicy"),
  trafficDistribution: string,
});

const serviceStatus = struct("v1.ServiceStatus", {
  loadBalancer: struct("v1.LoadBalancerStatus", {
    ingress: listOf(
      "v1.LoadBalancerIngress",
      struct("v1.LoadBalancerIngress", {
        ip: string,
        hostname: string,
        ipMode: named("v1.LoadBalancerIPMode"),
        ports: listOf(
          "v1.PortStatus",
          struct("v1.PortStatus", { port: int32, protocol: named("v1.Protocol"), error: string }),
        ),
      }),
    ),
  }),
  conditions: listOf(
    "v1.Condition",
    struct("v1.Condition", {
      type: string,
      status: named("v1.ConditionStatus"),
      observedGeneration: int64,
      lastTransitionTime: time,
      reason: string,
      message: string,
    }),
  ),
});

/** core/v1 Service, as of Kubernetes 1.36; none of its fields changed since 1.33. */
export const serviceSchema = struct("v1.Service", {
  kind: string,
  apiVersion: string,
  metadata: objectMeta,
  spec: serviceSpec,
  status: serviceStatus,
});

function named(go: string): ScalarSchema {
  return { kind: "string", go };
}

function listOf(go: string, item: Schema): ListSchema {
  return { kind: "list", go: `[]${go}`, item };
}

function struct(go: string, fields: Readonly<Record<string, Schema>>): StructSchema {
  return { kind: "struct", go, fields };
}
