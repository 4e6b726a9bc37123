// What the API server answers to the creation of the objects around a Service: Ingresses, Gateways and routes, endpoints,
// and whatever makes pods. Of those only what decides whether the object comes to be, as far as it is about traffic.

import { type FieldPath, formatField } from "../../base/field.ts";
import type { KubernetesVersion } from "../../base/settings.ts";
import { routeKinds } from "../../model/gateway.ts";
import { isBuiltIn, type Kind, kinds, servedBy } from "../../model/kinds.ts";
import { schemaOf } from "../../schema/schema.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import type { MapNode, Node } from "../../yaml/node.ts";
import { decodeObject } from "../decode.ts";
import { cannotBeHandled, type ServiceError } from "../errors.ts";
import { dnsSubdomain } from "../formats.ts";
import { goQuote } from "../go-text.ts";
import { featuresOf } from "../versions.ts";
import { endpointSliceErrors, endpointsErrors } from "./endpoints.ts";
import { gatewayErrors, routeErrors } from "./gateway.ts";
import { fieldSlips } from "./gateway-fields.ts";
import { shapeErrors } from "./gateway-shapes.ts";
import { ingressErrors } from "./ingress.ts";
import { type ObjectError, type ObjectProblem, wrong } from "./object-error.ts";
import { containerNameErrors, podPortErrors, workloadSelectorErrors } from "./pod-ports.ts";

/** What is wrong, and whether the server would say it at once, or only when what hides it is mended. */
export interface FoundObjectError {
  readonly error: ObjectError;
  readonly when: "now" | "after";
}

const known = new WeakMap<
  MapNode,
  { readonly version: KubernetesVersion; readonly errors: readonly FoundObjectError[] }
>();

/**
 * Everything that is held against the object, the server's first answer first; empty for kinds that are not judged.
 * `version`: of Kubernetes, `1.36`.
 */
export function objectErrors(root: MapNode, version: KubernetesVersion): readonly FoundObjectError[] {
  const before = known.get(root);
  if (before?.version === version) return before.errors;
  const errors = inStages(root, version);
  known.set(root, { version, errors });
  return errors;
}

function inStages(root: MapNode, version: KubernetesVersion): readonly FoundObjectError[] {
  const found: FoundObjectError[] = [];
  for (const stage of stagesOf(root, version)) {
    const when = found.length === 0 ? "now" : "after";
    found.push(...stage.map((error) => ({ error, when }) as const));
  }
  return found;
}

/** The stages of a request: the first that finds something hides the rest. */
function* stagesOf(root: MapNode, version: KubernetesVersion): Generator<readonly ObjectError[]> {
  const apiVersion = stringOf(get(root, "apiVersion")) ?? "";
  const name = stringOf(get(root, "kind")) ?? "";
  const kind = kinds.get(name);
  if (kind === undefined || !isJudged(kind)) return;
  if (isBuiltIn(kind) && !servedBy(kind).includes(apiVersion)) {
    const refused = versionError(kind, apiVersion);
    if (refused !== undefined) yield [refused];
    return;
  }
  if (!apiVersion.startsWith(`${kind.group}/`) && kind.group !== "") return;
  let unknown: readonly ObjectError[] = [];
  const schema = schemaOf(apiVersion, name);
  if (schema !== undefined) {
    const { typeErrors, strictErrors } = decodeObject(root, schema);
    const types = typeErrors.map((error) => decodeProblem(error, kind, apiVersion));
    // Of the values of a wrong type the server reports the first alone.
    yield types.slice(0, 1);
    yield types.slice(1);
    unknown = strictErrors.map((error) => strictProblem(error, kind, apiVersion));
  }
  if (kind.name === "Gateway" || isRoute(kind.name)) {
    unknown = [...fieldSlips(root, kind.name, apiVersion)];
    yield [...shapeErrors(root, kind.name)];
  }
  yield unknown;
  const inSlips = new Set(unknown.map(({ place }) => formatField(place.slice(0, -1))));
  // What is missing beside a field that nobody knows is probably there, under that name.
  const isWritten = ({ problem, place }: ObjectError) =>
    problem.endsWith("-missing") && inSlips.has(formatField(place.slice(0, -1)));
  const all = [...nameErrors(root), ...validationErrors(root, kind, version)].filter((error) => !isWritten(error));
  // A CRD's rules are asked when its schema is met.
  yield all.filter((error) => !isAskedOfWhole(error));
  yield all.filter(isAskedOfWhole);
}

/** What the CRDs of the Gateway API say in rules (CEL), and not in their schemas. */
const askedOfWhole: ReadonlySet<ObjectProblem> = new Set<ObjectProblem>([
  "listener-tls-not-for-protocol",
  "listener-https-passthrough",
  "listener-tls-without-mode",
  "listener-without-certificates",
  "listener-hostname-not-for-protocol",
  "listener-twice",
  "backend-port-missing",
  "parent-twice",
  "parent-section-missing",
  "redirect-with-backends",
  "filter-without-settings",
  "filter-of-other-type",
]);

