// Every rule of the API server that the creation of a Service can meet.
//
// Not here, because no create can break them (no manifest reaches them, or kubectl comes first):
//   decode-wrong-kind, decode-missing-kind   kubectl sends an object where its kind belongs, and none without a kind
//   duplicate-field                          kubectl drops duplicate keys before it sends (see duplicate-yaml-key)
//   strict-error-list, null-is-absent, …     facts about answers, not rules
//   namespace-mismatch, namespace-required, namespace-format, namespace-terminating
//                                            kubectl posts to the object's own namespace; a bad name is a 404 first
//   managed-fields-*                         the server rewrites managedFields before it looks at them
//   path-segment                             refused earlier: by name-format, or by address-needs-name
//   affinity-required, affinity-config-required, affinity-config-forbidden, type-required, protocol-required,
//   allocate-node-ports-required, external-policy-required, internal-policy-required, health-check-port-required,
//   cluster-ips-missing                      defaults fill these in
//   health-check-port-range                  allocation refuses the value first, with a 500
//   cluster-ip-allocator-not-ready           a state of the server, not of the manifest
//   deny-external-ips, quota-*, webhooks-and-policies   depend on the cluster's own configuration
//   ip-syntax, cidr-syntax                   reported under the field's rule (cluster-ip-format, external-ip-format, source-range-format)

import type { RefusalId, WarningId } from "../../api-server/rule-id.ts";
import { byId } from "../rule.ts";
import { clusterIPRules } from "./cluster-ips.ts";
import { decodeRules } from "./decode.ts";
import type { ServerRule } from "./entry.ts";
import { externalAddressRules } from "./external-addresses.ts";
import { familyRules } from "./families.ts";
import { loadBalancerRules } from "./load-balancer.ts";
import { metadataRules } from "./metadata.ts";
import { nodePortRules } from "./node-ports.ts";
import { portRules } from "./ports.ts";
import { trafficRules } from "./traffic.ts";
import { typeRules } from "./types.ts";
import { warningRules } from "./warnings.ts";

/** The entry of every id that the judge may say: one without an entry does not compile. */
export const serverRules: Readonly<Record<RefusalId | WarningId, ServerRule>> = byId([
  ...decodeRules,
  ...metadataRules,
  ...typeRules,
  ...trafficRules,
  ...loadBalancerRules,
  ...portRules,
  ...nodePortRules,
  ...familyRules,
  ...clusterIPRules,
  ...externalAddressRules,
  ...warningRules,
]);
