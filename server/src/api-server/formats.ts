// The formats of names, labels and ports, each with the server's own complaints.

import { byteLength } from "./go-text.ts";

/** One complaint about a text: which part of a rule it breaks, and the server's words. */
export interface Complaint<
  Kind = "length" | "format" | "dots" | "empty" | "charset" | "letter" | "hyphens" | "edges" | "slashes",
> {
  readonly kind: Kind;
  readonly text: string;
}

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const oldLabel = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const value = `(${qualified})?`;

// Written out, not built from the texts above, so that none of them can backtrack for long.
const labelPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const oldLabelPattern = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const qualifiedPattern = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const labelWords =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const oldLabelWords =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const qualifiedWords =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const valueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** A DNS-1123 label: Service names since 1.36, port names, namespaces. */
export function* dnsLabel(text: string): Generator<Complaint> {
  if (byteLength(text) > 63) yield { kind: "length", text: "must be no more than 63 characters" };
  if (labelPattern.test(text)) return;
  if (isSubdomain(text)) yield { kind: "dots", text: "must not contain dots" };
  else yield { kind: "format", text: withPattern(labelWords, label, "my-name", "123-abc") };
}

/** A DNS-1035 label: Service names until 1.35. */
export function* dns1035Label(text: string): Generator<Complaint> {
  if (byteLength(text) > 63) yield { kind: "length", text: "must be no more than 63 characters" };
  if (!oldLabelPattern.test(text))
    yield { kind: "format", text: withPattern(oldLabelWords, oldLabel, "my-name", "abc-123") };
}

/** A DNS-1123 subdomain: host names. Inner labels are not limited in length. `unit` is what the server calls a byte here. */
export function* dnsSubdomain(text: string, unit: "characters" | "bytes"): Generator<Complaint> {
  if (byteLength(text) > 253) yield { kind: "length", text: `must be no more than 253 ${unit}` };
  if (!isSubdomain(text)) yield { kind: "format", text: withPattern(subdomainWords, subdomain, "example.com") };
}

/** A label's key, an annotation's (lower-cased first), an appProtocol, a loadBalancerClass, a finalizer. */
export function* qualifiedName(text: string): Generator<Complaint> {
  const parts = text.split("/");
  if (parts.length > 2) {
    const pattern = withPattern(qualifiedWords, qualified, "MyName", "my.name", "123-abc");
    const optional = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    yield { kind: "slashes", text: `a valid label key ${pattern} ${optional}` };
    return;
  }
  const name = parts[parts.length - 1] ?? "";
  if (parts.length === 2) {
    const prefix = parts[0] ?? "";
    if (prefix === "") yield { kind: "empty", text: "prefix part must be non-empty" };
    else for (const each of dnsSubdomain(prefix, "bytes")) yield { ...each, text: `prefix part ${each.text}` };
  }
  if (name === "") yield { kind: "empty", text: "name part must be non-empty" };
  else if (byteLength(name) > 63) yield { kind: "length", text: "name part must be no more than 63 bytes" };
  if (!qualifiedPattern.test(name)) {
    yield {
      kind: "format",
      text: `name part ${withPattern(qualifiedWords, qualified, "MyName", "my.name", "123-abc")}`,
    };
  }
}

/** The value of a label or of a selector's pair. */
export function* labelValue(text: string): Generator<Complaint> {
  if (byteLength(text) > 63) yield { kind: "length", text: "must be no more than 63 bytes" };
  if (text !== "" && !qualifiedPattern.test(text)) {
    yield { kind: "format", text: withPattern(valueWords, value, "MyValue", "my_value", "12345") };
  }
}

/** A container port's name, which is what a targetPort in words must be. */
export function* portName(text: string): Generator<Complaint<"length" | "charset" | "letter" | "hyphens" | "edges">> {
  if (byteLength(text) > 15) yield { kind: "length", text: "must be no more than 15 characters" };
  if (!/^[-a-z0-9]+$/.test(text)) {
    yield { kind: "charset", text: "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)" };
  }
  if (!/[a-z]/.test(text)) yield { kind: "letter", text: "must contain at least one letter (a-z)" };
  if (text.includes("--")) yield { kind: "hyphens", text: "must not contain consecutive hyphens" };
  if (text.startsWith("-") || text.endsWith("-")) {
    yield { kind: "edges", text: "must not begin or end with a hyphen" };
  }
}

/** What a name must not be or hold to stand in a path of the API. */
export function* pathSegment(text: string): Generator<string> {
  if (text === "." || text === "..") {
    yield `may not be '${text}'`;
    return;
  }
  for (const part of ["/", "%"]) if (text.includes(part)) yield `may not contain '${part}'`;
}

export function isSubdomain(text: string): boolean {
  return text.split(".").every((part) => labelPattern.test(part));
}

function withPattern(words: string, pattern: string, ...examples: readonly string[]): string {
  // Two spaces before "or": the server's own.
  return `${words} (e.g. ${examples.map((example) => `'${example}', `).join(" or ")}regex used for validation is '${pattern}')`;
}
