// TCP and UDP on one port number: fine for the cluster, but client-side apply may lose one of them.

import type { Span } from "../base/span.ts";
import { isA } from "../index/resource.ts";
import { defineRule } from "./rule.ts";

export const samePortTwoProtocols = defineRule({
  id: "same-port-two-protocols",
  severity: "information",
  title: { en: "Two protocols on one port number", "zh-cn": "同一端口号上的两种协议" },
  why: {
    en: "The cluster accepts this and gives both the same nodePort. But `kubectl apply` merges the list of ports by number only: when the Service is changed later, it may drop one of the two entries (kubernetes/kubernetes issue 39188). `kubectl apply --server-side` merges by number and protocol and keeps both.",
    "zh-cn":
      "集群会接受，并为两者使用同一个 nodePort。但 `kubectl apply` 只按端口号合并端口列表：以后修改该 Service 时，其中一项可能会丢失（kubernetes/kubernetes issue 39188）。`kubectl apply --server-side` 按端口号和协议合并，两项都会保留。",
  },
  local: true,
  *check(resource) {
    if (!isA(resource, "service")) return;
    const { manifest } = resource;
    const { ports } = manifest.service;
    const both: number[] = [];
    let place: { span: Span; index: number } | undefined;
    let protocols: readonly [string, string] | undefined;
    for (const port of ports) {
      const first = ports.find((other) => other.port === port.port);
      if (first === undefined || first === port || port.portNode === undefined) continue;
      if (first.protocol === port.protocol || first.protocol === undefined || port.protocol === undefined) continue;
      if (!both.includes(first.port ?? 0)) both.push(first.port ?? 0);
      place ??= { span: port.portNode.span, index: port.index };
      protocols ??= [first.protocol, port.protocol];
    }
    if (place === undefined || protocols === undefined) return;
    const [one, other] = protocols;
    const isOne = both.length === 1;
    yield {
      span: place.span,
      field: ["spec", "ports", place.index, "port"],
      message: {
        en: `Port${isOne ? "" : "s"} ${both.join(", ")} ${isOne ? "is" : "are"} used for both ${one} and ${other}. A later "kubectl apply" may drop one of ${isOne ? "them" : "each two"}; "kubectl apply --server-side" keeps both.`,
        "zh-cn": `端口 ${both.join("、")} 同时用于 ${one} 和 ${other}。以后执行 kubectl apply 可能丢失其中之一；kubectl apply --server-side 不会。`,
      },
    };
  },
});
