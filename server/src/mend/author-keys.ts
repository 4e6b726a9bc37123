// Keys that authors often choose for labels, annotations, quantities and data: what a search can lean on where no line break shows a key's start.

import type { AuthorGrammar } from "./grammar.ts";

const labelKeys = [
  "app", "tier", "env", "environment", "version", "release", "component", "role", "name", "track", "stage", "team",
  "owner", "project", "service", "run", "k8s-app", "part-of", "instance", "chart", "heritage", "managed-by", "layer",
  "partition", "zone", "region", "type", "disktype", "channel", "department", "product", "created-by", "color", "slot",
  "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/version", "app.kubernetes.io/component",
  "app.kubernetes.io/part-of", "app.kubernetes.io/managed-by", "app.kubernetes.io/created-by", "helm.sh/chart",
  "kubernetes.io/metadata.name", "kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch",
  "kubernetes.io/service-name", "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
  "node.kubernetes.io/instance-type", "node-role.kubernetes.io/control-plane", "beta.kubernetes.io/os",
  "pod-security.kubernetes.io/enforce", "pod-security.kubernetes.io/enforce-version",
  "pod-security.kubernetes.io/audit", "pod-security.kubernetes.io/audit-version", "pod-security.kubernetes.io/warn",
  "pod-security.kubernetes.io/warn-version", "istio-injection", "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index", "endpointslice.kubernetes.io/managed-by", "pod-template-hash",
];

const annotationKeys = [
  "description", "kubernetes.io/ingress.class", "kubernetes.io/change-cause", "kubernetes.io/description",
  "prometheus.io/scrape", "prometheus.io/port", "prometheus.io/path", "prometheus.io/scheme",
  "cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "kubectl.kubernetes.io/default-container",
  "kubectl.kubernetes.io/restartedAt", "sidecar.istio.io/inject", "checksum/config", "kubernetes.io/tls-acme",
  "external-dns.alpha.kubernetes.io/hostname", "external-dns.alpha.kubernetes.io/ttl", "metallb.universe.tf/address-pool",
  "metallb.io/address-pool", "service.kubernetes.io/topology-mode", "deployment.kubernetes.io/revision",
  "cluster-autoscaler.kubernetes.io/safe-to-evict", "linkerd.io/inject", "reloader.stakater.com/auto",
];

const quantityKeys = ["cpu", "memory", "ephemeral-storage", "storage", "pods", "nvidia.com/gpu", "amd.com/gpu", "hugepages-2Mi", "hugepages-1Gi"];

const dataKeys = [
  "application.properties", "application.yml", "application.yaml", "nginx.conf", "default.conf", "config.yaml",
  "config.json", "my.cnf", "redis.conf", "prometheus.yml", "username", "password", "tls.crt", "tls.key", "ca.crt",
  "token", "key", "host", "port", "database", "url", "index.html", "settings.json", "server.properties", "logback.xml",
];

/** Prefixes of documented labels and annotations; a key begins where one of them does. */
const prefixes = [
  "app.kubernetes.io/", "helm.sh/", "nginx.ingress.kubernetes.io/", "kubernetes.io/", "prometheus.io/", "cert-manager.io/",
  "service.beta.kubernetes.io/", "service.kubernetes.io/", "alb.ingress.kubernetes.io/", "traefik.ingress.kubernetes.io/",
  "external-dns.alpha.kubernetes.io/", "cloud.google.com/", "networking.gke.io/", "metallb.universe.tf/", "metallb.io/",
  "kubectl.kubernetes.io/", "pod-security.kubernetes.io/", "topology.kubernetes.io/", "node.kubernetes.io/",
  "node-role.kubernetes.io/", "argocd.argoproj.io/", "sidecar.istio.io/", "networking.istio.io/", "traffic.sidecar.istio.io/",
  "scheduler.alpha.kubernetes.io/", "volume.beta.kubernetes.io/", "storageclass.kubernetes.io/", "haproxy.org/",
  "konghq.com/", "traefik.io/", "deployment.kubernetes.io/", "cluster-autoscaler.kubernetes.io/", "linkerd.io/",
  "config.linkerd.io/", "vault.hashicorp.com/", "meta.helm.sh/", "fluxcd.io/", "kustomize.toolkit.fluxcd.io/",
  "beta.kubernetes.io/", "ingress.kubernetes.io/", "appgw.ingress.kubernetes.io/", "reloader.stakater.com/",
  "service.cloud.tencent.com/", "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-", "kubernetes.azure.com/",
  "karpenter.sh/", "eks.amazonaws.com/", "iam.gke.io/", "container.apparmor.security.beta.kubernetes.io/",
  "statefulset.kubernetes.io/", "apps.kubernetes.io/", "endpointslice.kubernetes.io/", "backup.velero.io/", "ad.datadoghq.com/",
];

const known: Readonly<Record<AuthorGrammar["flavour"], ReadonlySet<string>>> = {
  label: new Set(labelKeys),
  annotation: new Set([...annotationKeys, ...labelKeys.filter((key) => key.includes("/"))]),
  data: new Set(dataKeys),
  quantity: new Set(quantityKeys),
};

/** Whether `key` is a documented or customary key of such a map. */
export function isCustomaryKey(flavour: AuthorGrammar["flavour"], key: string): boolean {
  return known[flavour].has(key);
}

/** Whether a documented prefix begins `key`, with a name behind it. */
export function hasCustomaryPrefix(key: string): boolean {
  return prefixes.some((prefix) => key.length > prefix.length && key.startsWith(prefix));
}
