// What the CRDs of the Gateway API validate in Gateways and routes (v1.6.1, standard channel). Only what every release since
// 1.0 says: older CRDs serve more versions and know fewer fields.

import { type FieldPath, formatField } from "../../base/field.ts";
import { get, integerOf, itemsOf, stringOf } from "../../yaml/cursor.ts";
import type { MapNode, Node } from "../../yaml/node.ts";
import { isSubdomain } from "../formats.ts";
import { goQuote } from "../go-text.ts";
import { missing, type ObjectError, type ObjectProblem, twice, unsupported, wrong } from "./object-error.ts";

const hostPattern = "^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const namePattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const protocolPattern =
  "^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9]+$";

export function* gatewayErrors(root: MapNode): Generator<ObjectError> {
  const spec = get(root, "spec");
  if (spec === undefined) return;
  if (!stringOf(get(spec, "gatewayClassName")) && get(spec, "gatewayClassName") === undefined)
    yield missing("gateway-field-missing", "class-missing", ["spec", "gatewayClassName"], "");
  const listeners = itemsOf(get(spec, "listeners"));
  // Newer CRDs let ListenerSets bring all listeners.
  if (listeners.length === 0 && get(spec, "listeners") === undefined)
    yield missing("gateway-field-missing", "listener-none", ["spec", "listeners"], "");
  for (const [index, listener] of listeners.entries()) yield* listenerErrors(listener, ["spec", "listeners", index]);
  yield* doubles(listeners);
}

function* listenerErrors(listener: Node, at: FieldPath): Generator<ObjectError> {
  for (const key of ["name", "port", "protocol"]) {
    if (get(listener, key) === undefined)
      yield missing("gateway-field-missing", "listener-field-missing", [...at, key], "", { facts: { other: key } });
  }
  const name = stringOf(get(listener, "name"));
  if (name !== undefined && !isSubdomain(name))
    yield wrong(
      "listener-value",
      "listener-name-format",
      [...at, "name"],
      name,
      bodyShouldMatch([...at, "name"], namePattern),
    );
  yield* portRange(get(listener, "port"), [...at, "port"], "listener-value");
  const protocol = stringOf(get(listener, "protocol"));
  if (protocol !== undefined && !new RegExp(protocolPattern).test(protocol)) {
    const place = [...at, "protocol"];
    yield wrong("listener-value", "listener-protocol-format", place, protocol, bodyShouldMatch(place, protocolPattern));
  }
  const hostname = stringOf(get(listener, "hostname"));
  if (hostname !== undefined) yield* hostErrors(hostname, [...at, "hostname"], "listener-value");
  const from = stringOf(get(listener, "allowedRoutes", "namespaces", "from"));
  if (from !== undefined && !["All", "Selector", "Same", "None"].includes(from)) {
    const place = [...at, "allowedRoutes", "namespaces", "from"];
    yield unsupported("listener-value", "listener-from", place, from, ["All", "Selector", "Same"]);
  }
  yield* tlsErrors(listener, protocol, at);
}

