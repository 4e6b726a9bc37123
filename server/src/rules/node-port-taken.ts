// One node port, two Services: the cluster gives it to the first and refuses the second.

import { nodePortPlaces } from "../index/node-ports.ts";
import { compareResources } from "../index/order.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { serverRules } from "./api-server/catalogue.ts";
import { nodePortFixes } from "./fixes/node-port.ts";
import { type Check, type Finding, report } from "./rule.ts";

const rules = { nodePort: serverRules["node-port-taken"], healthCheckNodePort: serverRules["health-check-port-taken"] };

/** The API server's two rules about taken ports, where another manifest has the port and not the cluster. */
export const portTaken: Check = {
  name: "port-taken",
  rules: Object.values(rules),
  local: true,
  check: claims,
};

function* claims(resource: Resource, world: World): Iterable<Finding> {
  if (!isA(resource, "service")) return;
  const { manifest } = resource;
  for (const place of nodePortPlaces(manifest)) {
    const { field } = place;
    const earlier = world
      .claimingNodePort(resource, place.port)
      .find((other) => other !== resource && !isSameObject(other, resource) && compareResources(other, resource) < 0);
    if (earlier === undefined) continue;
    const other = nodePortPlaces(earlier.manifest).find((candidate) => candidate.port === place.port);
    yield report(rules[field], {
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
    });
  }
}

/** Two manifests of one object do not compete: the second replaces the first (service-duplicate speaks of that). */
function isSameObject(a: Resource, b: Resource): boolean {
  return a.namespace === b.namespace && a.name === b.name && a.name !== "";
}
