// Two LoadBalancer Services that ask MetalLB for one address which they cannot share.

import type { Text } from "../base/text.ts";
import { areTogether } from "../index/neighbours.ts";
import { compareResources } from "../index/order.ts";
import type { Resource } from "../index/resource.ts";
import { metallbAddressKeys, metallbSharingKeys } from "../model/annotations/metallb.ts";
import { annotationNamed } from "../model/annotations/of.ts";
import type { Pair } from "../model/labels.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { defineRule } from "./rule.ts";

export const sharedAddressConflict = defineRule({
  id: "shared-address-conflict",
  severity: "warning",
  title: {
    en: "An address that another LoadBalancer Service already uses",
    "zh-cn": "另一个 LoadBalancer Service 已使用的地址",
  },
  why: {
    en: `MetalLB gives one address to several Services only if all of these are true:

- they have the same value in the annotation \`metallb.io/allow-shared-ip\`;
- no two of them use the same port with the same protocol;
- they all have \`externalTrafficPolicy: Cluster\`, or they select exactly the same pods.

Otherwise, the second Service stays pending without an address.`,
    "zh-cn": `只有满足以下全部条件时，MetalLB 才会把一个地址分配给多个 Service：

- 注解 \`metallb.io/allow-shared-ip\` 的值相同；
- 没有两个 Service 使用相同的端口和协议；
- 全部为 \`externalTrafficPolicy: Cluster\`，或者选择完全相同的 Pod。

否则第二个 Service 得不到地址，一直处于 pending 状态。`,
  },
  // Source: metallb/metallb, sharingOK and checkSharing of its allocator; k8salloc.BackendKey.
  *check(resource, world) {
    const wanted = wantedBy(resource);
    if (wanted === undefined) return;
    for (const other of world.ofKindEverywhere(resource, "Service")) {
      if (compareResources(other, resource) >= 0) continue;
      const theirs = wantedBy(other);
      const address = theirs?.addresses.find((each) => wanted.addresses.includes(each));
      if (theirs === undefined || address === undefined) continue;
      const message = whyNot(wanted, theirs, address);
      if (message === undefined) continue;
      yield {
        // Two folders may be for two clusters.
        ...(areTogether(resource, other) ? {} : { severity: "hint" as const }),
        span: wanted.pair.entry.value.span,
        field: ["metadata", "annotations", { key: wanted.pair.key }],
        message,
        related: [
          {
            document: other.document,
            span: theirs.pair.entry.value.span,
            message: {
              en: `Service ${other.namespace}/${other.name} requests ${address}`,
              "zh-cn": `Service ${other.namespace}/${other.name} 请求 ${address}`,
            },
          },
        ],
      };
      return;
    }
  },
});

/** What a Service asks MetalLB for. */
interface Wanted {
  readonly resource: Resource;
  readonly manifest: ServiceManifest;
  readonly pair: Pair;
  readonly addresses: readonly string[];
  readonly sharing: string | undefined;
}

function wantedBy(resource: Resource): Wanted | undefined {
  const { manifest } = resource;
  if (manifest.is !== "service" || manifest.service.type !== "LoadBalancer") return undefined;
  const pair = annotationNamed(manifest.root, ...metallbAddressKeys);
  if (pair === undefined) return undefined;
  const addresses = pair.value.split(",").map((address) => address.trim());
  const sharing = annotationNamed(manifest.root, ...metallbSharingKeys)?.value;
  return {
    resource,
    manifest,
    pair,
    addresses: addresses.filter((address) => /^[\da-fA-F.:]+$/.test(address)),
    sharing,
  };
}

/** Why MetalLB does not give the address to both; undefined where it does. */
function whyNot(mine: Wanted, theirs: Wanted, address: string): Text | undefined {
  const other = `${theirs.resource.namespace}/${theirs.resource.name}`;
  if (mine.sharing === undefined || mine.sharing !== theirs.sharing) {
    return {
      en: `Service ${other} also requests ${address}. MetalLB shares an address only between Services with the same value of \`metallb.io/allow-shared-ip\`.`,
      "zh-cn": `Service ${other} 也请求 ${address}。只有 \`metallb.io/allow-shared-ip\` 的值相同的 Service 才能共用 MetalLB 的地址。`,
    };
  }
  const port = mine.manifest.service.ports.find((each) =>
    theirs.manifest.service.ports.some(({ port, protocol }) => port === each.port && protocol === each.protocol),
  );
  if (port?.port !== undefined) {
    return {
      en: `Service ${other} already uses port ${port.port}/${port.protocol} of ${address}. Services that share an address need different ports.`,
      "zh-cn": `Service ${other} 已经使用 ${address} 的端口 ${port.port}/${port.protocol}。共用地址的 Service 必须使用不同的端口。`,
    };
  }
  if (backendKey(mine) === backendKey(theirs)) return undefined;
  return {
    en: `Service ${other} also requests ${address}. With \`externalTrafficPolicy: Local\`, MetalLB shares an address only between Services that select the same pods.`,
    "zh-cn": `Service ${other} 也请求 ${address}。使用 \`externalTrafficPolicy: Local\` 时，只有选择相同 Pod 的 Service 才能共用 MetalLB 的地址。`,
  };
}

/** MetalLB compares this: nothing with Cluster, else the selector. */
function backendKey({ manifest }: Wanted): string {
  if (stringOf(get(manifest.root, "spec", "externalTrafficPolicy")) !== "Local") return "";
  const pairs = manifest.service.selector ?? [];
  return pairs
    .map(({ key, value }) => `${key}=${value}`)
    .sort()
    .join(",");
}
