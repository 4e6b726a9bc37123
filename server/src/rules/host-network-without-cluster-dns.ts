// A pod on the node's network that calls a Service by name, and asks the node's resolver for it.

import { mentionsIn } from "../index/mentions.ts";
import { isA } from "../index/resource.ts";
import { rootPath } from "../model/manifest.ts";
import { boolOf, get, stringOf } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import { pathOfNode } from "../yaml/path-of.ts";
import { defineRule } from "./rule.ts";

const right = "ClusterFirstWithHostNet";

export const hostNetworkWithoutClusterDns = defineRule({
  id: "host-network-without-cluster-dns",
  severity: "warning",
  title: {
    en: "A hostNetwork pod that calls a Service by name without cluster DNS",
    "zh-cn": "使用 hostNetwork 的 Pod 按名称访问 Service，却没有使用集群 DNS",
  },
  why: {
    en: "With `hostNetwork: true`, the default `dnsPolicy: ClusterFirst` behaves like `Default`: the pod uses the node's resolver, which cannot resolve Service names. With `dnsPolicy: ClusterFirstWithHostNet`, it uses the cluster's DNS.",
    "zh-cn":
      "使用 `hostNetwork: true` 时，默认的 `dnsPolicy: ClusterFirst` 相当于 `Default`：Pod 使用节点的解析器，无法解析 Service 的名称。设置 `dnsPolicy: ClusterFirstWithHostNet` 后，Pod 才会使用集群 DNS。",
  },
  // Source: Kubernetes documentation, "Pod's DNS Policy"; kubelet's getPodDNSType.
  *check(resource, world) {
    if (!isA(resource, "workload")) return;
    const { manifest, document, namespace } = resource;
    const { podSpec } = manifest.workload;
    if (podSpec === undefined || boolOf(get(podSpec, "hostNetwork")) !== true) return;
    const policy = stringOf(get(podSpec, "dnsPolicy")) || "ClusterFirst";
    // Who brings a resolver of their own knows what they do.
    if (policy !== "ClusterFirst" || get(podSpec, "dnsConfig", "nameservers") !== undefined) return;
    const [first, ...others] = [...mentionsIn(manifest, namespace, world.settings.clusterDomain)].filter(
      (mention) =>
        mention.by === "text" && world.servicesNamed(resource, mention.namespace, mention.service).length > 0,
    );
    if (first === undefined) return;
    const path = pathOfNode(manifest.root, podSpec);
    yield {
      span: first.span,
      field: pathOfNode(manifest.root, first.node) ?? [],
      message: {
        en: `The pods of ${manifest.kind} ${resource.name} use hostNetwork with dnsPolicy ${policy}, so they use the node's resolver, which cannot resolve Service ${first.service}.`,
        "zh-cn": `${manifest.kind} ${resource.name} 的 Pod 使用 hostNetwork 和 dnsPolicy ${policy}，因此使用节点的解析器，无法解析 Service ${first.service}。`,
      },
      related: others.map(({ span, service, namespace: where }) => ({
        document,
        span,
        message: { en: `Service ${where}/${service}`, "zh-cn": `Service ${where}/${service}` },
      })),
      fixes: () =>
        path === undefined
          ? []
          : [
              {
                title: { en: `Set dnsPolicy: ${right}`, "zh-cn": `设置 dnsPolicy: ${right}` },
                safe: false,
                edits: setField(document.yaml, [...rootPath(manifest), ...path, "dnsPolicy"], right, "hostNetwork"),
              },
            ],
    };
  },
});
