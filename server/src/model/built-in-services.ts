// Services that no repository holds and every cluster of a kind has: nobody misses their manifests.

/** By namespace. Sources: see each line. */
const services: Readonly<Record<string, readonly string[]>> = {
  default: [
    // kubernetes.io, "Accessing the Kubernetes API from a Pod": every API server makes it.
    "kubernetes",
  ],
  "kube-system": [
    // Kubernetes DNS-Based Service Discovery, kubeadm, and the addons of kubernetes/kubernetes: the cluster's DNS.
    "kube-dns",
    // CoreDNS as k0s, Talos and the CoreDNS chart call it.
    "coredns",
    // kubernetes-sigs/metrics-server, components.yaml; installed by k3s, EKS, GKE and AKS themselves.
    "metrics-server",
    // k3s, "Networking Services": its own ingress controller.
    "traefik",
    // Cilium's installation ("Setting up Hubble Observability").
    "hubble-relay",
    "hubble-ui",
    // What kubelets' endpoints are kept under by the Prometheus Operator (--kubelet-service).
    "kubelet",
    "kube-state-metrics",
  ],
};

/** Whether the cluster, or what nearly all clusters come with, has the Service. */
export function isBuiltInService(namespace: string, name: string): boolean {
  return services[namespace]?.includes(name) === true;
}
