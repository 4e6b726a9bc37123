// A route whose Gateway does not exist.

import { isTypo } from "../index/likeness.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { ParentReference } from "../model/gateway.ts";
import { get } from "../yaml/cursor.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule, type Fix } from "./rule.ts";

export const routeParentMissing = defineRule({
  id: "route-parent-missing",
  severity: "hint",
  title: { en: "A route whose Gateway does not exist", "zh-cn": "路由所属的 Gateway 不存在" },
  why: {
    en: "A route attaches to the Gateways in its `parentRefs`; without `namespace`, to a Gateway in the route's own namespace. If there is no such Gateway, the API server still accepts the route, but it gets no traffic. Gateways often come from another repository, so this is a warning only if the workspace has a Gateway with a similar name, or with this name in another namespace.",
    "zh-cn":
      "路由挂载到 `parentRefs` 指定的 Gateway；不写 `namespace` 时指的是路由自己命名空间中的 Gateway。如果没有这个 Gateway，API server 仍会接受该路由，但不会有任何流量到达它。Gateway 常常来自另一个仓库，因此只有当工作区中有名称相近的 Gateway，或另一个命名空间中有同名的 Gateway 时，才报告为警告。",
  },
  *check(resource, world) {
    if (!isA(resource, "route")) return;
    for (const parent of resource.manifest.route.parents) {
      const namespace = parent.namespace ?? resource.namespace;
      const gateways = world.ofKindEverywhere(resource, "Gateway").filter((gateway) => isA(gateway, "gateway"));
      if (gateways.some((gateway) => gateway.namespace === namespace && gateway.name === parent.name)) continue;
      if (world.gatewaysElsewhere(resource).some((gateway) => mayBeMeant(parent, resource, gateway))) continue;
      const near = nearGateways(parent, namespace, gateways);
      const [first] = near;
      const node = get(parent.node, "name");
      if (node === undefined) continue;
      const what = {
        en: `There is no Gateway ${parent.name} in namespace ${namespace} of this workspace`,
        "zh-cn": `此工作区的命名空间 ${namespace} 中没有 Gateway ${parent.name}`,
      };
      yield {
        span: node.span,
        field: [...parent.field, "name"],
        ...(first === undefined || !isSure(parent, resource, first, namespace)
          ? {}
          : { severity: amongNeighbours("warning", resource, [first], world) }),
        message:
          first === undefined
            ? { en: `${what.en}; it may be defined elsewhere.`, "zh-cn": `${what["zh-cn"]}；可能在别处定义。` }
            : first.namespace === namespace
              ? {
                  en: `${what.en}; did you mean ${first.name}?`,
                  "zh-cn": `${what["zh-cn"]}；是否应为 ${first.name}？`,
                }
              : {
                  en: `${what.en}, but there is one in ${first.namespace}.`,
                  "zh-cn": `${what["zh-cn"]}，但命名空间 ${first.namespace} 中有一个。`,
                },
        fixes: () => near.slice(0, 3).map((gateway) => meantBy(resource, parent, namespace, gateway)),
      };
    }
  },
});

/** Whether a Gateway that something else brings has the name, in the namespace or where nobody says which. */
function mayBeMeant(parent: ParentReference, route: Resource, gateway: Resource): boolean {
  if (gateway.name !== parent.name) return false;
  if (!gateway.namespaceIsKnown || (parent.namespace === undefined && !route.namespaceIsKnown)) return true;
  return gateway.namespace === (parent.namespace ?? route.namespace);
}

/** Where nobody wrote the namespaces, whoever applies the two may give them the same one. */
function isSure(parent: ParentReference, route: Resource, near: Resource, namespace: string): boolean {
  if (near.namespace === namespace) return true;
  return near.manifest.namespace !== undefined && (parent.namespace ?? route.manifest.namespace) !== undefined;
}

/** Slips of the name in the namespace, then Gateways of the name elsewhere. */
function nearGateways(parent: ParentReference, namespace: string, gateways: readonly Resource[]): readonly Resource[] {
  return [
    ...gateways.filter((gateway) => gateway.namespace === namespace && isTypo(parent.name, gateway.name)),
    ...gateways.filter((gateway) => gateway.namespace !== namespace && gateway.name === parent.name),
  ];
}

function meantBy(route: Resource, parent: ParentReference, namespace: string, gateway: Resource): Fix {
  return gateway.namespace === namespace
    ? changeTo(route, [...parent.field, "name"], gateway.name)
    : {
        title: {
          en: `Change to Gateway ${gateway.name} in namespace ${gateway.namespace}`,
          "zh-cn": `改为命名空间 ${gateway.namespace} 中的 Gateway ${gateway.name}`,
        },
        safe: false,
        edits: changeTo(route, [...parent.field, "namespace"], gateway.namespace, "name").edits,
      };
}
