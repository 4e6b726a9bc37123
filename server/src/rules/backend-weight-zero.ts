// A backend that a route gives no traffic.

import { isA } from "../index/resource.ts";
import { reasonText } from "../report/reasons.ts";
import { defineRule } from "./rule.ts";

export const backendWeightZero = defineRule({
  id: "backend-weight-zero",
  severity: "hint",
  title: { en: "A backend that gets no traffic", "zh-cn": "后端得不到流量" },
  why: {
    en: "`weight: 0` takes a backend out of the rule's traffic, as canary and blue-green releases do for a time. Until the weight is raised, no client reaches the Service through this route.",
    "zh-cn":
      "`weight: 0` 会让该后端不参与这条规则的流量分配，金丝雀和蓝绿发布有时会这样做。在调高权重之前，没有客户端能通过此路由访问该 Service。",
  },
  *check(resource) {
    if (!isA(resource, "route")) return;
    const { kind, rules } = resource.manifest.route;
    for (const { weight, weightNode, field } of rules.flatMap(({ backends }) => backends)) {
      if (weight !== 0 || weightNode === undefined) continue;
      yield {
        span: weightNode.span,
        field: [...field, "weight"],
        message: reasonText({ kind: "no-weight", from: { kind, name: resource.name } }),
      };
    }
  },
});
