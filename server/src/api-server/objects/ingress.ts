// What the API server validates in an Ingress (pkg/apis/networking/validation of Kubernetes 1.36).

import type { FieldPath } from "../../base/field.ts";
import { entryOf, get, integerOf, itemsOf, stringOf } from "../../yaml/cursor.ts";
import type { MapNode, Node } from "../../yaml/node.ts";
import { parseAddress } from "../addresses.ts";
import { dns1035Label, dnsLabel, dnsSubdomain, isSubdomain, portName } from "../formats.ts";
import type { Features } from "../versions.ts";
import { missing, type ObjectError, type ObjectProblem, unsupported, wrong } from "./object-error.ts";

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];

export function* ingressErrors(root: MapNode, features: Features): Generator<ObjectError> {
  const spec = get(root, "spec");
  const rules = itemsOf(get(spec, "rules"));
  const defaultBackend = presentAt(spec, "defaultBackend");
  // Without a spec it is a patch of annotations, or not finished.
  if (
    spec?.kind === "map" &&
    rules.length === 0 &&
    defaultBackend === undefined &&
    get(spec, "backend") === undefined
  ) {
    const detail = "either `defaultBackend` or `rules` must be specified";
    yield { ...wrong("ingress-without-rules", "rules-none", ["spec"], undefined, `null: ${detail}`), facts: {} };
  }
  if (defaultBackend !== undefined) yield* backendErrors(defaultBackend, ["spec", "defaultBackend"], features);
  for (const [index, rule] of rules.entries()) yield* ruleErrors(rule, ["spec", "rules", index], features);
  for (const [index, tls] of itemsOf(get(spec, "tls")).entries()) {
    const at = ["spec", "tls", index];
    for (const [each, node] of itemsOf(get(tls, "hosts")).entries()) {
      const host = stringOf(node);
      if (host !== undefined) yield* hostFormat("ingress-tls-format", host, [...at, "hosts", each]);
    }
    const secret = stringOf(get(tls, "secretName"));
    if (secret) {
      for (const { text } of dnsSubdomain(secret, "characters"))
        yield wrong("ingress-tls-format", "secret-format", [...at, "secretName"], secret, text);
    }
  }
  yield* classErrors(root, spec);
}

function* classErrors(root: MapNode, spec: Node | undefined): Generator<ObjectError> {
  const name = stringOf(get(spec, "ingressClassName"));
  if (name === undefined) return;
  for (const { text } of dnsSubdomain(name, "characters"))
    yield wrong("ingress-class-format", "class-format", ["spec", "ingressClassName"], name, text);
  const key = "kubernetes.io/ingress.class";
  const annotation = stringOf(get(root, "metadata", "annotations", key));
  if (annotation === undefined || annotation === name) return;
  yield wrong(
    "ingress-class-differs",
    "class-differs",
    ["metadata", "annotations", { key }],
    annotation,
    "must match `ingressClassName` when both are specified",
    { field: ["annotations", key], facts: { other: name } },
  );
}

function* ruleErrors(rule: Node, at: FieldPath, features: Features): Generator<ObjectError> {
  const host = stringOf(get(rule, "host"));
  if (host) {
    const place = [...at, "host"];
    if (parseAddress(host) !== undefined)
      yield wrong("ingress-host-format", "host-address", place, host, "must be a DNS name, not an IP address");
    else yield* hostFormat("ingress-host-format", host, place);
  }
  const http = presentAt(rule, "http");
  if (http === undefined) return;
  const paths = itemsOf(get(http, "paths"));
  if (paths.length === 0) yield missing("ingress-without-rules", "paths-none", [...at, "http", "paths"], "");
  for (const [index, path] of paths.entries()) yield* pathErrors(path, [...at, "http", "paths", index], features);
}

/** A host, perhaps with `*.` before it. */
function* hostFormat(
  rule: "ingress-host-format" | "ingress-tls-format",
  host: string,
  place: FieldPath,
): Generator<ObjectError> {
  if (host.includes("*")) {
    if (host.startsWith("*.") && isSubdomain(host.slice(2))) return;
    const pattern = "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    const words =
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
    const detail = `${words} (e.g. '*.example.com', regex used for validation is '${pattern}')`;
    yield wrong(rule, "host-wildcard", place, host, detail);
    return;
  }
  const problem: ObjectProblem =
    /:\d*$/.test(host) && isSubdomain(host.replace(/:\d*$/, "")) ? "host-port" : "host-format";
  for (const { text } of dnsSubdomain(host, "characters")) yield wrong(rule, problem, place, host, text);
}

