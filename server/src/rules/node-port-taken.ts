// One node port, two Services: the cluster gives it to the first and refuses the second.

import { isService } from "../index/facts.ts";
import { nodePortPlaces } from "../index/node-ports.ts";
import { compareResources } from "../index/order.ts";
import type { Resource } from "../index/resource.ts";
import { nodePortFixes } from "./node-port-fixes.ts";
import type { Rule } from "./rule.ts";

const title = { en: "A node port that another Service has", "zh-cn": "nodePort 已被其他 Service 占用" };

const why = {
  en: "All Services of a cluster share one pool of node ports, whatever their protocols and namespaces; a healthCheckNodePort comes from it too. The API server refuses whichever is applied second: `provided port is already allocated`.",
  "zh-cn":
    "集群中所有 Service 共用一个节点端口池，与协议和命名空间无关；healthCheckNodePort 也来自这个池。后应用的那个会被 API server 拒绝：`provided port is already allocated`。",
};

export const nodePortTaken: Rule = {
  id: "node-port-taken",
  severity: "error",
  title,
  why,
  check: (resource, world) => claims(resource, world, "nodePort"),
};

export const healthCheckPortTaken: Rule = {
  id: "health-check-port-taken",
  severity: "error",
  title: { en: "A healthCheckNodePort that another Service has", "zh-cn": "healthCheckNodePort 已被其他 Service 占用" },
  why,
  check: (resource, world) => claims(resource, world, "healthCheckNodePort"),
};

function* claims(
  resource: Resource,
  world: Parameters<Rule["check"]>[1],
  field: "nodePort" | "healthCheckNodePort",
): ReturnType<Rule["check"]> {
  const { manifest } = resource;
  if (!isService(manifest)) return;
  for (const place of nodePortPlaces(manifest)) {
    if (place.field !== field) continue;
    const earlier = world
      .claimingNodePort({ ...resource, manifest }, place.port)
      .find((other) => other !== resource && !isSameObject(other, resource) && compareResources(other, resource) < 0);
    if (earlier === undefined) continue;
    const other = nodePortPlaces(earlier.manifest).find((candidate) => candidate.port === place.port);
    yield {
      rule: field === "nodePort" ? "node-port-taken" : "health-check-port-taken",
      severity: "error",
      span: place.node.span,
      field: place.path,
      message: {
        en: `${field} ${place.port} is taken: Service ${earlier.namespace}/${earlier.name} claims it first, and all Services share one pool.`,
        "zh-cn": `${field} ${place.port} 已被占用：Service ${earlier.namespace}/${earlier.name} 先使用了它，而所有 Service 共用一个端口池。`,
      },
      server: {
        when: "now",
        sentence:
          field === "nodePort"
            ? `${place.pathText}: Invalid value: ${place.port}: provided port is already allocated`
            : `Internal error occurred: failed to allocate requested HealthCheck NodePort ${place.port}: provided port is already allocated`,
      },
      related: [
        {
          document: earlier.document,
          span: (other?.node ?? earlier.manifest.root).span,
          message: { en: `claimed here by ${earlier.name}`, "zh-cn": `${earlier.name} 在此处使用` },
        },
      ],
      fixes: () => nodePortFixes(resource, place, world),
    };
  }
}

/** Two manifests of one object do not compete: the second replaces the first (service-duplicate speaks of that). */
function isSameObject(a: Resource, b: Resource): boolean {
  return a.namespace === b.namespace && a.name === b.name && a.name !== "";
}
