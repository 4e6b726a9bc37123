// Every rule there is, in no particular order: findings are sorted by place.

import { affinityWithoutEffect } from "./affinity-without-effect.ts";
import { annotationUnknown } from "./annotation-unknown.ts";
import { annotationValueUnknown } from "./annotation-value-unknown.ts";
import { annotationWithoutEffect } from "./annotation-without-effect.ts";
import { serverRules } from "./api-server/catalogue.ts";
import { apiServer } from "./api-server/check.ts";
import { updateRules } from "./api-server/update.ts";
import { appProtocolWithoutPrefix } from "./app-protocol-without-prefix.ts";
import { backendPortMissing } from "./backend-port-missing.ts";
import { backendProtocolDiffers } from "./backend-protocol-differs.ts";
import { backendServiceMissing } from "./backend-service-missing.ts";
import { backendWeightZero } from "./backend-weight-zero.ts";
import { callerBlocked } from "./caller-blocked.ts";
import { chartRules } from "./charts.ts";
import { dnsEgressMissing } from "./dns-egress-missing.ts";
import { endpointsAreNames } from "./endpoints-are-names.ts";
import { endpointsDoNotFit } from "./endpoints-do-not-fit.ts";
import { endpointsNotPods } from "./endpoints-not-pods.ts";
import { endpointsNotReady } from "./endpoints-not-ready.ts";
import { externalIpOtherFamily } from "./external-ip-other-family.ts";
import { externalNameIsAddress } from "./external-name-is-address.ts";
import { gkeBackendWithoutNeg } from "./gke-backend-without-neg.ts";
import { headlessPortDiffers } from "./headless-port-differs.ts";
import { hostNameMissing } from "./host-name-missing.ts";
import { hostNetworkWithoutClusterDns } from "./host-network-without-cluster-dns.ts";
import { ingressClassMissing } from "./ingress-class-missing.ts";
import { decodeSyntax, droppedText, duplicateKey, kindNeeded } from "./kubectl.ts";
import { labelValues } from "./label-values.ts";
import { listenerKindsDoNotFit } from "./listener-kinds-do-not-fit.ts";
import { listenerMissing } from "./listener-missing.ts";
import { listenerRefusesNamespace } from "./listener-refuses-namespace.ts";
import { listenerServesOtherHosts } from "./listener-serves-other-hosts.ts";
import { listenerTakesOtherRoutes } from "./listener-takes-other-routes.ts";
import { listenerWithoutTls } from "./listener-without-tls.ts";
import { loadBalancerPending } from "./load-balancer-pending.ts";
import { loadBalancerPortTaken } from "./load-balancer-port-taken.ts";
import { manifestDamaged } from "./manifest-damaged.ts";
import { mappingNotOnLocalhost } from "./mapping-not-on-localhost.ts";
import { meshProtocolDiffers } from "./mesh-protocol-differs.ts";
import { mixedProtocolsUnsupported } from "./mixed-protocols-unsupported.ts";
import { monitorMatchesNothing } from "./monitor-matches-nothing.ts";
import { monitorPortForm } from "./monitor-port-form.ts";
import { nameNotRenamed } from "./name-not-renamed.ts";
import { namespaceLabelMissing } from "./namespace-label-missing.ts";
import { networkPolicyBlocks } from "./network-policy-blocks.ts";
import { networkPolicyInvalid } from "./network-policy-invalid.ts";
import { networkPolicyPortMissing } from "./network-policy-port-missing.ts";
import { networkPolicyPeerMatchesNothing, networkPolicySelectsNothing } from "./network-policy-selects-nothing.ts";
import { noReadyEndpoints } from "./no-ready-endpoints.ts";
import { nodePortInProduction } from "./node-port-in-production.ts";
import { nodePortNotMapped } from "./node-port-not-mapped.ts";
import { nodesWithoutLocalPods } from "./nodes-without-local-pods.ts";
import { objects } from "./objects/check.ts";
import { objectRules } from "./objects/rules.ts";
import { peersNotPublished } from "./peers-not-published.ts";
import { plainHttpOn443 } from "./plain-http-on-443.ts";
import { podNameMissing } from "./pod-name-missing.ts";
import { portProtocolLeftOut } from "./port-protocol-left-out.ts";
import { probePortMissing } from "./probe-port-missing.ts";
import { referenceGrantMissing } from "./reference-grant-missing.ts";
import { releaseLabelInSelector } from "./release-label-in-selector.ts";
import { replicasZero } from "./replicas-zero.ts";
import { rolloutServiceUnfit } from "./rollout-service-unfit.ts";
import { routeParentMissing } from "./route-parent-missing.ts";
import { byId, type Check, type RuleInfo } from "./rule.ts";
import type { RuleId } from "./rule-id.ts";
import { samePortTwoProtocols } from "./same-port-two-protocols.ts";
import { selectorMatchesNothing } from "./selector-matches-nothing.ts";
import { selectorMatchesTooMuch } from "./selector-matches-too-much.ts";
import { selectorWithoutEndpoints } from "./selector-without-endpoints.ts";
import { serviceDuplicate } from "./service-duplicate.ts";
import { serviceLinkCollides } from "./service-link-collides.ts";
import { sharedAddressConflict } from "./shared-address-conflict.ts";
import { statefulSetServiceMissing } from "./stateful-set-service-missing.ts";
import { statefulSetServiceNotHeadless } from "./stateful-set-service-not-headless.ts";
import { statefulSetServiceNotSelecting } from "./stateful-set-service-not-selecting.ts";
import { streamPortNotExposed } from "./stream-port-not-exposed.ts";
import { streamServiceMissing } from "./stream-service-missing.ts";
import { subsetMissing } from "./subset-missing.ts";
import { targetPortNameMissing, targetPortNamePartlyMissing } from "./target-port-name-missing.ts";
import { targetPortUndeclared } from "./target-port-undeclared.ts";
import { targetPortWithoutEffect } from "./target-port-without-effect.ts";
import { templateMakesText } from "./template-makes-text.ts";
import { virtualServiceNotServed } from "./virtual-service-not-served.ts";

