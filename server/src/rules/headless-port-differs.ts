// A headless Service whose port is not the pods' port: nobody translates one into the other.

import { isA } from "../index/resource.ts";
import { rootPath } from "../model/manifest.ts";
import { portsMeant } from "../model/ports-meant.ts";
import { setField } from "../yaml/edit.ts";
import { defineRule } from "./rule.ts";

export const headlessPortDiffers = defineRule({
  id: "headless-port-differs",
  severity: "warning",
  title: {
    en: "A headless Service whose port differs from its pods' port",
    "zh-cn": "headless Service 的端口与 Pod 端口不同",
  },
  why: {
    en: "For a headless Service, DNS returns the addresses of the pods, and clients connect to them directly. No proxy maps `port` to `targetPort`, so a client that uses `port` cannot connect.",
    "zh-cn":
      "对于 headless Service，DNS 返回各 Pod 的地址，客户端直接连接 Pod。没有代理把 `port` 转换为 `targetPort`，因此使用 `port` 的客户端会连接不上。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest } = resource;
    if (!manifest.service.headless || manifest.service.selector === undefined) return;
    const workloads = world.selected(resource).filter((one) => world.areNeighbours(resource, one));
    for (const port of manifest.service.ports) {
      if (port.targetPortNode === undefined || port.port === undefined || port.targetPort === port.port) continue;
      const numbers =
        typeof port.targetPort === "number"
          ? [port.targetPort]
          : workloads.flatMap((workload) =>
              portsMeant(port, workload.manifest.workload).flatMap((meant) => meant.containerPort ?? []),
            );
      const [number] = numbers;
      if (number === undefined || numbers.includes(port.port)) continue;
      yield {
        span: port.targetPortNode.span,
        field: ["spec", "ports", port.index, "targetPort"],
        message: {
          en: `Clients of a headless Service connect directly to port ${number} of the pods; nothing maps port ${port.port} to it.`,
          "zh-cn": `headless Service 的客户端直接连接 Pod 的 ${number} 端口；端口 ${port.port} 不会被转换。`,
        },
        fixes: () => [
          {
            title: {
              en: `Change port to ${number}, which clients must use`,
              "zh-cn": `把 port 改为客户端实际使用的 ${number}`,
            },
            safe: false,
            edits: setField(
              resource.document.yaml,
              [...rootPath(manifest), "spec", "ports", port.index, "port"],
              number,
            ),
          },
        ],
      };
    }
  },
});