function isAskedOfWhole({ rule, problem }: ObjectError): boolean {
  return askedOfWhole.has(problem) || (rule === "route-path-format" && problem !== "path-match-type");
}

/** Whether paths rely on objects of this kind, so that they are looked at. */
function isJudged({ name, pods, group }: Kind): boolean {
  return pods !== undefined || group === "gateway.networking.k8s.io" || around.has(name);
}

const around: ReadonlySet<string> = new Set(["Ingress", "Endpoints", "EndpointSlice"]);

/** The kind in a version that no server of today has; undefined where the group is somebody else's. */
function versionError(kind: Kind, apiVersion: string): ObjectError | undefined {
  const since = kind.former[apiVersion];
  if (since === undefined && !ownGroup.test(apiVersion)) return undefined;
  return {
    rule: "object-version-not-served",
    problem: since === undefined ? "version-never" : "version-former",
    place: ["apiVersion"],
    on: "value",
    sentence: `no matches for kind ${goQuote(kind.name)} in version ${goQuote(apiVersion)}`,
    facts: { value: apiVersion, other: since, allowed: servedBy(kind) },
  };
}

/** An apiVersion of Kubernetes itself: `v1`, `apps/v1`, `networking.k8s.io/v1`. */
const ownGroup =
  /^(v\d\w*|(apps|batch|policy|autoscaling|extensions|(networking|discovery|storage|rbac\.authorization)\.k8s\.io)\/v\d\w*)$/;

function decodeProblem(error: ServiceError, kind: Kind, apiVersion: string): ObjectError {
  return {
    rule: "object-type-mismatch",
    problem: "type",
    place: error.place,
    on: error.on,
    sentence: inWordsOf(error.detail, kind, apiVersion),
    facts: { value: error.facts.other, other: error.facts.expected },
  };
}

function strictProblem(error: ServiceError, kind: Kind, apiVersion: string): ObjectError {
  const isOldBackend = /^spec\.backend$|\.(backend|defaultBackend)\.service(Name|Port)$/.test(formatField(error.place));
  return {
    rule: "object-unknown-field",
    problem: kind.name === "Ingress" && isOldBackend ? "backend-of-old-version" : "unknown-field",
    place: error.place,
    on: "key",
    sentence: inWordsOf(cannotBeHandled(`strict decoding error: ${error.detail}`), kind, apiVersion),
    facts: {
      value: lastStep(error.place),
      other: error.facts.expected,
      ...(error.facts.allowed === undefined ? {} : { allowed: error.facts.allowed }),
    },
  };
}

function lastStep(path: FieldPath): string {
  const last = path.at(-1);
  return typeof last === "object" ? last.key : String(last ?? "");
}

/** The decoder's sentence begins with what it was to become, and names structs that lie inline. */
function inWordsOf(sentence: string, kind: Kind, apiVersion: string): string {
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  return sentence
    .replace(
      'Service in version "v1" cannot be handled as a Service',
      `${kind.name} in version ${goQuote(version)} cannot be handled as a ${kind.name}`,
    )
    .replace(/\.(rules)\.(http\b)/, ".$1.IngressRuleValue.$2")
    .replace(/\.(volumes)\.(?!name\b)/, ".$1.VolumeSource.")
    .replace(/\.(livenessProbe|readinessProbe|startupProbe)\.(httpGet|tcpSocket|exec|grpc)\b/, ".$1.ProbeHandler.$2");
}

function* nameErrors(root: MapNode): Generator<ObjectError> {
  const name = stringOf(get(root, "metadata", "name"));
  if (!name) return;
  for (const { text } of dnsSubdomain(name, "characters"))
    yield wrong("object-name-format", "name-format", ["metadata", "name"], name, text);
}

function* validationErrors(root: MapNode, kind: Kind, version: KubernetesVersion): Generator<ObjectError> {
  const features = featuresOf(version);
  switch (kind.name) {
    case "Ingress":
      yield* ingressErrors(root, features);
      return;
    case "EndpointSlice":
      yield* endpointSliceErrors(root, features);
      return;
    case "Endpoints":
      yield* endpointsErrors(root, features);
      return;
    case "Gateway":
      yield* gatewayErrors(root);
      return;
    default:
      if (isRoute(kind.name)) yield* routeErrors(root, kind.name);
      else if (isBuiltIn(kind)) {
        if (kind.group === "apps") yield* workloadSelectorErrors(get(root, "spec"));
        yield* containerNameErrors(...podOf(root, kind));
        yield* podPortErrors(...podOf(root, kind));
      }
  }
}

function isRoute(kind: string): boolean {
  return routeKinds.some((known) => known === kind);
}

function podOf(root: MapNode, kind: Kind): [Node | undefined, FieldPath] {
  const at =
    kind.pods === "itself"
      ? ["spec"]
      : kind.pods === "template"
        ? ["spec", "template", "spec"]
        : ["spec", "jobTemplate", "spec", "template", "spec"];
  return [get(root, ...at), at];
}
