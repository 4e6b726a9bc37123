// Two LoadBalancer Services that ask for one port on a cluster whose load balancer opens ports on its nodes.

import { compareResources } from "../index/order.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { LocalClusterManifest, ServiceManifest } from "../model/manifest.ts";
import { clustersAbove } from "../paths/localhost-paths.ts";
import { localToolOf } from "../report/local-hints.ts";
import { get, getAll, stringOf } from "../yaml/cursor.ts";
import { defineRule } from "./rule.ts";

export const loadBalancerPortTaken = defineRule({
  id: "load-balancer-port-taken",
  severity: "warning",
  title: {
    en: "A load balancer port that another Service uses",
    "zh-cn": "负载均衡器的端口已被另一个 Service 使用",
  },
  why: {
    en: "k3s (and therefore k3d) has its own load balancer, ServiceLB, which opens the port of a LoadBalancer Service on every node. Docker Desktop opens it on this machine. One port can serve only one Service; the second stays pending. Use another port, one Service for both, or an Ingress.\n\nk3s also runs Traefik on ports 80 and 443, unless the cluster was created with `--disable=traefik`. This is reported as information, because the Service may be meant to replace it.",
    "zh-cn":
      "k3s（以及 k3d）自带负载均衡器 ServiceLB：它在每个节点上开放 LoadBalancer Service 的端口。Docker Desktop 则在本机开放。一个端口只能供一个 Service 使用，第二个会一直处于 pending。请改用其他端口、合并为一个 Service，或使用 Ingress。\n\n除非创建集群时使用了 `--disable=traefik`，k3s 还会在 80 和 443 端口运行 Traefik；此时为信息级别，因为该 Service 可能正是用来替代它的。",
  },
  // Source: K3s documentation, "Networking Services", Service Load Balancer and Traefik.
  *check(resource, world) {
    if (!isBalanced(resource)) return;
    const tool = localToolOf(resource, world);
    if (tool !== "k3d" && tool !== "docker-desktop") return;
    const [config] = clustersAbove(resource, world);
    if (config !== undefined && disables(config, "servicelb")) return;
    const { ports } = resource.manifest.service;
    for (const { index, port, portNode, protocol } of ports) {
      if (port === undefined || portNode === undefined) continue;
      const place = { span: portNode.span, field: ["spec", "ports", index, "port"] };
      const earlier = takenBy(resource, world, port, protocol);
      const where =
        tool === "k3d" ? { en: "of the nodes", "zh-cn": "节点的" } : { en: "of this machine", "zh-cn": "本机的" };
      if (earlier !== undefined) {
        yield {
          ...place,
          message: {
            en: `LoadBalancer Service ${earlier.namespace}/${earlier.name} already uses port ${port} ${where.en}, so this Service stays pending.`,
            "zh-cn": `LoadBalancer Service ${earlier.namespace}/${earlier.name} 已经使用${where["zh-cn"]}端口 ${port}，此 Service 会一直处于 pending。`,
          },
          related: [
            {
              document: earlier.document,
              span: (earlier.manifest.name ?? earlier.manifest.root).span,
              message: { en: `Service ${earlier.name}`, "zh-cn": `Service ${earlier.name}` },
            },
          ],
        };
        continue;
      }
      if (config === undefined || (port !== 80 && port !== 443) || disables(config, "traefik")) continue;
      yield {
        ...place,
        severity: "information",
        message: {
          en: `k3s runs Traefik on port ${port} of the nodes unless the cluster was created with --disable=traefik. This Service would then stay pending.`,
          "zh-cn": `除非创建集群时使用了 --disable=traefik，k3s 会在节点的端口 ${port} 上运行 Traefik。此时该 Service 会一直处于 pending。`,
        },
      };
    }
  },
});

/** Only one that another controller's class does not take. */
function isBalanced(resource: Resource): resource is Resource<ServiceManifest> {
  return (
    isA(resource, "service") &&
    resource.manifest.service.type === "LoadBalancer" &&
    stringOf(get(resource.manifest.root, "spec", "loadBalancerClass")) === undefined
  );
}

function takenBy(resource: Resource, world: World, port: number, protocol: string | undefined) {
  const folder = clustersAbove(resource, world)[0]?.document.file.uri.replace(/[^/]*$/, "");
  return world
    .ofKindEverywhere(resource, "Service")
    .filter(isBalanced)
    .find(
      (other) =>
        compareResources(other, resource) < 0 &&
        (folder === undefined || other.document.file.uri.startsWith(folder)) &&
        other.manifest.service.ports.some((each) => each.port === port && each.protocol === protocol),
    );
}

/** Whether k3d tells k3s to leave a part out: `--disable=traefik`. */
function disables({ manifest }: Resource<LocalClusterManifest>, what: string): boolean {
  return [...getAll(manifest.root, ["options", "k3s", "extraArgs", "*", "arg"])].some((arg) => {
    const [, list = ""] = /^--disable[= ](.*)$/.exec(stringOf(arg) ?? "") ?? [];
    return list.split(",").some((each) => each.trim() === what);
  });
}
