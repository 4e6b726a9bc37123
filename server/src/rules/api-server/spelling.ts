// Names and labels as Kubernetes takes them, made of what somebody wrote. Pure text.

/** A name in lower case, with dashes for what no name may have; undefined where nothing is left. */
export function tidiedName(name: string, limit: number): string | undefined {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, limit)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? undefined : plain;
}

/** A label's value with dashes for what no value may have; undefined where nothing is left. */
export function tidiedValue(value: string): string | undefined {
  const plain = value
    .trim()
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "")
    .slice(0, 63)
    .replace(/[._-]+$/, "");
  return plain === "" ? undefined : plain;
}

/**
 * A key of labels, annotations and selectors, a finalizer or a class: `a/b/c` becomes `a/b-c`, a domain is in lower case.
 * Undefined where no name is left.
 */
export function tidiedKey(key: string): string | undefined {
  const [first = "", ...rest] = key.trim().split("/");
  if (rest.length === 0) return tidiedValue(first);
  const name = tidiedValue(rest.join("-"));
  const domain = tidiedHost(first);
  return name === undefined || domain === undefined ? name : `${domain}/${name}`;
}

/** A host name: no scheme, port or path, nothing but letters, digits and dashes between the dots; undefined where nothing is left. */
export function tidiedHost(host: string): string | undefined {
  const parts = host
    .toLowerCase()
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/[/?#].*$/, "")
    .replace(/:[0-9]*$/, "")
    .split(".")
    .map((part) => part.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, ""))
    .filter((part) => part !== "");
  const plain = parts.join(".");
  return plain === "" || plain.length > 253 ? undefined : plain;
}

/** The whole number that is visibly meant: 30080 of `30080(30000-32767)`, 8080 of `8080/TCP`. Of a range nobody can say which. */
export function visibleNumber(text: string): number | undefined {
  const found = /^\s*:?(\d{1,9})(?![\d.])\s*(?!-\s*\d)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The protocol that stands with a port: UDP of `53/udp`. */
export function visibleProtocol(text: string): string | undefined {
  return /\/\s*(TCP|UDP|SCTP)\b/i.exec(text)?.[1]?.toUpperCase();
}
