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
    en: "A headless Service with another port than its pods",
    "zh-cn": "headless Service 的端口与 Pod 端口不同",
  },
  why: {
    en: "For a headless Service DNS answers with the addresses of the pods, and clients connect to them directly: there is no proxy that would translate `port` into `targetPort`. A client that uses `port` finds nobody there.",
    "zh-cn":
      "对于 headless Service，DNS 返回各 Pod 的地址，客户端直接连接 Pod：没有代理把 `port` 转换为 `targetPort`。使用 `port` 的客户端会连接不上。",
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
          en: `Clients of a headless Service connect to the pods themselves, on ${number}; nothing translates port ${port.port} into it.`,
          "zh-cn": `headless Service 的客户端直接连接 Pod 的 ${number} 端口；没有任何东西会把端口 ${port.port} 转换为它。`,
        },
        fixes: () => [
          {
            title: {
              en: `Set port to ${number}, which clients have to use`,
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
