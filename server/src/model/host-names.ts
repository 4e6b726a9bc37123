// Host names in texts that may be those of Services in the cluster's DNS.

import type { Span } from "../base/span.ts";
import type { StringNode } from "../yaml/node.ts";

export interface HostName {
  readonly service: string;
  /** undefined for a name alone: the namespace of whoever says it. */
  readonly namespace: string | undefined;
  /** `full`: NAME.NAMESPACE.svc[.DOMAIN]; `short`: NAME.NAMESPACE, `bare`: NAME, in a URL or before a port. */
  readonly form: "full" | "short" | "bare";
  readonly port: number | undefined;
  /** From the name to the port, as written; offsets in the text. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What stands in front of the name and belongs to the host: a pod's name, or a port's (`_http._tcp.`); else "". */
  readonly lead: string;
}

/** A host name with its place in the document, if it can be shown on its own. */
export interface PlacedHostName extends HostName {
  /** From the name to the port; undefined where escapes or an alias stand between the text and what it says. */
  readonly span: Span | undefined;
}

const label = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
/** `pod.name.namespace.svc` and `_port._tcp.name.namespace.svc` name the Service too. */
const full = `(?<![\\w.-])(?:[a-z0-9_-]+\\.)*?(?<name>${label})\\.(?<ns>${label})\\.svc(?:\\.(?<domain>[a-z0-9.-]*[a-z0-9]))?\\.?(?::(?<port>\\d{1,5}))?(?![\\w-])`;
/** Behind a scheme (and a user), a name of one or two labels. */
const inUrl = `(?<=\\b[a-z][a-z0-9+.-]*:\\/\\/(?:[^\\s/@]*@)?)(?<name2>${label})(?:\\.(?<ns2>${label}))?(?::(?<port2>\\d{1,5}))?(?![\\w.:@-])`;
/**
 * Before a port, as a word of its own. It begins with a letter, as a Service's name does; below 80 a number is rather the
 * version of an image (`redis:7`) than a port.
 */
const serviceName = "[a-z](?:[a-z0-9-]*[a-z0-9])?";
const withPort = `(?<![\\w.:/@$%{}\\\\-])(?<name3>${serviceName})(?:\\.(?<ns3>${label}))?:(?<port3>[89]\\d|\\d{3,5})(?![\\w.:@-])`;
const pattern = new RegExp(`${full}|${inUrl}|${withPort}`, "gi");

/** The names in a text, in order. `clusterDomain` as in settings: a full name with another domain is none of this cluster; undefined: of any. */
export function* hostNames(text: string, clusterDomain: string | undefined): Iterable<HostName> {
  // A quick look: nearly all texts have none of it.
  if (!text.includes(".svc") && !text.includes("://") && !/[a-z0-9]:\d\d/i.test(text)) return;
  for (const match of text.slice(0, 100_000).matchAll(pattern)) {
    const { name, ns, domain, port, name2, ns2, port2, name3, ns3, port3 } = match.groups ?? {};
    if (domain !== undefined && clusterDomain !== undefined && domain.toLowerCase() !== clusterDomain.toLowerCase())
      continue;
    const service = name ?? name2 ?? name3;
    if (service === undefined) continue;
    const number = port ?? port2 ?? port3;
    // A pod's or a port's name in front belongs to the host, not to the Service.
    const lead = name === undefined ? 0 : match[0].indexOf(`${name}.${ns}.svc`);
    yield {
      service: service.toLowerCase(),
      namespace: (ns ?? ns2 ?? ns3)?.toLowerCase(),
      form: name !== undefined ? "full" : (ns2 ?? ns3) !== undefined ? "short" : "bare",
      port: number === undefined ? undefined : Number(number),
      text: match[0].slice(lead),
      start: match.index + lead,
      end: match.index + match[0].length,
      lead: match[0].slice(0, lead),
    };
  }
}

/** The names in a value of a document, in order, each where it is written. */
export function* hostNamesIn(node: StringNode, clusterDomain: string | undefined): Iterable<PlacedHostName> {
  const said = [...hostNames(node.value, clusterDomain)];
  if (said.length === 0) return;
  const isEscaped = node.style === "double" && node.source.includes("\\");
  const written = isEscaped || node.aliased ? [] : [...hostNames(node.source, clusterDomain)];
  for (const [index, host] of said.entries()) {
    const place = written.length === said.length ? written[index] : undefined;
    const isHere = place !== undefined && place.text === host.text;
    const start = node.span.start + (place?.start ?? 0);
    yield { ...host, span: isHere ? { start, end: start + host.text.length } : undefined };
  }
}
