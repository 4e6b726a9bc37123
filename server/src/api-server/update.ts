// What an update of a Service is refused for, or silently does not do.

import { type FieldPath, formatField } from "../base/field.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { placeOf } from "./cluster-ips.ts";
import { isHeadless, needsHealthCheck, withClusterIPs, withDefaults } from "./defaults.ts";
import type { Facts } from "./errors.ts";
import { goJson, goQuote } from "./go-text.ts";
import type { UpdateRuleId } from "./rule-id.ts";
import { readServiceObject, type ServicePort, type ServiceSpec } from "./service-object.ts";

/** The Service as it is now: as the cluster has it, or only as an earlier manifest had it. */
export interface Before {
  readonly root: Node;
  /** `live`: everything is filled in. `written`: what the cluster chose is not known. */
  readonly known: "live" | "written";
}

/** One thing that an update with this manifest will not do. */
export interface UpdateFinding {
  /** The id of the rule that it breaks. */
  readonly rule: UpdateRuleId;
  /** refused: the server answers with an error. ignored: the old value stays. lost: kubectl apply drops something. */
  readonly effect: "refused" | "ignored" | "lost";
  readonly place: FieldPath;
  readonly near?: FieldPath;
  /** What the server would say; undefined where it says nothing. */
  readonly sentence: string | undefined;
  readonly facts: Facts;
}

/** What comes of applying the Service `root` over `before`. Both are objects of one name and namespace. */
export function* updateFindings(before: Before, root: Node): Generator<UpdateFinding> {
  const was = specOf(before.root);
  const written = readServiceObject(root).spec;
  const becomes = specOf(root);
  if (before.known === "live") yield* identityFindings(before.root, root);
  if (was.type !== "ExternalName" && becomes.type !== "ExternalName") {
    yield* addressFindings(before, was, becomes, written.clusterIPs);
    yield* familyFindings(was, becomes);
  }
  yield* classFindings(before, was, becomes);
  yield* portFindings(before, was, becomes);
  yield* mergeFindings(was, becomes);
}

/** Where kubectl apply keeps what it applied last. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

function specOf(root: Node): ServiceSpec {
  return withClusterIPs(withDefaults(readServiceObject(root)).spec);
}

/** uid and resourceVersion in a manifest are preconditions: the object must still be that one. */
function* identityFindings(before: Node, root: Node): Generator<UpdateFinding> {
  const own = (field: string): string => stringOf(get(root, "metadata", field)) ?? "";
  const live = (field: string): string => stringOf(get(before, "metadata", field)) ?? "";
  const name = goQuote(own("name"));
  if (own("uid") !== "" && live("uid") !== "" && own("uid") !== live("uid")) {
    const why = `Precondition failed: UID in precondition: ${own("uid")}, UID in object meta: ${live("uid")}`;
    yield refused(
      "upd-immutable-meta",
      ["metadata", "uid"],
      `Operation cannot be fulfilled on services ${name}: ${why}`,
      {
        other: live("uid"),
      },
    );
  }
  const version = own("resourceVersion");
  if (version !== "" && version !== "0" && live("resourceVersion") !== "" && version !== live("resourceVersion")) {
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    const sentence = `Operation cannot be fulfilled on services ${name}: ${why}`;
    yield refused("upd-resource-version", ["metadata", "resourceVersion"], sentence, {
      other: live("resourceVersion"),
    });
  }
}

function* addressFindings(
  before: Before,
  was: ServiceSpec,
  becomes: ServiceSpec,
  written: readonly string[],
): Generator<UpdateFinding> {
  if (becomes.clusterIPs.length === 0) {
    // What is left out is carried over: a headless Service stays headless.
    if (!isHeadless(was)) return;
    const { type } = becomes;
    const needsAddress = type === "NodePort" || type === "LoadBalancer";
    const sentence = `spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for ${type} services`;
    yield {
      rule: "upd-carry-over",
      effect: needsAddress ? "refused" : "ignored",
      place: ["spec", "clusterIP"],
      near: needsAddress ? ["spec", "type"] : ["spec"],
      sentence: needsAddress ? sentence : undefined,
      facts: { other: "None", expected: type },
    };
    return;
  }
  if (isHeadless(was) && isHeadless(becomes)) return;
  const list = goJson(becomes.clusterIPs);
  const changed = (index: number, other: string): UpdateFinding => {
    const sentence = `spec.clusterIPs[${index}]: Invalid value: ${list}: may not change once set`;
    return refused("upd-cluster-ip-changed", placeOf(index, written), sentence, { other });
  };
  if (was.clusterIPs.length === 0) {
    // The cluster chose an address, which no manifest will hit by chance.
    if (before.known === "written") yield changed(0, "");
    return;
  }
  const shorter = becomes.clusterIPs.length < was.clusterIPs.length;
  const same = becomes.clusterIPs.length === was.clusterIPs.length;
  const compared = same ? was.clusterIPs.length : 1;
  for (let index = 0; index < compared; index++) {
    const [old, now] = [was.clusterIPs[index] ?? "", becomes.clusterIPs[index] ?? ""];
    if (old !== now) yield changed(index, old);
  }
  const policy = becomes.ipFamilyPolicy ?? was.ipFamilyPolicy;
  if (!shorter || policy === "SingleStack" || becomes.clusterIPs[0] !== was.clusterIPs[0]) return;
  const sentence = `spec.ipFamilyPolicy: Invalid value: ${goJson(policy ?? null)}: must be 'SingleStack' to release the secondary cluster IP`;
  const near = written.length > 0 ? ["spec", "clusterIPs"] : ["spec", "clusterIP"];
  const facts = { other: was.clusterIPs[1] ?? "" };
  // clusterIP alone, left as it was, carries both addresses over.
  if (written.length > 0)
    yield { ...refused("upd-release-secondary-ip", ["spec", "ipFamilyPolicy"], sentence, facts), near };
}