function* tlsErrors(listener: Node, protocol: string | undefined, at: FieldPath): Generator<ObjectError> {
  const rule = "listener-tls-form";
  const tls = get(listener, "tls");
  const hasTls = tls !== undefined && tls.kind !== "null";
  const mode = stringOf(get(tls, "mode")) ?? "Terminate";
  const more = { field: ["spec", "listeners"], facts: { value: protocol } } as const;
  if (["HTTP", "TCP", "UDP"].includes(protocol ?? "") && hasTls) {
    const detail = "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']";
    yield wrong(rule, "listener-tls-not-for-protocol", [...at, "tls"], undefined, detail, { ...more, on: "key" });
  }
  if (protocol === "HTTPS" && hasTls && mode !== "Terminate") {
    const detail = "tls mode must be Terminate for protocol HTTPS";
    yield wrong(rule, "listener-https-passthrough", [...at, "tls", "mode"], undefined, detail, more);
  }
  if (protocol === "TLS" && !hasTls) {
    const detail = "tls mode must be set for protocol TLS";
    yield wrong(rule, "listener-tls-without-mode", [...at, "tls"], undefined, detail, more);
  }
  const refs = itemsOf(get(tls, "certificateRefs"));
  const options = get(tls, "options");
  const hasOptions = options?.kind === "map" && options.entries.length > 0;
  if (hasTls && mode === "Terminate" && refs.length === 0 && !hasOptions) {
    const field = [...at, "tls"];
    const absent = get(tls, "certificateRefs") === undefined ? "certificateRefs" : "options";
    const words = "certificateRefs or options must be specified when mode is Terminate";
    const detail = `"object": no such key: ${absent} evaluating rule: ${words}`;
    yield wrong(rule, "listener-without-certificates", field, undefined, detail, {
      field,
      on: "key",
      facts: more.facts,
    });
  }
  const hostname = get(listener, "hostname");
  if (["TCP", "UDP"].includes(protocol ?? "") && stringOf(hostname)) {
    const detail = "hostname must not be specified for protocols ['TCP', 'UDP']";
    yield wrong("listener-value", "listener-hostname-not-for-protocol", [...at, "hostname"], undefined, detail, more);
  }
}

function* doubles(listeners: readonly Node[]): Generator<ObjectError> {
  const names = new Set<string>();
  const triples = new Map<string, string>();
  for (const [index, listener] of listeners.entries()) {
    const at = ["spec", "listeners", index];
    const name = stringOf(get(listener, "name"));
    const port = integerOf(get(listener, "port"));
    const protocol = stringOf(get(listener, "protocol"));
    if (name !== undefined && names.has(name)) {
      const sentence = `${formatField(at)}: Duplicate value: ${JSON.stringify({ name })}`;
      yield { ...twice("listener-twice", "listener-name-twice", [...at, "name"], name), sentence };
    }
    if (name !== undefined) names.add(name);
    if (port === undefined || protocol === undefined) continue;
    const key = JSON.stringify([port, protocol, stringOf(get(listener, "hostname"))]);
    const other = triples.get(key);
    if (other !== undefined) {
      const detail = "Combination of port, protocol and hostname must be unique for each listener";
      const more = { field: ["spec", "listeners"], facts: { other, value: `${port} ${protocol}` } };
      yield wrong("listener-twice", "listener-twice", [...at, "port"], undefined, detail, more);
    } else triples.set(key, name ?? "");
  }
}

/** For HTTPRoute, GRPCRoute, TLSRoute, TCPRoute and UDPRoute. */
export function* routeErrors(root: MapNode, kind: string): Generator<ObjectError> {
  const spec = get(root, "spec");
  yield* parentErrors(itemsOf(get(spec, "parentRefs")));
  for (const [index, node] of itemsOf(get(spec, "hostnames")).entries()) {
    const host = stringOf(node);
    if (host !== undefined) yield* hostErrors(host, ["spec", "hostnames", index], "route-value");
  }
  for (const [index, rule] of itemsOf(get(spec, "rules")).entries()) {
    const at = ["spec", "rules", index];
    const backends = itemsOf(get(rule, "backendRefs"));
    for (const [each, backend] of backends.entries()) yield* backendErrors(backend, [...at, "backendRefs", each]);
    const filters = itemsOf(get(rule, "filters"));
    for (const [each, filter] of filters.entries()) {
      yield* filterErrors(filter, [...at, "filters", each]);
      const mirror = get(filter, "requestMirror", "backendRef");
      if (mirror !== undefined) yield* backendErrors(mirror, [...at, "filters", each, "requestMirror", "backendRef"]);
      if (kind === "HTTPRoute" && backends.length > 0 && get(filter, "requestRedirect") !== undefined) {
        const detail = "RequestRedirect filter must not be used together with backendRefs";
        const place = [...at, "filters", each, "requestRedirect"];
        yield wrong("redirect-with-backends", "redirect-with-backends", place, undefined, detail, {
          field: at,
          on: "key",
        });
      }
    }
    if (kind !== "HTTPRoute") continue;
    for (const [each, match] of itemsOf(get(rule, "matches")).entries())
      yield* pathMatchErrors(get(match, "path"), [...at, "matches", each, "path"]);
  }
}

