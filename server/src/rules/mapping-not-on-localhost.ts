// A port of a kind or k3d cluster that is not mapped on localhost.

import { isA } from "../index/resource.ts";
import { listensOnLocalhost } from "../model/local-cluster.ts";
import { servicesBelow } from "../paths/localhost-paths.ts";
import { reasonText } from "../report/reasons.ts";
import { defineRule } from "./rule.ts";

export const mappingNotOnLocalhost = defineRule({
  id: "mapping-not-on-localhost",
  severity: "hint",
  title: { en: "A port mapping that localhost cannot reach", "zh-cn": "无法通过 localhost 访问的端口映射" },
  why: {
    en: "`listenAddress` (in k3d, the address before the port) is the address of this machine on which the mapped port listens. If it is set to anything but `0.0.0.0` or a loopback address, the port is not reachable at `localhost`, while others on the network may reach the Service.",
    "zh-cn":
      "`listenAddress`（在 k3d 中是端口前的地址）指定映射的端口监听在本机的哪个地址上。如果它不是 `0.0.0.0` 或回环地址，就无法通过 `localhost` 访问该端口，而网络上的其他人却可能访问到该 Service。",
  },
  *check(resource, world) {
    if (!isA(resource, "local-cluster")) return;
    const { tool, mappings } = resource.manifest.cluster;
    const away = mappings.filter((mapping) => !listensOnLocalhost(mapping));
    if (away.length === 0) return;
    const ports = servicesBelow(resource, world).flatMap(({ manifest }) => manifest.service.ports);
    for (const mapping of away) {
      const isMeant = ports.some(
        ({ nodePort, protocol }) => nodePort === mapping.containerPort && (protocol ?? "TCP") === mapping.protocol,
      );
      if (!isMeant) continue;
      yield {
        span: mapping.node.span,
        field: mapping.field,
        message: reasonText({ kind: "not-on-localhost", tool, address: mapping.listenAddress ?? "" }),
      };
    }
  },
});
