// Annotations of MetalLB. Each has an older twin below metallb.universe.tf, which is still read.

import { same } from "../../base/text.ts";
import type { AnnotationFamily, AnnotationRow } from "./annotation.ts";

/** What names a group of Services that share one address. */
export const metallbSharingKeys = ["metallb.io/allow-shared-ip", "metallb.universe.tf/allow-shared-ip"] as const;
/** What asks for addresses. */
export const metallbAddressKeys = ["metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs"] as const;

const rows: readonly AnnotationRow[] = [
  ["address-pool", "text", "The IPAddressPool that the address comes from.", "地址来自哪个 IPAddressPool。"],
  [
    "loadBalancerIPs",
    "addresses",
    "The addresses that the Service wants, comma-separated: one, or one of each family.",
    "Service 希望得到的地址，以逗号分隔：一个，或每个地址族各一个。",
  ],
  [
    "allow-shared-ip",
    "text",
    "Services with the same value may share one address, if they use different ports and the same externalTrafficPolicy.",
    "值相同的 Service 可以共用一个地址，前提是端口不同且 externalTrafficPolicy 一致。",
  ],
  [
    "ip-allocated-from-pool",
    "text",
    "Written by MetalLB: the pool that the address came from.",
    "由 MetalLB 写入：地址来自哪个池。",
  ],
];

const common = {
  provider: same("MetalLB"),
  on: ["Service"],
  loadBalancerOnly: true,
  source: "metallb/metallb controller/service.go",
} as const;

export const metallbAnnotations: AnnotationFamily = { ...common, prefix: "metallb.io/", rows };

export const metallbOldAnnotations: AnnotationFamily = {
  ...common,
  prefix: "metallb.universe.tf/",
  rows: rows.map(([name, value, en, zh]) => [name, value, en, zh, { replacedBy: `metallb.io/${name}` }]),
};