function* familyFindings(was: ServiceSpec, becomes: ServiceSpec): Generator<UpdateFinding> {
  // Without an address the first family may change too; that an address is gained or lost is said above.
  const headless = isHeadless(was) && (isHeadless(becomes) || becomes.clusterIPs.length === 0);
  if (!headless && (isHeadless(was) || isHeadless(becomes))) return;
  const [old] = was.ipFamilies;
  const [now] = becomes.ipFamilies;
  if (old === undefined || now === undefined) return;
  if (!headless && old !== now) {
    const sentence = `spec.ipFamilies[0]: Invalid value: ${goJson(becomes.ipFamilies)}: may not change once set`;
    yield refused("upd-family-changed", ["spec", "ipFamilies", 0], sentence, { other: old });
    return;
  }
  const policy = becomes.ipFamilyPolicy ?? was.ipFamilyPolicy;
  if (becomes.ipFamilies.length >= was.ipFamilies.length || policy === "SingleStack") return;
  const sentence = `spec.ipFamilyPolicy: Invalid value: ${goJson(policy ?? null)}: must be 'SingleStack' to release the secondary IP family`;
  const facts = { other: was.ipFamilies[1] ?? "" };
  const finding = refused("upd-release-secondary-family", ["spec", "ipFamilyPolicy"], sentence, facts);
  yield { ...finding, near: ["spec", "ipFamilies"] };
}

function* classFindings(before: Before, was: ServiceSpec, becomes: ServiceSpec): Generator<UpdateFinding> {
  if (was.type !== "LoadBalancer" || becomes.type !== "LoadBalancer") return;
  const [old, now] = [was.loadBalancerClass, becomes.loadBalancerClass];
  // What others set on the live object, an apply leaves alone; what an earlier apply set, it takes away.
  const applied = stringOf(get(before.root, "metadata", "annotations", lastApplied)) ?? "";
  const removed = now === undefined && before.known === "live" && !applied.includes('"loadBalancerClass"');
  if (old === now || removed) return;
  const place = ["spec", "loadBalancerClass"];
  const sentence = `spec.loadBalancerClass: Invalid value: ${goJson(now ?? null)}: may not change once set`;
  yield { ...refused("upd-lb-class-changed", place, sentence, { other: old ?? "" }), near: ["spec", "type"] };
}

function* portFindings(before: Before, was: ServiceSpec, becomes: ServiceSpec): Generator<UpdateFinding> {
  const health = ["spec", "healthCheckNodePort"];
  const [old, now] = [was.healthCheckNodePort, becomes.healthCheckNodePort];
  if (needsHealthCheck(was) && needsHealthCheck(becomes) && old !== 0 && old !== now) {
    const facts = { other: String(old) };
    if (now !== 0)
      yield refused("upd-health-check-port", health, "spec.healthCheckNodePort: Forbidden: field is immutable", facts);
    else if (before.known === "written") yield carriedOver(health, ["spec", "type"], facts);
  }
  const hasNodePorts = (spec: ServiceSpec): boolean => spec.type === "NodePort" || spec.type === "LoadBalancer";
  if (before.known !== "written" || !hasNodePorts(was) || !hasNodePorts(becomes)) return;
  const kept = new Set(becomes.ports.map((port) => port.nodePort));
  for (const [index, port] of becomes.ports.entries()) {
    const earlier = was.ports.find((each) => each.name === port.name);
    // By its name a port keeps the nodePort that is no longer written, unless another port has it now.
    if (port.nodePort !== 0 || earlier === undefined || earlier.nodePort === 0 || kept.has(earlier.nodePort)) continue;
    const place = ["spec", "ports", index, "nodePort"];
    yield carriedOver(place, ["spec", "ports", index, "port"], { other: String(earlier.nodePort) });
  }
}

/** Client-side apply merges ports by their number alone, so of two entries with one number it keeps one. */
function* mergeFindings(was: ServiceSpec, becomes: ServiceSpec): Generator<UpdateFinding> {
  const protocols = (ports: readonly ServicePort[], port: number): string =>
    ports
      .filter((each) => each.port === port)
      .map((each) => each.protocol)
      .sort()
      .join(" and ");
  for (const [index, { port, protocol }] of becomes.ports.entries()) {
    const first = becomes.ports.findIndex((each) => each.port === port);
    if (first === index || becomes.ports[first]?.protocol === protocol) continue;
    const old = protocols(was.ports, port);
    if (old === "" || old === protocols(becomes.ports, port)) continue;
    const facts = { other: String(port), expected: old, owner: protocol };
    const place = ["spec", "ports", index];
    const near = ["spec", "ports", index, "protocol"];
    yield { rule: "csa-merge-key", effect: "lost", place, near, sentence: undefined, facts };
  }
}

function refused(rule: UpdateRuleId, place: FieldPath, sentence: string, facts: Facts): UpdateFinding {
  return { rule, effect: "refused", place, sentence, facts };
}

function carriedOver(place: FieldPath, near: FieldPath, facts: Facts): UpdateFinding {
  const rule = "upd-carry-over";
  return {
    rule,
    effect: "ignored",
    place,
    near,
    sentence: undefined,
    facts: { ...facts, expected: formatField(place) },
  };
}