const ownRules = [
  affinityWithoutEffect,
  annotationUnknown,
  annotationValueUnknown,
  annotationWithoutEffect,
  appProtocolWithoutPrefix,
  backendPortMissing,
  backendProtocolDiffers,
  backendServiceMissing,
  backendWeightZero,
  callerBlocked,
  dnsEgressMissing,
  endpointsAreNames,
  endpointsDoNotFit,
  endpointsNotPods,
  endpointsNotReady,
  externalIpOtherFamily,
  externalNameIsAddress,
  gkeBackendWithoutNeg,
  headlessPortDiffers,
  hostNameMissing,
  hostNetworkWithoutClusterDns,
  ingressClassMissing,
  listenerKindsDoNotFit,
  listenerMissing,
  listenerRefusesNamespace,
  listenerServesOtherHosts,
  listenerTakesOtherRoutes,
  listenerWithoutTls,
  mappingNotOnLocalhost,
  loadBalancerPortTaken,
  meshProtocolDiffers,
  mixedProtocolsUnsupported,
  monitorMatchesNothing,
  monitorPortForm,
  nameNotRenamed,
  namespaceLabelMissing,
  networkPolicyBlocks,
  networkPolicyInvalid,
  networkPolicyPeerMatchesNothing,
  networkPolicyPortMissing,
  networkPolicySelectsNothing,
  nodePortInProduction,
  nodePortNotMapped,
  nodesWithoutLocalPods,
  noReadyEndpoints,
  loadBalancerPending,
  plainHttpOn443,
  portProtocolLeftOut,
  peersNotPublished,
  podNameMissing,
  probePortMissing,
  releaseLabelInSelector,
  referenceGrantMissing,
  replicasZero,
  rolloutServiceUnfit,
  routeParentMissing,
  samePortTwoProtocols,
  selectorMatchesNothing,
  selectorMatchesTooMuch,
  selectorWithoutEndpoints,
  serviceDuplicate,
  serviceLinkCollides,
  sharedAddressConflict,
  statefulSetServiceMissing,
  statefulSetServiceNotHeadless,
  statefulSetServiceNotSelecting,
  streamPortNotExposed,
  streamServiceMissing,
  subsetMissing,
  targetPortNameMissing,
  targetPortNamePartlyMissing,
  targetPortUndeclared,
  targetPortWithoutEffect,
  templateMakesText,
  virtualServiceNotServed,
];

/** All that looks at a resource. */
export const checks: readonly Check[] = [...ownRules, labelValues, apiServer, objects];

/** What can be allowed, configured and explained: an id without its rule does not compile. */
export const ruleOf: Readonly<Record<RuleId, RuleInfo>> = {
  ...serverRules,
  ...updateRules,
  ...objectRules,
  ...byId([...ownRules, decodeSyntax, duplicateKey, droppedText, kindNeeded, manifestDamaged, ...chartRules]),
};

/** The same as a list, in order of id. */
export const ruleInfos: readonly RuleInfo[] = Object.values(ruleOf).sort((a, b) => (a.id < b.id ? -1 : 1));

/** Whether there is a rule of this id. */
export function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(ruleOf, id);
}
