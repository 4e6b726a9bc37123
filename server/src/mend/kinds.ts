// The kinds whose grammar is known, after the Kubernetes API reference (1.33 to 1.36, and what older pages still show).

import { anything, author, type Grammar, list, type MapGrammar, map, oneOf, scalar } from "./grammar.ts";

const text = scalar("text");
const name = scalar("name");
const int = scalar("int");
const bool = scalar("bool");
const port = scalar("port");
const path = scalar("path");
const host = scalar("host");
const address = scalar("address");
const quantity = scalar("quantity", "100m", "200m", "250m", "500m", "64Mi", "128Mi", "256Mi", "512Mi", "1Gi", "2Gi");
const protocol = oneOf("TCP", "UDP", "SCTP");
const labels = author("label", scalar("label"));
const annotations = author("annotation", text);
const quantities = author("quantity", quantity);

const metadataKeys: Readonly<Record<string, Grammar>> = {
  "generateName?": text,
  namespace: name,
  labels,
  annotations,
  finalizers: list(text),
  "ownerReferences?": list(
    map({
      "apiVersion!": text,
      "kind!": text,
      "name!": name,
      "uid!": text,
      controller: bool,
      blockOwnerDeletion: bool,
    }),
  ),
  "creationTimestamp?": text,
  "deletionTimestamp?": text,
  "resourceVersion?": text,
  "uid?": text,
  "generation?": int,
  "selfLink?": text,
};
/** Of an object itself: nearly all have a name. */
const ownMetadata = map({ "name!": name, ...metadataKeys });
/** Of a template. */
const metadata = map({ name, ...metadataKeys });

/** What `kubectl get -o yaml` leaves in a manifest. */
const status = map({
  loadBalancer: map({ ingress: list(map({ ip: address, hostname: host, ipMode: text })) }),
  replicas: int,
  readyReplicas: int,
  availableReplicas: int,
  updatedReplicas: int,
  currentReplicas: int,
  collisionCount: int,
  observedGeneration: int,
  currentRevision: text,
  updateRevision: text,
  phase: text,
  podIP: address,
  hostIP: address,
  startTime: text,
  qosClass: text,
  conditions: list(
    map({
      "type!": text,
      "status!": text,
      reason: text,
      message: text,
      lastProbeTime: text,
      lastTransitionTime: text,
      lastUpdateTime: text,
      observedGeneration: int,
    }),
  ),
  containerStatuses: list(anything),
  podIPs: list(map({ "ip!": address })),
});