const filterTypes = [
  "RequestHeaderModifier",
  "ResponseHeaderModifier",
  "RequestMirror",
  "RequestRedirect",
  "URLRewrite",
  "ExtensionRef",
];

/** Types of newer releases and of the experimental channel. */
const newerFilterTypes: readonly string[] = ["CORS", "ExternalAuth"];

/** A filter has the settings of its type, under the type's name, and of no other. */
function* filterErrors(filter: Node, at: FieldPath): Generator<ObjectError> {
  const type = stringOf(get(filter, "type"));
  const rule = "route-filter-form";
  if (type === undefined || newerFilterTypes.includes(type)) return;
  if (!filterTypes.includes(type)) {
    yield unsupported(rule, "filter-type", [...at, "type"], type, filterTypes);
    return;
  }
  const fieldOf = (name: string) =>
    name === "URLRewrite" ? "urlRewrite" : name.charAt(0).toLowerCase() + name.slice(1);
  for (const other of filterTypes) {
    const field = fieldOf(other);
    const isThere = get(filter, field) !== undefined;
    if (other === type && !isThere) {
      const detail = `filter.${field} must be specified for ${type} filter.type`;
      const facts = { value: type, other: field };
      yield wrong(rule, "filter-without-settings", [...at, field], undefined, detail, { field: at, facts });
    } else if (other !== type && isThere) {
      const detail = `filter.${field} must be nil if the filter.type is not ${other}`;
      const more = { field: at, on: "key", facts: { value: type, other: field } } as const;
      yield wrong(rule, "filter-of-other-type", [...at, field], undefined, detail, more);
    }
  }
}

function* parentErrors(parents: readonly Node[]): Generator<ObjectError> {
  const seen = new Map<string, string[]>();
  for (const [index, parent] of parents.entries()) {
    const at = ["spec", "parentRefs", index];
    yield* portRange(get(parent, "port"), [...at, "port"], "route-value");
    const section = stringOf(get(parent, "sectionName"));
    if (section !== undefined && !isSubdomain(section)) {
      const place = [...at, "sectionName"];
      yield wrong("route-value", "listener-name-format", place, section, bodyShouldMatch(place, namePattern));
    }
    const own = (name: string, missingValue: string) => stringOf(get(parent, name)) ?? missingValue;
    const key = JSON.stringify([
      own("group", "gateway.networking.k8s.io"),
      own("kind", "Gateway"),
      own("name", ""),
      own("namespace", ""),
    ]);
    const sections = seen.get(key) ?? [];
    seen.set(key, sections);
    // With ports the CRDs of the experimental channel tell parents apart.
    const isApart = get(parent, "port") !== undefined;
    if (sections.length > 0 && !isApart && own("name", "") !== "") {
      const hasBoth = (section ?? "") !== "" && sections.every((other) => other !== "");
      const more = { field: ["spec", "parentRefs"], facts: { value: own("name", "") } };
      if (sections.includes(section ?? "")) {
        const detail = "sectionName must be unique when parentRefs includes 2 or more references to the same parent";
        yield wrong("route-parent-twice", "parent-twice", [...at, "name"], undefined, detail, more);
      } else if (!hasBoth) {
        const detail = "sectionName must be specified when parentRefs includes 2 or more references to the same parent";
        yield wrong("route-parent-twice", "parent-section-missing", [...at, "name"], undefined, detail, more);
      }
    }
    if (!isApart) sections.push(section ?? "");
  }
}

function* backendErrors(backend: Node, at: FieldPath): Generator<ObjectError> {
  const isService =
    (stringOf(get(backend, "group")) ?? "") === "" && (stringOf(get(backend, "kind")) ?? "Service") === "Service";
  const port = get(backend, "port");
  // Without a name nobody has finished typing.
  if (isService && stringOf(get(backend, "name")) && (port === undefined || port.kind === "null")) {
    const detail = "Must have port for Service reference";
    const value = stringOf(get(backend, "name"));
    yield wrong("route-backend-without-port", "backend-port-missing", [...at, "port"], undefined, detail, {
      field: at,
      facts: { value },
    });
  }
  yield* portRange(port, [...at, "port"], "route-value");
  const weight = integerOf(get(backend, "weight"));
  yield* integerErrors(get(backend, "weight"), [...at, "weight"]);
  if (weight !== undefined && (weight < 0 || weight > 1000000)) {
    const place = [...at, "weight"];
    const limit = weight < 0 ? "greater than or equal to 0" : "less than or equal to 1e+06";
    yield wrong("route-value", "weight", place, weight, bodyShouldBe(place, limit));
  }
}

