// Every rule there is, in no particular order: findings are sorted by place.

import { serverRules } from "./api-server/catalogue.ts";
import { checkServer } from "./api-server/check.ts";
import { updateRuleInfos } from "./api-server/update.ts";
import { backendPortMissing, backendServiceMissing, referenceGrantMissing } from "./backends.ts";
import { endpointsDoNotFit } from "./endpoints-do-not-fit.ts";
import { headlessPortDiffers } from "./headless-port-differs.ts";
import { hostNameMissing } from "./host-name-missing.ts";
import { ingressClassMissing } from "./ingress-class-missing.ts";
import { labelValues } from "./label-values.ts";
import { manifestDamaged } from "./manifest-damaged.ts";
import { monitorMatchesNothing } from "./monitor-matches-nothing.ts";
import { networkPolicyBlocks } from "./network-policy-blocks.ts";
import { nodePortInProduction } from "./node-port-in-production.ts";
import { nodePortNotMapped } from "./node-port-not-mapped.ts";
import { healthCheckPortTaken, nodePortTaken } from "./node-port-taken.ts";
import { nodesWithoutLocalPods } from "./nodes-without-local-pods.ts";
import type { Rule, RuleInfo } from "./rule.ts";
import { samePortTwoProtocols } from "./same-port-two-protocols.ts";
import { selectorMatchesNothing } from "./selector-matches-nothing.ts";
import { selectorMatchesTooMuch } from "./selector-matches-too-much.ts";
import { selectorWithoutEndpoints } from "./selector-without-endpoints.ts";
import { serviceDuplicate } from "./service-duplicate.ts";
import {
  statefulSetServiceMissing,
  statefulSetServiceNotHeadless,
  statefulSetServiceNotSelecting,
} from "./stateful-set-service.ts";
import { targetPortNameMissing, targetPortNamePartlyMissing } from "./target-port-name-missing.ts";
import { targetPortUndeclared } from "./target-port-undeclared.ts";
import { decodeSyntax, droppedText, duplicateKey, kindNeeded } from "./text.ts";

const ownRules: readonly Rule[] = [
  backendPortMissing,
  backendServiceMissing,
  endpointsDoNotFit,
  headlessPortDiffers,
  hostNameMissing,
  ingressClassMissing,
  labelValues,
  monitorMatchesNothing,
  networkPolicyBlocks,
  nodePortNotMapped,
  nodesWithoutLocalPods,
  referenceGrantMissing,
  samePortTwoProtocols,
  selectorMatchesTooMuch,
  selectorWithoutEndpoints,
  serviceDuplicate,
  statefulSetServiceMissing,
  statefulSetServiceNotHeadless,
  statefulSetServiceNotSelecting,
  healthCheckPortTaken,
  nodePortInProduction,
  nodePortTaken,
  selectorMatchesNothing,
  targetPortNameMissing,
  targetPortNamePartlyMissing,
  targetPortUndeclared,
];

/** One check for all that the API server says: its rules come from one run over the Service. */
const apiServer: Rule = {
  id: "api-server",
  severity: "error",
  title: { en: "What the API server says", "zh-cn": "API server 的回答" },
  why: { en: "See the rules that it reports.", "zh-cn": "参见它所报告的各条规则。" },
  check: checkServer,
};

export const rules: readonly Rule[] = [...ownRules, apiServer];

/** Those that are right whatever else there is: they can be asked before all files are known. */
export const localRules: readonly Rule[] = [
  apiServer,
  healthCheckPortTaken,
  labelValues,
  nodePortInProduction,
  nodePortTaken,
  samePortTwoProtocols,
];

/** Those that look into a template; what they find is sifted by in-templates.ts. */
export const rulesInTemplates: readonly Rule[] = [labelValues, apiServer];

/** What can be allowed, configured and explained: each id once. */
export const ruleInfos: readonly RuleInfo[] = [
  ...new Map(
    [
      ...serverRules,
      ...updateRuleInfos,
      decodeSyntax,
      duplicateKey,
      droppedText,
      kindNeeded,
      manifestDamaged,
      ...ownRules,
    ].map((info) => [info.id, info]),
  ).values(),
];
