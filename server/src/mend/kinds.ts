// The grammar of the kinds that can be mended: Kubernetes' own schema, and what it does not say of values and habits.

import {
  type MapSchema,
  type ScalarSchema,
  type Schema,
  type StructSchema,
  schemaOf,
  structName,
} from "../schema/schema.ts";
import {
  type AuthorGrammar,
  anything,
  author,
  type Grammar,
  list,
  type MapGrammar,
  mapOf,
  oneOf,
  type ScalarType,
  scalar,
} from "./grammar.ts";

/** The kinds that can be mended, each with its versions: the first has a schema, the others stand on older pages. */
const kinds: Readonly<Record<string, readonly [string, ...string[]]>> = {
  Service: ["v1"],
  Pod: ["v1"],
  Deployment: ["apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"],
  StatefulSet: ["apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"],
  DaemonSet: ["apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"],
  ReplicaSet: ["apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"],
  Job: ["batch/v1"],
  CronJob: ["batch/v1", "batch/v1beta1"],
  Ingress: ["networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1"],
  ConfigMap: ["v1"],
  Secret: ["v1"],
  Namespace: ["v1"],
  ServiceAccount: ["v1"],
  PersistentVolumeClaim: ["v1"],
  PersistentVolume: ["v1"],
  Endpoints: ["v1"],
  EndpointSlice: ["discovery.k8s.io/v1", "discovery.k8s.io/v1beta1"],
  ReplicationController: ["v1"],
  IngressClass: ["networking.k8s.io/v1"],
  Role: ["rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1"],
  ClusterRole: ["rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1"],
  RoleBinding: ["rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1"],
  ClusterRoleBinding: ["rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1"],
  StorageClass: ["storage.k8s.io/v1", "storage.k8s.io/v1beta1"],
  NetworkPolicy: ["networking.k8s.io/v1"],
  HorizontalPodAutoscaler: ["autoscaling/v2", "autoscaling/v1", "autoscaling/v2beta2"],
  PodDisruptionBudget: ["policy/v1", "policy/v1beta1"],
};

/** What the text of a field looks like, by its key; what is not listed is any text. */
const looks: Readonly<Partial<Record<ScalarType, string>>> = {
  name: "name namespace serviceName secretName claimName storageClassName volumeName volumeAttributesClassName serviceAccountName serviceAccount nodeName hostname subdomain schedulerName priorityClassName runtimeClassName ingressClassName shareName endpoints volumeNamespace containerName targetContainerName datasetName",
  path: "path mountPath workingDir devicePath terminationMessagePath secretFile keyring",
  host: "host server externalName hosts hostnames searches",
  address:
    "ip hostIP podIP clusterIP clusterIPs externalIPs loadBalancerIP loadBalancerSourceRanges cidr except nameservers",
  image: "image reference",
};
const lookOf: ReadonlyMap<string, ScalarType> = new Map(
  Object.entries(looks).flatMap(([type, keys]) => keys.split(" ").map((key) => [key, type as ScalarType])),
);

const quantity = scalar("quantity", "100m", "200m", "250m", "500m", "64Mi", "128Mi", "256Mi", "512Mi", "1Gi", "2Gi");
const percent = scalar("quantity", "25%", "50%", "0", "1");
const port = scalar("port");
const text = scalar("text");
const name = scalar("name");
const operators = oneOf("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt");

/** Fields that look otherwise than their key says, or that the schema does not have: `Struct.field`. */
const special: Readonly<Record<string, Grammar>> = {
  "KeyToPath.path": text,
  "DownwardAPIVolumeFile.path": text,
  "ServiceAccountTokenProjection.path": text,
  "EnvVar.name": scalar("variable"),
  "HTTPHeader.name": text,
  "Sysctl.name": text,
  "PodDNSConfigOption.name": text,
  "PodOS.name": oneOf("linux", "windows"),
  "ResourceMetricSource.name": text,
  "MetricIdentifier.name": text,
  "LabelSelectorRequirement.operator": operators,
  "Toleration.operator": oneOf("Exists", "Equal"),
  "Toleration.effect": oneOf("NoSchedule", "PreferNoSchedule", "NoExecute"),
  "EmptyDirVolumeSource.medium": oneOf("Memory"),
  "ContainerResizePolicy.restartPolicy": oneOf("NotRequired", "RestartContainer"),
  "Secret.type": scalar(
    "text",
    "Opaque",
    "kubernetes.io/tls",
    "kubernetes.io/dockerconfigjson",
    "kubernetes.io/basic-auth",
  ),
  "ServiceSpec.clusterIP": scalar("address", "None"),
  "ServiceSpec.clusterIPs": list(scalar("address", "None")),
  "ServiceSpec.ipFamilies": list(oneOf("IPv4", "IPv6")),
  "ServiceSpec.trafficDistribution": oneOf("PreferClose", "PreferSameZone", "PreferSameNode"),
  "NetworkPolicySpec.policyTypes": list(oneOf("Ingress", "Egress")),
  "IngressBackend.serviceName": name,
  "IngressBackend.servicePort": port,
  "PersistentVolumeClaim.apiVersion": oneOf("v1"),
  "PersistentVolumeClaim.kind": oneOf("PersistentVolumeClaim"),
  // Removed from Services, and on older pages.
  "ServiceSpec.topologyKeys": list(text),
};

/** Fields that nobody leaves out, beside those that the schema requires. */
const alsoRequired: ReadonlySet<string> = new Set([
  "PodTemplateSpec.spec",
  "JobTemplateSpec.spec",
  "PersistentVolumeClaim.metadata",
  "PersistentVolumeClaim.spec",
  "ConfigMapKeySelector.name",
  "SecretKeySelector.name",
  "ConfigMapEnvSource.name",
  "SecretEnvSource.name",
  "ExecAction.command",
]);

