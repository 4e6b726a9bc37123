// A backend that a route gives no traffic.

import type { FieldPath } from "../base/field.ts";
import { backendsOf } from "../index/backends.ts";
import { isA, type Resource } from "../index/resource.ts";
import { reasonText } from "../report/reasons.ts";
import type { Node } from "../yaml/node.ts";
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
    const { kind } = resource.manifest;
    for (const { node, field } of zeroWeights(resource)) {
      yield { span: node.span, field, message: reasonText({ kind: "no-weight", from: { kind, name: resource.name } }) };
    }
  },
});

/** A weight that leaves its Service without traffic. */
function* zeroWeights(resource: Resource): Iterable<{ readonly node: Node; readonly field: FieldPath }> {
  if (!isA(resource, "route")) {
    for (const { noWeight } of backendsOf(resource)) if (noWeight !== undefined) yield noWeight;
    return;
  }
  for (const { weight, weightNode, field } of resource.manifest.route.rules.flatMap(({ backends }) => backends)) {
    if (weight === 0 && weightNode !== undefined) yield { node: weightNode, field: [...field, "weight"] };
  }
}
