// The ids of all rules: a closed list. A new rule begins here; the compiler then tells what is missing.

import type { RefusalId, UpdateRuleId, WarningId } from "../api-server/rule-id.ts";

/** What kubectl and the API server do not say, or say of other kinds than Services. */
export type OwnRuleId =
  | "backend-port-missing"
  | "backend-protocol-differs"
  | "backend-service-missing"
  | "backend-weight-zero"
  | "decode-syntax"
  | "dropped-text"
  | "duplicate-yaml-key"
  | "endpoints-do-not-fit"
  | "endpoints-not-pods"
  | "endpoints-not-ready"
  | "external-ip-other-family"
  | "external-name-is-address"
  | "headless-port-differs"
  | "host-name-missing"
  | "ingress-class-missing"
  | "kubectl-kind-needed"
  | "listener-missing"
  | "listener-refuses-namespace"
  | "listener-serves-other-hosts"
  | "listener-takes-other-routes"
  | "manifest-damaged"
  | "mapping-not-on-localhost"
  | "monitor-matches-nothing"
  | "network-policy-blocks"
  | "node-port-in-production"
  | "node-port-not-mapped"
  | "nodes-without-local-pods"
  | "reference-grant-missing"
  | "replicas-zero"
  | "route-parent-missing"
  | "same-port-two-protocols"
  | "selector-matches-nothing"
  | "selector-matches-too-much"
  | "selector-without-endpoints"
  | "service-duplicate"
  | "stateful-set-service-missing"
  | "stateful-set-service-not-headless"
  | "stateful-set-service-not-selecting"
  | "target-port-name-missing"
  | "target-port-name-partly-missing"
  | "target-port-undeclared";

/** Every id there is. An id states the problem and reads well after "allow". */
export type RuleId = RefusalId | WarningId | UpdateRuleId | OwnRuleId;
