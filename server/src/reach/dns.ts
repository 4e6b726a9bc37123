// The cluster's DNS as a connection: who calls by name has to reach it first.

import type { Resource } from "../index/resource.ts";
import { liveSlicesIn } from "../index/snapshot.ts";
import type { World } from "../index/world.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { type Answer, either } from "./answer.ts";
import { letsOut } from "./judge.ts";
import { knownLabels, type Labels } from "./labels.ts";
import { liveThings } from "./live.ts";
import { type Pods, podsOf } from "./pods.ts";
import type { Arrival } from "./policies.ts";
import { isNamespaceInSight, namespaceLabels, namespaceNameLabel, type PodsEnd } from "./scene.ts";
import type { Thing } from "./thing.ts";

/** Where the Service of the cluster's DNS is, whatever program answers. */
export const dnsService = { namespace: "kube-system", name: "kube-dns" } as const;

/** The label of its pods (kubernetes/kubernetes, cluster/addons/dns and kubeadm's manifests). */
export const dnsPodLabel = { key: "k8s-app", value: "kube-dns" } as const;

export interface DnsAnswer {
  /** Whether a query gets out, by UDP or by TCP. */
  readonly answer: Answer;
  /** The same by UDP alone, which is how programs ask first. */
  readonly byUdp: Answer;
}

/** Somebody who may be the cluster's DNS. */
interface Resolver {
  readonly pods: Pods;
  readonly port: number;
  /** False: some clusters have it so, and that this is one only the policy's own words tell. */
  readonly isStandard: boolean;
}

/** Whether the caller's policies let a query out. Pods that do not ask the cluster's DNS need none. */
export function dnsAnswer(
  caller: PodsEnd,
  workload: Thing<WorkloadManifest>,
  asker: Resource | undefined,
  world: World,
): DnsAnswer {
  const { pods } = caller.peer;
  if (pods.hostNetwork !== "no" || !asksCluster(workload)) return { answer: "yes", byUdp: "yes" };
  if (caller.governing.namespaced.length === 0 && caller.governing.tiers.length === 0)
    return { answer: "yes", byUdp: "yes" };
  const addresses = dnsAddresses(asker, world);
  const by = (protocol: "UDP" | "TCP"): Answer => {
    let answer: Answer = "no";
    for (const resolver of resolvers(asker, world)) {
      const peer = { is: "pods", pods: resolver.pods, resolver: addresses } as const;
      const here = letsOut(caller.governing, peer, arrivalAt(resolver, protocol));
      answer = either(answer, resolver.isStandard || here === "no" ? here : "unknown");
      if (answer === "yes") return "yes";
    }
    return answer;
  };
  const byUdp = by("UDP");
  return { byUdp, answer: byUdp === "yes" ? "yes" : either(byUdp, by("TCP")) };
}

function arrivalAt({ port, pods }: Resolver, protocol: "UDP" | "TCP"): Arrival {
  const names = pods.ports.flatMap((each) =>
    each.port === port && each.protocol === protocol ? (each.name ?? []) : [],
  );
  return { port, protocol, names };
}

/** `None` and `Default` ask others; where policies let them is not asked here. */
function asksCluster({ manifest }: Thing<WorkloadManifest>): boolean {
  return !["None", "Default"].includes(stringOf(get(manifest.workload.podSpec, "dnsPolicy")) ?? "");
}

/** The pods behind kube-dns where they are in sight, and as clusters have them. */
function resolvers(asker: Resource | undefined, world: World): readonly Resolver[] {
  const { namespace, name } = dnsService;
  const system = namespaceLabels(namespace, asker, world);
  const inSight =
    asker === undefined
      ? []
      : world.servicesNamed(asker, namespace, name).flatMap((service) => world.selected(service));
  const own = inSight.map((workload): Resolver => ({ pods: podsOf(workload, system), port: 53, isStandard: true }));
  if (own.length > 0) return own;
  const around: Labels = knownLabels(system.values);
  const standard: Resolver = {
    pods: dnsPods(around, namespace, { [dnsPodLabel.key]: dnsPodLabel.value }),
    port: 53,
    isStandard: true,
  };
  const coredns: Resolver = {
    pods: dnsPods(around, namespace, { "k8s-app": "coredns", "app.kubernetes.io/name": "coredns" }),
    port: 53,
    isStandard: false,
  };
  const elsewhere: Resolver = {
    // OpenShift's (openshift/cluster-dns-operator): whoever names that namespace has it.
    pods: dnsPods(knownLabels([[namespaceNameLabel, "openshift-dns"]]), "openshift-dns", {
      "dns.operator.openshift.io/daemonset-dns": "default",
    }),
    port: 5353,
    isStandard: true,
  };
  if (isNamespaceInSight(namespace, asker, world)) return [standard, coredns, elsewhere];
  // Before every namespace had its name as a label, people put one there themselves.
  const labelled = knownLabels([...system.values, ["name", namespace], ["kubernetes.io/name", namespace]]);
  const byHand: Resolver = {
    ...standard,
    pods: dnsPods(labelled, namespace, { [dnsPodLabel.key]: dnsPodLabel.value }),
    isStandard: false,
  };
  return [standard, coredns, elsewhere, byHand];
}

function dnsPods(namespaceLabelsOf: Labels, namespace: string, labels: Readonly<Record<string, string>>): Pods {
  return {
    kind: "Deployment",
    namespace,
    name: "coredns",
    labels: knownLabels(Object.entries(labels)),
    namespaceLabels: namespaceLabelsOf,
    ports: [
      { name: "dns", port: 53, protocol: "UDP" },
      { name: "dns-tcp", port: 53, protocol: "TCP" },
    ],
    hostNetwork: "no",
  };
}

/** The addresses by which pods ask: of the Service and of NodeLocal DNSCache (k8s.io, "Using NodeLocal DNSCache"). */
function dnsAddresses(asker: Resource | undefined, world: World): readonly string[] {
  const { namespace, name } = dnsService;
  const written =
    asker === undefined
      ? []
      : world.servicesNamed(asker, namespace, name).flatMap((service) => service.manifest.service.clusterIPs);
  const { snapshot } = world;
  if (snapshot === undefined) return [...written, "169.254.20.10"];
  const live = liveThings(snapshot).services.filter(
    (service) => service.namespace === namespace && service.name === name,
  );
  const slices = liveSlicesIn(snapshot, { namespace, name });
  return [
    ...written,
    ...live.flatMap((service) => service.manifest.service.clusterIPs),
    ...slices.flatMap((slice) => slice.endpoints.flatMap((endpoint) => endpoint.addresses)),
    "169.254.20.10",
  ];
}
