// Policies of network plug-ins: whom they select is read, what they allow is not, so the answer depends on them.

import type { Manifest } from "../model/manifest.ts";
import { type LabelSelector, readLabelSelector } from "../model/network-policy.ts";
import { entryOf, get, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { type Answer, both, not, someOf } from "./answer.ts";
import { calicoMatches } from "./calico-selector.ts";
import { type Labels, labelsMatch } from "./labels.ts";
import type { Pods } from "./pods.ts";

/** The kinds to look for; the API group decides whether an object is one. */
export const foreignKinds = [
  "CiliumNetworkPolicy",
  "CiliumClusterwideNetworkPolicy",
  "NetworkPolicy",
  "GlobalNetworkPolicy",
  "ClusterNetworkPolicy",
] as const;

export interface ForeignPolicy {
  /** Whether it governs the traffic of these pods. `namespace`: the policy's own. */
  selects(pods: Pods, namespace: string): Answer;
}

/** Undefined for what is none: other kinds, and staged policies, which only log. */
export function readForeignPolicy({ apiVersion, kind, root }: Manifest): ForeignPolicy | undefined {
  const group = apiVersion.replace(/\/.*/, "");
  const spec = get(root, "spec");
  switch (`${group} ${kind}`) {
    case "cilium.io CiliumNetworkPolicy":
    case "cilium.io CiliumClusterwideNetworkPolicy": {
      const specs = [...(spec === undefined ? [] : [spec]), ...itemsOf(get(root, "specs"))];
      const isClusterwide = kind === "CiliumClusterwideNetworkPolicy";
      return {
        selects: (pods, namespace) => {
          if (!isClusterwide && pods.namespace !== namespace) return "no";
          return someOf(specs, (each) => ciliumSelects(each, pods));
        },
      };
    }
    case "projectcalico.org NetworkPolicy":
    case "crd.projectcalico.org NetworkPolicy":
      return {
        selects: (pods, namespace) => (pods.namespace === namespace ? calicoSelects(spec, pods) : "no"),
      };
    case "projectcalico.org GlobalNetworkPolicy":
    case "crd.projectcalico.org GlobalNetworkPolicy":
      return { selects: (pods) => calicoSelects(spec, pods) };
    case "crd.antrea.io NetworkPolicy":
      return { selects: (pods, namespace) => (pods.namespace === namespace ? antreaSelects(spec, pods) : "no") };
    case "crd.antrea.io ClusterNetworkPolicy":
      return { selects: (pods) => antreaSelects(spec, pods) };
    default:
      return undefined;
  }
}

/** docs.cilium.io, Network Policy: endpointSelector; a nodeSelector speaks of nodes. Keys may begin with their source. */
function ciliumSelects(spec: Node, pods: Pods): Answer {
  if (entryOf(spec, "nodeSelector") !== undefined) return pods.hostNetwork;
  const selector = withoutSources(readLabelSelector(get(spec, "endpointSelector")));
  return both(labelsMatch(selector, ciliumLabels(pods)), not(pods.hostNetwork));
}

function withoutSources({ labels, expressions }: LabelSelector): LabelSelector {
  const bare = (key: string) => key.replace(/^(k8s|any)[:.]/, "");
  return {
    labels: labels.map((pair) => ({ ...pair, key: bare(pair.key) })),
    expressions: expressions.map((each) => ({ ...each, key: bare(each.key) })),
  };
}

const ofNamespace = "io.cilium.k8s.namespace.labels.";

/** What Cilium derives from a pod beside its own labels (docs.cilium.io, "Well-known labels"). */
function ciliumLabels({ labels, namespaceLabels, namespace }: Pods): Labels {
  const values = new Map(labels.values).set("io.kubernetes.pod.namespace", namespace);
  for (const [key, value] of namespaceLabels.values) values.set(`${ofNamespace}${key}`, value);
  return {
    values,
    mayHave: (key) =>
      key.startsWith(ofNamespace)
        ? namespaceLabels.mayHave(key.slice(ofNamespace.length))
        : key.startsWith("io.cilium.") || labels.mayHave(key),
  };
}

/** docs.tigera.io, NetworkPolicy: `selector` is `all()` where it is left out. */
function calicoSelects(spec: Node | undefined, pods: Pods): Answer {
  const { labels, namespaceLabels, namespace } = pods;
  const own: Labels = {
    values: new Map(labels.values)
      .set("projectcalico.org/namespace", namespace)
      .set("projectcalico.org/orchestrator", "k8s"),
    mayHave: (key) => key === "projectcalico.org/serviceaccount" || labels.mayHave(key),
  };
  const around: Labels = {
    values: new Map(namespaceLabels.values).set("projectcalico.org/name", namespace),
    mayHave: (key) => namespaceLabels.mayHave(key),
  };
  const ofPods = calicoMatches(stringOf(get(spec, "selector")) ?? "", own);
  const ofNamespaces = calicoMatches(stringOf(get(spec, "namespaceSelector")) ?? "", around);
  const accounts = stringOf(get(spec, "serviceAccountSelector")) ? "unknown" : "yes";
  return both(both(ofPods, ofNamespaces), both(accounts, not(pods.hostNetwork)));
}

/** antrea.io, Antrea Network Policy: appliedTo of the policy, or of its rules. */
function antreaSelects(spec: Node | undefined, pods: Pods): Answer {
  const rules = [...itemsOf(get(spec, "ingress")), ...itemsOf(get(spec, "egress"))];
  const places = [spec, ...rules].flatMap((node) => itemsOf(get(node, "appliedTo")));
  return someOf(places, (place) => {
    if (entryOf(place, "group") !== undefined || entryOf(place, "service") !== undefined) return "unknown";
    if (entryOf(place, "nodeSelector") !== undefined) return pods.hostNetwork;
    return both(
      labelsMatch(readLabelSelector(get(place, "podSelector")), pods.labels),
      labelsMatch(readLabelSelector(get(place, "namespaceSelector")), pods.namespaceLabels),
    );
  });
}
