// Peers that look for one another in DNS before they are ready, below a Service that publishes ready pods only.

import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { rootPath, type ServiceManifest, type WorkloadManifest } from "../model/manifest.ts";
import { podNamesIn } from "../model/pod-names.ts";
import { stringsOf, textsKey } from "../model/strings.ts";
import { configOf } from "../reach/traffic.ts";
import { boolOf, get, locate, stringOf } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import { defineRule, type Related } from "./rule.ts";

export const peersNotPublished = defineRule({
  id: "peers-not-published",
  severity: "hint",
  title: { en: "Peers that are not in DNS until they are ready", "zh-cn": "节点就绪之前不在 DNS 中" },
  why: {
    en: "A headless Service publishes only pods that are ready. If the members of a cluster find one another by these names, and become ready only after the cluster has formed, they never find one another. `publishNotReadyAddresses: true` adds every pod to DNS as soon as it starts; clients then need a second Service with only ready pods.",
    "zh-cn":
      "headless Service 只发布已就绪的 Pod。如果集群成员靠这些名称互相发现，而成员又要等集群组建完成才就绪，就谁也找不到谁。`publishNotReadyAddresses: true` 让每个 Pod 从启动起就在 DNS 中；客户端则应使用另一个只包含就绪 Pod 的 Service。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest, document } = resource;
    const { headless, spec } = manifest.service;
    if (!headless || spec === undefined || boolOf(get(spec, "publishNotReadyAddresses")) === true) return;
    for (const workload of world.selected(resource)) {
      if (workload.manifest.workload.serviceName !== resource.name || !waitsForPeers(workload)) continue;
      const where = peersNamed(workload, resource, world);
      if (where === undefined) continue;
      yield {
        span: locate(manifest.root, ["spec"], document.yaml.text).span,
        field: ["spec", "publishNotReadyAddresses"],
        message: {
          en: `The pods of StatefulSet ${workload.name} find one another through this Service, which publishes them only when they are ready. If they can become ready only together, set publishNotReadyAddresses: true.`,
          "zh-cn": `StatefulSet ${workload.name} 的 Pod 通过该 Service 互相发现，而它只发布已就绪的 Pod。如果这些 Pod 只能一起就绪，请设置 publishNotReadyAddresses: true。`,
        },
        related: [where],
        fixes: () => [
          {
            title: { en: "Set publishNotReadyAddresses: true", "zh-cn": "设置 publishNotReadyAddresses: true" },
            safe: false,
            edits: setField(
              document.yaml,
              [...rootPath(manifest), "spec", "publishNotReadyAddresses"],
              true,
              "clusterIP",
            ),
          },
        ],
      };
      return;
    }
  },
});

/** Whether readiness is more than an open port, so that it may depend on the others. */
function waitsForPeers({ manifest }: Resource<WorkloadManifest>): boolean {
  return (
    (manifest.workload.replicas ?? 1) > 1 &&
    manifest.workload.containers.some(({ node }) =>
      ["httpGet", "exec", "grpc"].some((handler) => get(node, "readinessProbe", handler) !== undefined),
    )
  );
}

/** Variables and keys that hold whom to look for at the start. */
const seeds = /seed|discover|peer|cluster|join|initial|quorum|members|nodes|bootstrap|routes/i;

/** Where the workload, or what it takes in, names several of its own pods, or the Service as the place to look for them. */
function peersNamed(
  workload: Resource<WorkloadManifest>,
  service: Resource<ServiceManifest>,
  world: World,
): Related | undefined {
  const pods = new Set<string>();
  const sources: Resource[] = [workload];
  for (const { config } of configOf(workload, world)) sources.push(config);
  for (const source of sources) {
    for (const { node, path } of stringsOf(source.manifest)) {
      const place: Related = {
        document: source.document,
        span: node.span,
        message: { en: "the peers are listed here", "zh-cn": "在此列出节点" },
      };
      for (const { set, service: below, pod, namespace } of podNamesIn(node.value, world.settings.clusterDomain)) {
        if (set !== workload.name || below !== service.name || (namespace ?? workload.namespace) !== workload.namespace)
          continue;
        pods.add(pod);
        // The first one alone is up before the others start.
        if (pods.size > 1) return place;
      }
      if (!seeds.test(nameOfText(source, path))) continue;
      const names = [service.name, `${service.name}.${service.namespace}`];
      const own = new RegExp(`(^|[\\s,;/@"'\\[])(${names.join("|")})(\\.svc[a-z.]*)?(:\\d+)?($|[\\s,;/"'\\]])`);
      if (own.test(node.value)) return place;
    }
  }
  return undefined;
}

/** What the variable, or the key of a ConfigMap, is called. */
function nameOfText({ manifest }: Resource, path: Parameters<typeof locate>[1]): string {
  const last = path.at(-1);
  if (typeof last === "object") return textsKey(manifest) === undefined ? "" : last.key;
  if (last !== "value") return "";
  return (
    stringOf(get(manifest.root, ...path.slice(0, -1).flatMap((s) => (typeof s === "object" ? [] : [s])), "name")) ?? ""
  );
}