function* pathMatchErrors(path: Node | undefined, at: FieldPath): Generator<ObjectError> {
  if (path === undefined) return;
  const type = stringOf(get(path, "type")) ?? "PathPrefix";
  const types = ["Exact", "PathPrefix", "RegularExpression"];
  if (!types.includes(type)) {
    yield unsupported("route-path-format", "path-match-type", [...at, "type"], type, types);
    return;
  }
  if (type === "RegularExpression") return;
  const value = stringOf(get(path, "value"));
  if (value === undefined) return;
  const place = [...at, "value"];
  const said = (problem: ObjectProblem, detail: string, other?: string) =>
    wrong("route-path-format", problem, place, undefined, detail, { field: at, facts: { value, other } });
  const suffix = "when type one of ['Exact', 'PathPrefix']";
  if (!value.startsWith("/"))
    yield said("path-not-absolute", `value must be an absolute path and start with '/' ${suffix}`);
  for (const part of ["//", "/./", "/../", "%2f", "%2F", "#"]) {
    if (value.includes(part)) yield said("path-sequence", `must not contain '${part}' ${suffix}`, part);
  }
  for (const end of ["/..", "/."]) {
    if (value.endsWith(end)) yield said("path-sequence", `must not end with '${end}' ${suffix}`, end);
  }
  const pattern = "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$";
  if (!new RegExp(pattern).test(value) && !value.includes("#")) {
    const detail = `must only contain valid characters (matching ${pattern}) for types ['Exact', 'PathPrefix']`;
    yield said("path-characters", detail);
  }
}

function* hostErrors(host: string, place: FieldPath, rule: "listener-value" | "route-value"): Generator<ObjectError> {
  const plain = host.startsWith("*.") ? host.slice(2) : host;
  if (isSubdomain(plain)) return;
  const problem: ObjectProblem = host.includes("*")
    ? "host-wildcard"
    : /:\d*$/.test(host) && isSubdomain(host.replace(/:\d*$/, ""))
      ? "host-port"
      : "host-format";
  yield wrong(rule, problem, place, host, bodyShouldMatch(place, hostPattern));
}

function* portRange(
  node: Node | undefined,
  place: FieldPath,
  rule: "listener-value" | "route-value",
): Generator<ObjectError> {
  const port = integerOf(node);
  yield* integerErrors(node, place);
  if (port === undefined || (port >= 1 && port <= 65535)) return;
  const limit = port < 1 ? "greater than or equal to 1" : "less than or equal to 65535";
  yield wrong(rule, "port-number", place, port, bodyShouldBe(place, limit));
}

/** A text, or a number with a fraction, where the CRD wants an integer. */
function* integerErrors(node: Node | undefined, place: FieldPath): Generator<ObjectError> {
  if (node === undefined || integerOf(node) !== undefined || (node.kind === "null" && node.unknown !== true)) return;
  const type =
    node.kind === "map" ? "object" : node.kind === "list" ? "array" : node.kind === "bool" ? "boolean" : node.kind;
  const detail = `${formatField(place)} in body must be of type integer: ${goQuote(type)}`;
  yield wrong("object-type-mismatch", "type", place, type, detail, {
    facts: { value: node.kind === "list" ? "array" : node.kind === "map" ? "object" : node.kind, other: "int32" },
  });
}

function bodyShouldMatch(place: FieldPath, pattern: string): string {
  return `${formatField(place)} in body should match '${pattern}'`;
}

function bodyShouldBe(place: FieldPath, limit: string): string {
  return `${formatField(place)} in body should be ${limit}`;
}