/** Fields that the schema requires and older pages lack. */
const notRequired: ReadonlySet<string> = new Set([
  "HTTPIngressPath.pathType",
  "DeploymentSpec.selector",
  "DaemonSetSpec.selector",
  "ReplicaSetSpec.selector",
  "StatefulSetSpec.selector",
]);

/** Fields that are allowed and hardly ever written: by their key alone where that is enough. */
const rare: ReadonlySet<string> = new Set(
  "status generateName ownerReferences creationTimestamp deletionTimestamp resourceVersion uid generation selfLink managedFields deletionGracePeriodSeconds ephemeralContainers hostUsers setHostnameAsFQDN readinessGates preemptionPolicy overhead schedulingGates resizePolicy volumeDevices stdinOnce targetContainerName recursiveReadOnly".split(
    " ",
  ),
);
const rareFields: ReadonlySet<string> = new Set([
  "Container.restartPolicy",
  "PodSpec.serviceAccount",
  "PodSpec.resources",
]);

/** The flavour of a map whose keys the author chose, by its key. */
const labels = author("label", scalar("label"));
const quantities = author("quantity", quantity);
const data = author("data", text);
const flavours: ReadonlyMap<string, AuthorGrammar> = new Map([
  ["labels", labels],
  ["matchLabels", labels],
  ["selector", labels],
  ["nodeSelector", labels],
  ["annotations", author("annotation", text)],
]);

const ofStruct = new Map<StructSchema, MapGrammar>();

function grammarOf(schema: Schema, key: string, field: string): Grammar {
  const own = special[field];
  if (own !== undefined) return own;
  switch (schema.kind) {
    case "struct":
      return mapFor(schema);
    case "list":
      return list(grammarOf(schema.item, key, ""));
    case "map":
      return authorMap(schema, key);
    default:
      return scalarFor(schema, key);
  }
}

function mapFor(schema: StructSchema): MapGrammar {
  const known = ofStruct.get(schema);
  if (known !== undefined) return known;
  const struct = structName(schema);
  const keys = new Map<string, Grammar>();
  const isRare = (key: string): boolean => rare.has(key) || rareFields.has(`${struct}.${key}`);
  const required = Object.keys(schema.fields).filter((key) => {
    const field = `${struct}.${key}`;
    return alsoRequired.has(field) || (schema.required.includes(key) && !notRequired.has(field) && !isRare(key));
  });
  const made = mapOf(keys, required, new Set(Object.keys(schema.fields).filter(isRare)));
  ofStruct.set(schema, made);
  for (const [key, type] of Object.entries(schema.fields)) keys.set(key, grammarOf(type, key, `${struct}.${key}`));
  for (const [field, type] of Object.entries(special)) {
    const [home, key = ""] = field.split(".");
    if (home === struct && !keys.has(key)) keys.set(key, type);
  }
  return made;
}

function authorMap(schema: MapSchema, key: string): Grammar {
  return schema.value.kind === "quantity" ? quantities : (flavours.get(key) ?? data);
}

function scalarFor(schema: ScalarSchema, key: string): Grammar {
  switch (schema.kind) {
    case "bool":
      return scalar("bool");
    case "int32":
    case "int64":
      return scalar("int");
    case "intOrString":
      return /port/i.test(key) ? port : percent;
    case "quantity":
      return quantity;
    case "raw":
      return anything;
    default: {
      const values = schema.values?.filter((value) => value !== "");
      if (values !== undefined) return oneOf(...values);
      const look = lookOf.get(key);
      return look === undefined ? text : scalar(look);
    }
  }
}

const roots: ReadonlyMap<string, MapGrammar> = new Map(
  Object.entries(kinds).map(([kind, versions]) => [kind, rootOf(kind, versions)]),
);

/** An object of its own has a name, a template none; nearly all have a spec. */
function rootOf(kind: string, versions: readonly [string, ...string[]]): MapGrammar {
  const schema = schemaOf(versions[0], kind);
  if (schema === undefined) throw new Error(`there is no schema of ${kind}`);
  const body = mapFor(schema);
  const keys = new Map(body.keys);
  keys.set("apiVersion", oneOf(...versions));
  keys.set("kind", oneOf(kind));
  const metadata = body.keys.get("metadata");
  if (metadata?.kind === "map") keys.set("metadata", mapOf(metadata.keys, ["name"], metadata.rare));
  const spec = keys.has("spec") && kind !== "Namespace" ? ["spec"] : [];
  return mapOf(keys, ["apiVersion", "kind", "metadata", ...spec], body.rare);
}

/** The names of the known kinds, longest first, so that `ServiceAccount` is found before `Service`. */
export const kindNames: readonly string[] = [...roots.keys()].sort((a, b) => b.length - a.length);

/** The grammar of a whole object of this kind. */
export function rootGrammar(kind: string): MapGrammar | undefined {
  return roots.get(kind);
}

/** Every key of Kubernetes' own that a known kind may have anywhere. */
export const knownKeys: ReadonlySet<string> = collectKeys();

function collectKeys(): Set<string> {
  const found = new Set<string>();
  const seen = new Set<Grammar>();
  const visit = (grammar: Grammar): void => {
    if (seen.has(grammar)) return;
    seen.add(grammar);
    if (grammar.kind === "list") visit(grammar.item);
    if (grammar.kind !== "map") return;
    for (const [key, child] of grammar.keys) {
      found.add(key);
      visit(child);
    }
  };
  for (const root of roots.values()) visit(root);
  return found;
}