function* pathErrors(node: Node, at: FieldPath, features: Features): Generator<ObjectError> {
  const type = stringOf(get(node, "pathType"));
  if (type === undefined) {
    yield missing("ingress-path-type", "path-type-missing", [...at, "pathType"], "pathType must be specified");
    // The server says nothing else of this path; an editor does, for it will be next.
  } else if (!pathTypes.includes(type)) {
    yield unsupported("ingress-path-type", "path-type-unknown", [...at, "pathType"], type, pathTypes);
  }
  yield* pathText(stringOf(get(node, "path")) ?? "", type, [...at, "path"]);
  const backend = get(node, "backend");
  yield* backendErrors(backend, [...at, "backend"], features);
}

function* pathText(path: string, type: string | undefined, place: FieldPath): Generator<ObjectError> {
  const isChecked = type === "Exact" || type === "Prefix";
  if (!path.startsWith("/") && (isChecked || (type === "ImplementationSpecific" && path !== "")))
    yield wrong("ingress-path-format", "path-not-absolute", place, path, "must be an absolute path");
  if (!isChecked) return;
  for (const part of ["//", "/./", "/../", "%2f", "%2F"]) {
    if (path.includes(part))
      yield wrong("ingress-path-format", "path-sequence", place, path, `must not contain '${part}'`, {
        facts: { other: part },
      });
  }
  for (const end of ["/..", "/."]) {
    if (path.endsWith(end))
      yield wrong("ingress-path-format", "path-sequence", place, path, `cannot end with '${end}'`, {
        facts: { other: end },
      });
  }
}

function* backendErrors(node: Node | undefined, at: FieldPath, features: Features): Generator<ObjectError> {
  const rule = "ingress-backend-form";
  const service = presentAt(node, "service");
  const resource = presentAt(node, "resource");
  if (service !== undefined && resource !== undefined) {
    yield wrong(rule, "backend-two", at, "", "cannot set both resource and service backends", { facts: {} });
    return;
  }
  if (service === undefined) {
    // The old form is said as what it is.
    if (resource !== undefined || get(node, "serviceName") !== undefined || get(node, "servicePort") !== undefined)
      return;
    yield wrong(rule, "backend-none", at, "", "resource or service backend is required", { facts: {} });
    return;
  }
  const name = stringOf(get(service, "name")) ?? "";
  if (name === "") yield missing(rule, "backend-service-name", [...at, "service", "name"], "");
  else {
    const complaints = features.relaxedServiceNames ? dnsLabel(name) : dns1035Label(name);
    for (const { text } of complaints)
      yield wrong(rule, "backend-service-name", [...at, "service", "name"], name, text);
  }
  const port = get(service, "port");
  const own = stringOf(get(port, "name")) ?? "";
  const number = integerOf(get(port, "number")) ?? 0;
  // A number of another type has been complained of already.
  if (get(port, "number") !== undefined && integerOf(get(port, "number")) === undefined) return;
  if (own !== "" && number !== 0) {
    yield wrong(rule, "backend-port-two", at, "", "cannot set both port name & port number", { facts: {} });
  } else if (own !== "") {
    for (const { text } of portName(own))
      yield wrong(rule, "backend-port-name", [...at, "service", "port", "name"], own, text);
  } else if (number !== 0) {
    if (number < 1 || number > 65535)
      yield wrong(
        rule,
        "backend-port-number",
        [...at, "service", "port", "number"],
        number,
        "must be between 1 and 65535, inclusive",
      );
  } else {
    yield missing(rule, "backend-port-none", [...at, "service", "port"], "port name or number is required", {
      field: at,
    });
  }
}

/** A field that Go's decoder would make a struct of: what is not written, or null, is not there. */
function presentAt(node: Node | undefined, key: string): Node | undefined {
  const value = entryOf(node, key)?.value;
  return value === undefined || value.kind === "null" ? undefined : value;
}
