// What the API server has against a NetworkPolicy: decoding, then the validation of networking.k8s.io in
// Kubernetes 1.36 (ValidateNetworkPolicySpec) and unversioned label selectors (apimachinery's ValidateLabelSelector).

import { type FieldPath, formatField } from "../base/field.ts";
import { schemaOf } from "../schema/schema.ts";
import { entryOf, get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { parseCidr } from "./addresses.ts";
import { decodeObject } from "./decode.ts";
import { serverMessage } from "./errors.ts";
import { dnsSubdomain, labelValue, portName, qualifiedName } from "./formats.ts";
import { goJson, goQuote } from "./go-text.ts";

/** One thing that the server has against a policy. */
export interface PolicyError {
  /** Where the offending value is written, or would be. */
  readonly place: FieldPath;
  /** The key is the problem, not what it holds. */
  readonly onKey: boolean;
  /** The offending text or number; undefined for something that is missing, and for whole objects. */
  readonly value: string | number | undefined;
  /** The server's own sentence, the field in front where it names one. */
  readonly sentence: string;
}

/** Everything that it would be refused for; a type error hides all else, as in the server. `root`: the object. */
export function networkPolicyErrors(root: Node): readonly PolicyError[] {
  const schema = schemaOf("networking.k8s.io/v1", "NetworkPolicy");
  if (schema === undefined) return [];
  const { typeErrors, strictErrors } = decodeObject(root, schema);
  const decoding = [...typeErrors.slice(0, 1), ...strictErrors].map(
    (error): PolicyError => ({
      place: error.place,
      onKey: error.on === "key",
      value: typeof error.value?.value === "string" ? error.value.value : undefined,
      sentence: serverMessage(error).replaceAll(/\bService(?= in version)|(?<=as a )Service/g, "NetworkPolicy"),
    }),
  );
  return decoding.length > 0 ? decoding : [...validate(root)];
}

function* validate(root: Node): Iterable<PolicyError> {
  const name = stringOf(get(root, "metadata", "name"));
  if (!name) {
    if (!stringOf(get(root, "metadata", "generateName")))
      yield required(["metadata", "name"], "name or generateName is required");
  } else {
    for (const { text } of dnsSubdomain(name, "characters")) yield invalid(["metadata", "name"], name, text);
  }
  const spec = get(root, "spec");
  yield* selectorErrors(get(spec, "podSelector"), ["spec", "podSelector"]);
  yield* rulesErrors(get(spec, "ingress"), ["spec", "ingress"], "from");
  yield* rulesErrors(get(spec, "egress"), ["spec", "egress"], "to");
  const types = itemsOf(get(spec, "policyTypes"));
  if (types.length > 2)
    yield invalid(
      ["spec", "policyTypes"],
      types.map((type) => stringOf(type) ?? ""),
      "may not specify more than two policyTypes",
    );
  for (const [index, type] of types.entries()) {
    const text = stringOf(type) ?? "";
    if (text !== "Ingress" && text !== "Egress")
      yield notSupported(["spec", "policyTypes", index], text, ["Egress", "Ingress"]);
  }
}

function* rulesErrors(rules: Node | undefined, path: FieldPath, peers: "from" | "to"): Iterable<PolicyError> {
  for (const [index, rule] of itemsOf(rules).entries()) {
    for (const [at, port] of itemsOf(get(rule, "ports")).entries())
      yield* portErrors(port, [...path, index, "ports", at]);
    for (const [at, peer] of itemsOf(get(rule, peers)).entries()) yield* peerErrors(peer, [...path, index, peers, at]);
  }
}

function* portErrors(node: Node, path: FieldPath): Iterable<PolicyError> {
  const protocol = stringOf(get(node, "protocol"));
  if (protocol !== undefined && protocol !== "" && !["TCP", "UDP", "SCTP"].includes(protocol))
    yield notSupported([...path, "protocol"], protocol, ["SCTP", "TCP", "UDP"]);
  const port = get(node, "port");
  const number = integerOf(port);
  const name = stringOf(port);
  const end = integerOf(get(node, "endPort"));
  const inRange = (value: number) => value >= 1 && value <= 65535;
  if (number !== undefined) {
    if (!inRange(number)) yield invalid([...path, "port"], number, "must be between 1 and 65535, inclusive");
    if (end === undefined) return;
    if (end < number) yield invalid([...path, "endPort"], number, "must be greater than or equal to `port`");
    if (!inRange(end)) yield invalid([...path, "endPort"], end, "must be between 1 and 65535, inclusive");
  } else if (name !== undefined) {
    if (end !== undefined) yield invalid([...path, "endPort"], end, "may not be specified when `port` is non-numeric");
    for (const { text } of portName(name)) yield invalid([...path, "port"], name, text);
  } else if (end !== undefined) {
    yield invalid([...path, "endPort"], end, "may not be specified when `port` is not specified");
  }
}

function* peerErrors(node: Node, path: FieldPath): Iterable<PolicyError> {
  const isWritten = (key: string) => {
    const entry = entryOf(node, key);
    return entry !== undefined && entry.value.kind !== "null";
  };
  const selectors = ["podSelector", "namespaceSelector"].filter(isWritten);
  for (const key of selectors) yield* selectorErrors(get(node, key), [...path, key]);
  const hasBlock = isWritten("ipBlock");
  if (hasBlock) yield* blockErrors(get(node, "ipBlock"), [...path, "ipBlock"]);
  if (selectors.length === 0 && !hasBlock) yield required(path, "must specify a peer");
  else if (selectors.length > 0 && hasBlock) yield forbidden(path, "may not specify both ipBlock and another peer");
}

function* blockErrors(node: Node | undefined, path: FieldPath): Iterable<PolicyError> {
  const text = stringOf(get(node, "cidr")) ?? "";
  if (text === "") {
    yield required([...path, "cidr"], "");
    return;
  }
  const cidr = parseCidr(text);
  const words = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
  if (cidr === undefined) {
    yield invalid([...path, "cidr"], text, words);
    return;
  }
  for (const [index, item] of itemsOf(get(node, "except")).entries()) {
    const place = [...path, "except", index];
    const value = stringOf(item) ?? "";
    const except = parseCidr(value);
    if (except === undefined) yield invalid(place, value, words);
    else if (
      except.width !== cidr.width ||
      except.first < cidr.first ||
      except.last > cidr.last ||
      cidr.prefix >= except.prefix
    )
      yield invalid(place, value, "must be a strict subset of `cidr`");
  }
}

function* selectorErrors(node: Node | undefined, path: FieldPath): Iterable<PolicyError> {
  const labels = get(node, "matchLabels");
  if (labels?.kind === "map") {
    for (const { key, value } of labels.entries) {
      const place = [...path, "matchLabels", { key }];
      for (const { text } of qualifiedName(key))
        yield invalid([...path, "matchLabels"], key, text, { place, onKey: true });
      const said = stringOf(value) ?? "";
      for (const { text } of labelValue(said)) yield invalid([...path, "matchLabels"], said, text, { place });
    }
  }
  for (const [index, expression] of itemsOf(get(node, "matchExpressions")).entries()) {
    const place = [...path, "matchExpressions", index];
    const operator = stringOf(get(expression, "operator")) ?? "";
    const values = itemsOf(get(expression, "values"));
    if (operator === "In" || operator === "NotIn") {
      if (values.length === 0)
        yield required([...place, "values"], "must be specified when `operator` is 'In' or 'NotIn'");
    } else if (operator === "Exists" || operator === "DoesNotExist") {
      if (values.length > 0)
        yield forbidden([...place, "values"], "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    } else yield invalid([...place, "operator"], operator, "not a valid selector operator");
    const key = stringOf(get(expression, "key")) ?? "";
    for (const { text } of qualifiedName(key)) yield invalid([...place, "key"], key, text);
    for (const [at, value] of values.entries()) {
      const said = stringOf(value) ?? "";
      for (const { text } of labelValue(said)) yield invalid([...place, "values", at], said, text);
    }
  }
}

type Elsewhere = Partial<Pick<PolicyError, "place" | "onKey">>;

/** `field` is what the server names; its place may lie deeper. */
function made(field: FieldPath, value: PolicyError["value"], cause: string, rest: Elsewhere = {}): PolicyError {
  const { place = field, onKey = false } = rest;
  return { place, onKey, value, sentence: `${formatField(field)}: ${cause}` };
}

function required(field: FieldPath, detail: string): PolicyError {
  return made(field, undefined, detail === "" ? "Required value" : `Required value: ${detail}`);
}

function invalid(
  field: FieldPath,
  value: string | number | readonly string[],
  detail: string,
  rest: Elsewhere = {},
): PolicyError {
  if (typeof value === "object") return made(field, undefined, `Invalid value: ${goJson(value)}: ${detail}`, rest);
  const shown = typeof value === "string" ? goQuote(value) : String(value);
  return made(field, value, `Invalid value: ${shown}: ${detail}`, rest);
}

function forbidden(field: FieldPath, detail: string): PolicyError {
  return made(field, undefined, `Forbidden: ${detail}`);
}

/** `allowed` in the order that the server lists them. */
function notSupported(field: FieldPath, value: string, allowed: readonly string[]): PolicyError {
  return made(
    field,
    value,
    `Unsupported value: ${goQuote(value)}: supported values: ${allowed.map(goQuote).join(", ")}`,
  );
}
