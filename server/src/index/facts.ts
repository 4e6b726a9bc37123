// What a resource offers to others, as keys to look it up by. The keys are the index: nobody else knows how they look.

import { isSetByController, type Pair } from "../model/labels.ts";
import type { Manifest, ServiceManifest } from "../model/manifest.ts";
import { mayOwnPods } from "../model/operators.ts";
import { mentionsIn } from "./mentions.ts";
import { nodePortPlaces } from "./node-ports.ts";
import type { Scope } from "./plan.ts";
import type { Resource } from "./resource.ts";
import { isTemplated } from "./unreadable.ts";

export const serviceKey = (namespace: string, name: string): string => `service ${namespace}/${name}`;
export const servicesKey = (namespace: string): string => `services ${namespace}`;
export const workloadsKey = (namespace: string): string => `workloads ${namespace}`;
/** Whatever the namespace: for pods that are where a Service does not look. */
export const podLabelAnywhereKey = (pair: Pair): string => `pod-label-anywhere ${pair.key}=${pair.value}`;
export const podLabelKey = (namespace: string, pair: Pair): string =>
  `pod-label ${namespace}/${pair.key}=${pair.value}`;
/** Without a pair: selectors that ask only for labels which controllers set. */
export const selectorKey = (namespace: string, pair: Pair | undefined): string =>
  pair === undefined ? `selectors ${namespace}` : `selector ${namespace}/${pair.key}=${pair.value}`;
export const nodePortKey = (port: number): string => `node-port ${port}`;
export const nodePortsKey = "node-ports";
export const clusterIpKey = (address: string): string => `cluster-ip ${address}`;
/** Whoever names this Service: see mentions.ts. */
export const mentionKey = (namespace: string, service: string): string => `mention ${namespace}/${service}`;
/** Custom resources that an operator may turn into pods. */
export const operatedAnywhereKey = "operated-anywhere";
export const operatedKey = (namespace: string): string => `operated ${namespace}`;
/** Whoever decides how many pods the workload has. */
export const scalerKey = (namespace: string, kind: string, name: string): string =>
  `scaler ${namespace}/${kind}/${name}`;
export const kindKey = (kind: string, namespace: string): string => `kind ${kind} ${namespace}`;
export const kindEverywhereKey = (kind: string): string => `kind-everywhere ${kind}`;
export const identityKey = (kind: string, namespace: string, name: string): string =>
  // OpenShift's kind is the other one under another name: who has both has alternatives.
  `identity ${kind === "DeploymentConfig" ? "Deployment" : kind} ${namespace}/${name}`;

/** Documents from which objects may come although they cannot be read. */
export const unreadableKey = "unreadable";
/** The same fact among what a scope applies; plain files have no mark. */
export const scopedKey = (scope: Scope | undefined, key: string): string =>
  scope === undefined ? key : `${scope.id}\n${key}`;

/** The same fact whatever applies it: for what one scope brings and another uses. Only a few facts are offered so. */
export const anywhereKey = (key: string): string => `anywhere ${key}`;
/** Services of this name, whatever their namespace. */
export const serviceNameKey = (name: string): string => `service-name ${name}`;

/** Every key under which the resource is found; the same resource always gives the same keys. */
export function factsOf(resource: Resource): readonly string[] {
  const { manifest, namespace, name, scope } = resource;
  const anywhere = new Set<string>();
  if (manifest.kind === "NetworkPolicy") anywhere.add(anywhereKey(kindKey(manifest.kind, namespace)));
  if (manifest.is === "service" || manifest.is === "gateway" || manifest.kind === "Namespace")
    anywhere.add(anywhereKey(kindEverywhereKey(manifest.kind)));
  const keys = new Set<string>([kindKey(manifest.kind, namespace), kindEverywhereKey(manifest.kind)]);
  if (name !== "") keys.add(identityKey(manifest.kind, namespace, name));
  if (isService(manifest)) {
    keys.add(servicesKey(namespace));
    keys.add(serviceKey(namespace, name));
    keys.add(serviceNameKey(name));
    for (const key of [servicesKey(namespace), serviceNameKey(name)]) anywhere.add(anywhereKey(key));
    // One pair is enough to find a selector by: whoever matches it has this label.
    const { selector } = manifest.service;
    if (selector !== undefined)
      keys.add(
        selectorKey(
          namespace,
          selector.find((pair) => !isSetByController(pair.key)),
        ),
      );
    // What a template makes of a number is not known, nor how often.
    const isWritten = !isTemplated(resource.document.yaml);
    for (const port of isWritten ? nodePortsOf(manifest) : []) keys.add(nodePortKey(port)).add(nodePortsKey);
    for (const address of isWritten ? manifest.service.clusterIPs : [])
      if (address !== "None") keys.add(clusterIpKey(address));
  }
  if (manifest.is === "workload") {
    keys.add(workloadsKey(namespace));
    for (const label of manifest.workload.podLabels) {
      keys.add(podLabelKey(namespace, label)).add(podLabelAnywhereKey(label));
      anywhere.add(anywhereKey(podLabelAnywhereKey(label)));
    }
  }
  if (manifest.is === "autoscaler") {
    const { target } = manifest.autoscaler;
    keys.add(scalerKey(namespace, target.kind, target.name));
  }
  for (const mention of mentionsIn(manifest, namespace, undefined))
    keys.add(mentionKey(mention.namespace, mention.service));
  if (mayOwnPods(manifest)) anywhere.add(anywhereKey(operatedAnywhereKey));
  if (mayOwnPods(manifest) || (resource.uncertain && manifest.is === "workload")) keys.add(operatedKey(namespace));
  const own = scope === undefined ? [...keys] : [...keys].map((key) => scopedKey(scope, key));
  return [...own, ...anywhere];
}

/** The node ports that a Service claims, its healthCheckNodePort among them; types that have none claim none. */
export function nodePortsOf(manifest: ServiceManifest): readonly number[] {
  return nodePortPlaces(manifest).map((place) => place.port);
}

export function isService(manifest: Manifest): manifest is ServiceManifest {
  return manifest.is === "service";
}

/** What a file's last commit held; asked for so that whoever asked is asked again when it becomes known. */
export const earlierKey = (uri: string): string => `earlier ${uri}`;
