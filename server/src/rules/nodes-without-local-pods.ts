// externalTrafficPolicy Local, and live nodes that run none of the pods: they drop what comes to them from outside.

import type { Text } from "../base/text.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { rootPath, type ServiceManifest } from "../model/manifest.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { removeField, setField } from "../yaml/edit.ts";
import { inTurn } from "../yaml/text-edit.ts";
import { defineRule, type Fix } from "./rule.ts";

const field = ["spec", "externalTrafficPolicy"];

export const nodesWithoutLocalPods = defineRule({
  id: "nodes-without-local-pods",
  severity: "information",
  title: { en: "Nodes without a local pod, with policy Local", "zh-cn": "策略为 Local，而部分节点上没有 Pod" },
  why: {
    en: "With `externalTrafficPolicy: Local`, a node sends external traffic only to its own pods, which keeps the client's address and saves a hop. A node without a ready pod drops it, so the nodePort answers on some nodes and times out on others. A load balancer checks each node's healthCheckNodePort and skips such nodes. This is known only from a live cluster or a snapshot.",
    "zh-cn":
      "`externalTrafficPolicy: Local` 时，节点只把来自外部的流量交给本节点上的 Pod：这样可以保留客户端地址，并少一跳。没有就绪 Pod 的节点会丢弃这些流量，因此 nodePort 在一些节点上可用，在另一些节点上超时。负载均衡器会查询每个节点的 healthCheckNodePort，并避开这样的节点。只有在连接集群或提供快照时才能得知。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest } = resource;
    if (manifest.service.type !== "NodePort" && manifest.service.type !== "LoadBalancer") return;
    const policy = get(manifest.root, ...field);
    if (policy === undefined || stringOf(policy) !== "Local") return;
    const { bare, all } = nodesOf(resource, world);
    if (bare.length === 0) return;
    yield {
      span: policy.span,
      field,
      message: messageOf(bare, all, manifest.service.type),
      fixes: () => [changeToCluster(resource)],
    };
  },
});

/** The live nodes that run no ready pod of the Service, and how many nodes there are; none where a pod's node is not known. */
function nodesOf({ namespace, name }: Resource, world: World): { bare: readonly string[]; all: number } {
  const { nodes = [], slices = [] } = world.snapshot ?? {};
  const serving = new Set(
    slices
      .filter((slice) => slice.namespace === namespace && slice.service === name)
      .flatMap((slice) => slice.endpoints)
      .flatMap(({ ready, nodeName }) => (ready ? [nodeName] : [])),
  );
  const known = nodes.filter((node) => node.name !== "");
  if (serving.has(undefined) || !known.some((node) => serving.has(node.name))) return { bare: [], all: known.length };
  return { bare: known.filter((node) => !serving.has(node.name)).map((node) => node.name), all: known.length };
}

function messageOf(bare: readonly string[], all: number, type: "NodePort" | "LoadBalancer"): Text {
  const few = bare.slice(0, 3);
  const more = bare.length - few.length;
  const en = `${few.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const zh = `${few.join("、")}${more > 0 ? ` 等 ${bare.length} 个` : ""}`;
  const one = bare.length === 1;
  const balancer = type === "LoadBalancer";
  return {
    en: `${bare.length} of ${all} nodes ${one ? "has" : "have"} no ready pod (${en}) and ${one ? "drops" : "drop"} external traffic${balancer ? ". The load balancer skips them, but the nodePort does not answer there" : ""}.`,
    "zh-cn": `${all} 个节点中有 ${bare.length} 个没有就绪的 Pod（${zh}），会丢弃来自外部的流量${balancer ? "。负载均衡器会避开它们，但那里的 nodePort 没有响应" : ""}。`,
  };
}

/** A healthCheckNodePort goes with Local only: the API server refuses it beside Cluster. */
function changeToCluster({ document, manifest }: Resource<ServiceManifest>): Fix {
  const root = rootPath(manifest);
  const healthCheck = [...root, "spec", "healthCheckNodePort"];
  return {
    title: {
      en: "Change to Cluster, so that every node answers (but pods do not see the client's address)",
      "zh-cn": "改为 Cluster：所有节点都会响应（但 Pod 看不到客户端地址）",
    },
    safe: false,
    edits: inTurn(
      document.yaml,
      (yaml) => setField(yaml, [...root, ...field], "Cluster"),
      ...(get(manifest.root, "spec", "healthCheckNodePort") === undefined
        ? []
        : [(yaml: typeof document.yaml) => removeField(yaml, healthCheck)]),
    ),
  };
}
