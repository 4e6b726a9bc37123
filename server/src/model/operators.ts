// Objects that may make pods which no file shows: custom resources of operators, and kustomizations that fetch.

import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { groupOf } from "./kinds.ts";
import type { Manifest } from "./manifest.ts";

/** Groups of Kubernetes itself and of its own projects, whose kinds are known. */
const ownGroups = /(^|\.)k8s\.io$|^(apps|batch|autoscaling|policy|extensions)$/;
/** Groups whose kinds configure, and never run anything. */
const configuringGroups =
  /(^|\.)(cert-manager\.io|istio\.io|linkerd\.io|traefik\.(io|containo\.us)|cilium\.io|projectcalico\.org|external-secrets\.io|bitnami\.com|kyverno\.io|gatekeeper\.sh|crossplane\.io|projectcontour\.io|konghq\.com|metallb\.io|getambassador\.io|amazonaws\.com|cloud\.google\.com)$/;
const configuringKinds =
  /^(ServiceMonitor|PodMonitor|Probe|PrometheusRule|AlertmanagerConfig|ScrapeConfig|ScaledObject|TriggerAuthentication|AppProject|VerticalPodAutoscaler|.*(Policy|Rule|Route|Config|Class|Secret|Certificate|Issuer|Middleware|Role|Binding|User|Topic|Bucket))$/;

/** Whether the object is a custom resource that an operator may turn into pods. */
export function mayOwnPods(manifest: Manifest): boolean {
  if (manifest.is !== "other") return false;
  const group = groupOf(manifest.apiVersion);
  if (!group.includes(".") || ownGroups.test(group)) return false;
  return !configuringGroups.test(group) && !configuringKinds.test(manifest.kind);
}

/** Whether a kustomization takes in what is not on this disk: a chart, or a base from elsewhere. */
export function fetches(manifest: Manifest): boolean {
  if (manifest.kind !== "Kustomization" || !manifest.apiVersion.startsWith("kustomize.config.k8s.io/")) return false;
  if (get(manifest.root, "helmCharts") !== undefined) return true;
  return ["resources", "bases", "components"].some((key) => itemsOf(get(manifest.root, key)).some(isRemote));
}

function isRemote(entry: Node): boolean {
  const text = stringOf(entry) ?? "";
  return /^(https?|ssh|git)(:|::)|^git@|^github\.com\/|\?ref=/.test(text);
}
