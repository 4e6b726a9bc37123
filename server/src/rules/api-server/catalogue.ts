// Every rule of the API server that the creation of a Service can meet, in the order in which the API server judges.
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

import { addressRules } from "./addresses.ts";
import { decodeRules } from "./decode.ts";
import type { ServerRule } from "./entry.ts";
import { fixes } from "./fixes.ts";
import { metadataRules } from "./metadata.ts";
import { portRules } from "./ports.ts";
import { typeRules } from "./types.ts";
import { warningRules } from "./warnings.ts";

export const serverRules: readonly ServerRule[] = [
  ...decodeRules,
  ...metadataRules,
  ...typeRules,
  ...portRules,
  ...addressRules,
  ...warningRules,
].map((rule) => {
  const known = fixes[rule.id];
  return known === undefined ? rule : { ...rule, fixes: known };
});

const byId: ReadonlyMap<string, ServerRule> = new Map(serverRules.map((rule) => [rule.id, rule]));

/** The entry of a rule id; undefined for ids that no create can meet. */
export function serverRule(id: string): ServerRule | undefined {
  return byId.get(id);
}