const labelSelector = map({
  matchLabels: labels,
  matchExpressions: list(
    map({
      "key!": text,
      "operator!": oneOf("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
      values: list(text),
    }),
  ),
});

const localReference = map({ name });
const objectReference = map({ "kind!": text, "name!": name, apiVersion: text, apiGroup: text, namespace: name });

const keySelector = map({ "name!": name, "key!": text, optional: bool });
const envSource = map({
  configMapKeyRef: keySelector,
  secretKeyRef: keySelector,
  fieldRef: map({ "fieldPath!": text, apiVersion: text }),
  resourceFieldRef: map({ "resource!": text, containerName: name, divisor: quantity }),
});
const env = list(map({ "name!": scalar("variable"), value: text, valueFrom: envSource }));
const envFrom = list(
  map({
    prefix: text,
    configMapRef: map({ "name!": name, optional: bool }),
    secretRef: map({ "name!": name, optional: bool }),
  }),
);

const httpGet = map({
  path,
  "port!": port,
  host,
  scheme: oneOf("HTTP", "HTTPS"),
  httpHeaders: list(map({ "name!": text, "value!": text })),
});
const exec = map({ "command!": list(text) });
const tcpSocket = map({ "port!": port, host });
const probe = map({
  httpGet,
  exec,
  tcpSocket,
  grpc: map({ "port!": int, service: text }),
  initialDelaySeconds: int,
  periodSeconds: int,
  timeoutSeconds: int,
  successThreshold: int,
  failureThreshold: int,
  terminationGracePeriodSeconds: int,
});
const hook = map({ exec, httpGet, tcpSocket, sleep: map({ "seconds!": int }) });

const seLinuxOptions = map({ user: text, role: text, type: text, level: text });
const seccompProfile = map({ "type!": oneOf("RuntimeDefault", "Unconfined", "Localhost"), localhostProfile: text });
const windowsOptions = map({
  gmsaCredentialSpecName: text,
  gmsaCredentialSpec: text,
  runAsUserName: text,
  hostProcess: bool,
});
const securityContext = map({
  privileged: bool,
  runAsUser: int,
  runAsGroup: int,
  runAsNonRoot: bool,
  readOnlyRootFilesystem: bool,
  allowPrivilegeEscalation: bool,
  procMount: text,
  capabilities: map({ add: list(text), drop: list(text) }),
  seLinuxOptions,
  seccompProfile,
  appArmorProfile: seccompProfile,
  windowsOptions,
});
const podSecurityContext = map({
  runAsUser: int,
  runAsGroup: int,
  runAsNonRoot: bool,
  fsGroup: int,
  fsGroupChangePolicy: oneOf("OnRootMismatch", "Always"),
  supplementalGroups: list(int),
  supplementalGroupsPolicy: oneOf("Merge", "Strict"),
  sysctls: list(map({ "name!": text, "value!": text })),
  seLinuxOptions,
  seccompProfile,
  appArmorProfile: seccompProfile,
  windowsOptions,
});

const resources = map({
  limits: quantities,
  requests: quantities,
  claims: list(map({ "name!": name, request: text })),
});
const terminationMessagePolicy = oneOf("File", "FallbackToLogsOnError");

const container = map({
  "name!": name,
  image: scalar("image"),
  imagePullPolicy: oneOf("Always", "IfNotPresent", "Never"),
  command: list(text),
  args: list(text),
  workingDir: path,
  ports: list(map({ name, "containerPort!": int, hostPort: int, hostIP: address, protocol })),
  env,
  envFrom,
  resources,
  "resizePolicy?": list(map({ "resourceName!": text, "restartPolicy!": oneOf("NotRequired", "RestartContainer") })),
  volumeMounts: list(
    map({
      "name!": name,
      "mountPath!": path,
      subPath: text,
      subPathExpr: text,
      readOnly: bool,
      "recursiveReadOnly?": text,
      mountPropagation: oneOf("None", "HostToContainer", "Bidirectional"),
    }),
  ),
  "volumeDevices?": list(map({ "name!": name, "devicePath!": path })),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: map({ postStart: hook, preStop: hook, stopSignal: text }),
  terminationMessagePath: path,
  terminationMessagePolicy,
  securityContext,
  stdin: bool,
  "stdinOnce?": bool,
  tty: bool,
  "restartPolicy?": oneOf("Always", "OnFailure", "Never"),
  "targetContainerName?": name,
});

const keyToPath = list(map({ "key!": text, "path!": text, mode: int }));
const downwardItems = list(
  map({
    "path!": text,
    fieldRef: map({ "fieldPath!": text, apiVersion: text }),
    resourceFieldRef: map({ "resource!": text, containerName: name, divisor: quantity }),
    mode: int,
  }),
);

const claimSpec = map({
  accessModes: list(oneOf("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")),
  resources: map({ limits: quantities, requests: quantities }),
  selector: labelSelector,
  storageClassName: name,
  volumeName: name,
  volumeMode: oneOf("Filesystem", "Block"),
  volumeAttributesClassName: name,
  dataSource: objectReference,
  dataSourceRef: objectReference,
});

const volume = map({
  "name!": name,
  emptyDir: map({ medium: oneOf("Memory"), sizeLimit: quantity }),
  configMap: map({ name, items: keyToPath, defaultMode: int, optional: bool }),
  secret: map({ secretName: name, items: keyToPath, defaultMode: int, optional: bool }),
  persistentVolumeClaim: map({ "claimName!": name, readOnly: bool }),
  hostPath: map({
    "path!": path,
    type: oneOf("Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice"),
  }),
  nfs: map({ "server!": host, "path!": path, readOnly: bool }),
  downwardAPI: map({ items: downwardItems, defaultMode: int }),
  projected: map({
    sources: list(
      map({
        configMap: map({ name, items: keyToPath, optional: bool }),
        secret: map({ name, items: keyToPath, optional: bool }),
        downwardAPI: map({ items: downwardItems }),
        serviceAccountToken: map({ "path!": text, audience: text, expirationSeconds: int }),
      }),
    ),
    defaultMode: int,
  }),
  csi: map({
    "driver!": text,
    readOnly: bool,
    fsType: text,
    volumeAttributes: author("data", text),
    nodePublishSecretRef: localReference,
  }),
  ephemeral: map({ volumeClaimTemplate: map({ metadata, "spec!": claimSpec }) }),
  gitRepo: map({ "repository!": text, revision: text, directory: text }),
  glusterfs: map({ "endpoints!": name, "path!": text, readOnly: bool }),
  gcePersistentDisk: map({ "pdName!": name, fsType: text, partition: int, readOnly: bool }),
  awsElasticBlockStore: map({ "volumeID!": text, fsType: text, partition: int, readOnly: bool }),
  azureDisk: map({
    "diskName!": text,
    "diskURI!": text,
    kind: oneOf("Shared", "Dedicated", "Managed"),
    cachingMode: oneOf("None", "ReadOnly", "ReadWrite"),
    fsType: text,
    readOnly: bool,
  }),
  azureFile: map({ "secretName!": name, "shareName!": text, readOnly: bool }),
  cephfs: map({
    "monitors!": list(text),
    path,
    user: text,
    secretFile: path,
    secretRef: localReference,
    readOnly: bool,
  }),
  cinder: map({ "volumeID!": text, fsType: text, readOnly: bool, secretRef: localReference }),
  fc: map({ targetWWNs: list(text), lun: int, fsType: text, readOnly: bool, wwids: list(text) }),
  flexVolume: map({
    "driver!": text,
    fsType: text,
    readOnly: bool,
    secretRef: localReference,
    options: author("data", text),
  }),
  flocker: map({ datasetName: name, datasetUUID: text }),
  iscsi: map({
    "targetPortal!": text,
    "iqn!": text,
    "lun!": int,
    portals: list(text),
    fsType: text,
    readOnly: bool,
    iscsiInterface: text,
    initiatorName: text,
    chapAuthDiscovery: bool,
    chapAuthSession: bool,
    secretRef: localReference,
  }),
  photonPersistentDisk: map({ "pdID!": text, fsType: text }),
  portworxVolume: map({ "volumeID!": text, fsType: text, readOnly: bool }),
  quobyte: map({ "registry!": text, "volume!": text, readOnly: bool, user: text, group: text, tenant: text }),
  rbd: map({
    "monitors!": list(text),
    "image!": text,
    pool: text,
    user: text,
    keyring: path,
    secretRef: localReference,
    fsType: text,
    readOnly: bool,
  }),
  scaleIO: map({
    "gateway!": text,
    "system!": text,
    secretRef: localReference,
    sslEnabled: bool,
    protectionDomain: text,
    storagePool: text,
    storageMode: text,
    volumeName: text,
    fsType: text,
    readOnly: bool,
  }),
  storageos: map({
    volumeName: text,
    volumeNamespace: name,
    fsType: text,
    readOnly: bool,
    secretRef: localReference,
  }),
  vsphereVolume: map({ "volumePath!": text, fsType: text, storagePolicyName: text, storagePolicyID: text }),
  image: map({ reference: scalar("image"), pullPolicy: oneOf("Always", "IfNotPresent", "Never") }),
});

const nodeExpressions = list(
  map({
    "key!": text,
    "operator!": oneOf("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
    values: list(text),
  }),
);
const nodeTerm = map({ matchExpressions: nodeExpressions, matchFields: nodeExpressions });
const podAffinityTerm = map({
  labelSelector,
  "topologyKey!": text,
  namespaces: list(name),
  namespaceSelector: labelSelector,
  matchLabelKeys: list(text),
  mismatchLabelKeys: list(text),
});
const podAffinity = map({
  requiredDuringSchedulingIgnoredDuringExecution: list(podAffinityTerm),
  preferredDuringSchedulingIgnoredDuringExecution: list(map({ "weight!": int, "podAffinityTerm!": podAffinityTerm })),
});
const affinity = map({
  nodeAffinity: map({
    requiredDuringSchedulingIgnoredDuringExecution: map({ "nodeSelectorTerms!": list(nodeTerm) }),
    preferredDuringSchedulingIgnoredDuringExecution: list(map({ "weight!": int, "preference!": nodeTerm })),
  }),
  podAffinity,
  podAntiAffinity: podAffinity,
});

const podSpec = map({
  "containers!": list(container),
  initContainers: list(container),
  "ephemeralContainers?": list(container),
  volumes: list(volume),
  restartPolicy: oneOf("Always", "OnFailure", "Never"),
  terminationGracePeriodSeconds: int,
  activeDeadlineSeconds: int,
  dnsPolicy: oneOf("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
  dnsConfig: map({ nameservers: list(address), searches: list(host), options: list(map({ name: text, value: text })) }),
  nodeSelector: labels,
  nodeName: name,
  serviceAccountName: name,
  "serviceAccount?": name,
  automountServiceAccountToken: bool,
  hostNetwork: bool,
  hostPID: bool,
  hostIPC: bool,
  "hostUsers?": bool,
  shareProcessNamespace: bool,
  securityContext: podSecurityContext,
  imagePullSecrets: list(localReference),
  hostname: name,
  subdomain: name,
  "setHostnameAsFQDN?": bool,
  affinity,
  schedulerName: name,
  tolerations: list(
    map({
      key: text,
      operator: oneOf("Exists", "Equal"),
      value: text,
      effect: oneOf("NoSchedule", "PreferNoSchedule", "NoExecute"),
      tolerationSeconds: int,
    }),
  ),
  hostAliases: list(map({ "ip!": address, "hostnames!": list(host) })),
  priorityClassName: name,
  priority: int,
  "readinessGates?": list(map({ "conditionType!": text })),
  runtimeClassName: name,
  enableServiceLinks: bool,
  "preemptionPolicy?": oneOf("PreemptLowerPriority", "Never"),
  "overhead?": quantities,
  topologySpreadConstraints: list(
    map({
      "maxSkew!": int,
      "topologyKey!": text,
      "whenUnsatisfiable!": oneOf("DoNotSchedule", "ScheduleAnyway"),
      labelSelector,
      minDomains: int,
      matchLabelKeys: list(text),
      nodeAffinityPolicy: oneOf("Honor", "Ignore"),
      nodeTaintsPolicy: oneOf("Honor", "Ignore"),
    }),
  ),
  os: map({ "name!": oneOf("linux", "windows") }),
  "schedulingGates?": list(localReference),
  "resources?": resources,
});

const template = map({ metadata, "spec!": podSpec });
const percent = scalar("quantity", "25%", "50%", "0", "1");

const serviceSpec = map({
  type: oneOf("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
  selector: labels,
  ports: list(map({ name, protocol, appProtocol: text, "port!": int, targetPort: port, nodePort: int })),
  clusterIP: scalar("address", "None"),
  clusterIPs: list(scalar("address", "None")),
  externalIPs: list(address),
  sessionAffinity: oneOf("None", "ClientIP"),
  sessionAffinityConfig: map({ clientIP: map({ timeoutSeconds: int }) }),
  loadBalancerIP: address,
  loadBalancerSourceRanges: list(address),
  loadBalancerClass: text,
  externalName: host,
  externalTrafficPolicy: oneOf("Local", "Cluster"),
  internalTrafficPolicy: oneOf("Local", "Cluster"),
  healthCheckNodePort: int,
  publishNotReadyAddresses: bool,
  ipFamilies: list(oneOf("IPv4", "IPv6")),
  ipFamilyPolicy: oneOf("SingleStack", "PreferDualStack", "RequireDualStack"),
  allocateLoadBalancerNodePorts: bool,
  trafficDistribution: oneOf("PreferClose", "PreferSameZone", "PreferSameNode"),
  topologyKeys: list(text),
});

const ingressBackend = map({
  service: map({ "name!": name, port: map({ number: int, name }) }),
  resource: objectReference,
  serviceName: name,
  servicePort: port,
});
const ingressSpec = map({
  ingressClassName: name,
  defaultBackend: ingressBackend,
  backend: ingressBackend,
  tls: list(map({ hosts: list(host), secretName: name })),
  rules: list(
    map({
      host,
      http: map({
        "paths!": list(
          map({
            path,
            pathType: oneOf("Prefix", "Exact", "ImplementationSpecific"),
            "backend!": ingressBackend,
          }),
        ),
      }),
    }),
  ),
});

const jobSpec = map({
  "template!": template,
  completions: int,
  parallelism: int,
  backoffLimit: int,
  activeDeadlineSeconds: int,
  ttlSecondsAfterFinished: int,
  completionMode: oneOf("NonIndexed", "Indexed"),
  suspend: bool,
  selector: labelSelector,
  manualSelector: bool,
});

const peer = map({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: map({ "cidr!": address, except: list(address) }),
});
const policyPorts = list(map({ protocol, port, endPort: int }));

const metricTarget = map({
  "type!": oneOf("Utilization", "Value", "AverageValue"),
  averageUtilization: int,
  averageValue: quantity,
  value: quantity,
});

interface Kind {
  readonly versions: readonly string[];
  readonly body: Readonly<Record<string, Grammar>>;
}

const workloads = ["apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"];

const kinds: Readonly<Record<string, Kind>> = {
  Service: { versions: ["v1"], body: { "spec!": serviceSpec, "status?": status } },
  Pod: { versions: ["v1"], body: { "spec!": podSpec, "status?": status } },
  Deployment: {
    versions: workloads,
    body: {
      "spec!": map({
        replicas: int,
        selector: labelSelector,
        "template!": template,
        strategy: map({
          type: oneOf("RollingUpdate", "Recreate"),
          rollingUpdate: map({ maxSurge: percent, maxUnavailable: percent }),
        }),
        minReadySeconds: int,
        revisionHistoryLimit: int,
        paused: bool,
        progressDeadlineSeconds: int,
      }),
      "status?": status,
    },
  },
  StatefulSet: {
    versions: workloads,
    body: {
      "spec!": map({
        replicas: int,
        serviceName: name,
        selector: labelSelector,
        "template!": template,
        podManagementPolicy: oneOf("OrderedReady", "Parallel"),
        updateStrategy: map({
          type: oneOf("RollingUpdate", "OnDelete"),
          rollingUpdate: map({ partition: int, maxUnavailable: percent }),
        }),
        revisionHistoryLimit: int,
        minReadySeconds: int,
        ordinals: map({ start: int }),
        persistentVolumeClaimRetentionPolicy: map({
          whenDeleted: oneOf("Retain", "Delete"),
          whenScaled: oneOf("Retain", "Delete"),
        }),
        volumeClaimTemplates: list(
          map({
            apiVersion: oneOf("v1"),
            kind: oneOf("PersistentVolumeClaim"),
            "metadata!": metadata,
            "spec!": claimSpec,
            "status?": status,
          }),
        ),
      }),
      "status?": status,
    },
  },
  DaemonSet: {
    versions: workloads,
    body: {
      "spec!": map({
        selector: labelSelector,
        "template!": template,
        updateStrategy: map({
          type: oneOf("RollingUpdate", "OnDelete"),
          rollingUpdate: map({ maxSurge: percent, maxUnavailable: percent }),
        }),
        minReadySeconds: int,
        revisionHistoryLimit: int,
      }),
      "status?": status,
    },
  },
  ReplicaSet: {
    versions: workloads,
    body: {
      "spec!": map({ replicas: int, selector: labelSelector, "template!": template, minReadySeconds: int }),
      "status?": status,
    },
  },
  Job: { versions: ["batch/v1"], body: { "spec!": jobSpec, "status?": status } },
  CronJob: {
    versions: ["batch/v1", "batch/v1beta1"],
    body: {
      "spec!": map({
        "schedule!": text,
        timeZone: text,
        concurrencyPolicy: oneOf("Allow", "Forbid", "Replace"),
        suspend: bool,
        startingDeadlineSeconds: int,
        successfulJobsHistoryLimit: int,
        failedJobsHistoryLimit: int,
        "jobTemplate!": map({ metadata, "spec!": jobSpec }),
      }),
      "status?": status,
    },
  },
  Ingress: {
    versions: ["networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1"],
    body: { "spec!": ingressSpec, "status?": status },
  },
  ConfigMap: {
    versions: ["v1"],
    body: { data: author("data", text), binaryData: author("data", text), immutable: bool },
  },
  Secret: {
    versions: ["v1"],
    body: {
      type: scalar("text", "Opaque", "kubernetes.io/tls", "kubernetes.io/dockerconfigjson", "kubernetes.io/basic-auth"),
      data: author("data", text),
      stringData: author("data", text),
      immutable: bool,
    },
  },
  Namespace: { versions: ["v1"], body: { spec: map({ finalizers: list(text) }), "status?": status } },
  ServiceAccount: {
    versions: ["v1"],
    body: {
      secrets: list(localReference),
      imagePullSecrets: list(localReference),
      automountServiceAccountToken: bool,
    },
  },
  PersistentVolumeClaim: { versions: ["v1"], body: { "spec!": claimSpec, "status?": status } },
  NetworkPolicy: {
    versions: ["networking.k8s.io/v1"],
    body: {
      "spec!": map({
        podSelector: labelSelector,
        policyTypes: list(oneOf("Ingress", "Egress")),
        ingress: list(map({ from: list(peer), ports: policyPorts })),
        egress: list(map({ to: list(peer), ports: policyPorts })),
      }),
    },
  },
  HorizontalPodAutoscaler: {
    versions: ["autoscaling/v2", "autoscaling/v1", "autoscaling/v2beta2"],
    body: {
      "spec!": map({
        "scaleTargetRef!": objectReference,
        minReplicas: int,
        "maxReplicas!": int,
        targetCPUUtilizationPercentage: int,
        metrics: list(
          map({
            "type!": oneOf("Resource", "Pods", "Object", "External", "ContainerResource"),
            resource: map({ "name!": text, "target!": metricTarget }),
            pods: map({ metric: map({ "name!": text, selector: labelSelector }), "target!": metricTarget }),
          }),
        ),
        behavior: anything,
      }),
      "status?": status,
    },
  },
  PodDisruptionBudget: {
    versions: ["policy/v1", "policy/v1beta1"],
    body: {
      "spec!": map({ minAvailable: percent, maxUnavailable: percent, selector: labelSelector }),
      "status?": status,
    },
  },
};

const roots: ReadonlyMap<string, MapGrammar> = new Map(
  Object.entries(kinds).map(([kind, { versions, body }]) => [
    kind,
    map({ "apiVersion!": oneOf(...versions), "kind!": oneOf(kind), "metadata!": ownMetadata, ...body }),
  ]),
);

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
