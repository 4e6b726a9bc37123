// The names of a StatefulSet's pods in texts: POD.SERVICE, POD.SERVICE.NAMESPACE and the whole name.

import type { Span } from "../base/span.ts";
import type { StringNode } from "./../yaml/node.ts";

/** A name like that of a StatefulSet's pod below a Service. */
export interface PodName {
  /** `db-0`: the StatefulSet's name and the pod's ordinal. */
  readonly pod: string;
  readonly set: string;
  readonly ordinal: number;
  readonly service: string;
  /** undefined: that of whoever says it. */
  readonly namespace: string | undefined;
  /** Offsets of the Service's name in the text. */
  readonly start: number;
  readonly end: number;
}

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const pattern = new RegExp(
  `(?<![\\w.-])(?<set>[a-z](?:[a-z0-9-]*[a-z0-9])?)-(?<ordinal>0|[1-9]\\d{0,3})\\.(?<service>${label})(?:\\.(?<ns>${label}))?(?<rest>\\.svc(?:\\.[a-z0-9.-]*[a-z0-9])?)?\\.?(?=:\\d|[/\\s,;"'\\])}|]|$)`,
  "g",
);

/** The names in a text, in order. A name in another domain than the cluster's is none. */
export function* podNamesIn(text: string, clusterDomain: string): Iterable<PodName> {
  // Nearly no text has one.
  if (!/[a-z0-9]-\d{1,4}\.[a-z]/.test(text)) return;
  for (const { groups, index } of text.slice(0, 100_000).matchAll(pattern)) {
    const { set, ordinal, service, ns, rest = "" } = groups ?? {};
    if (set === undefined || ordinal === undefined || service === undefined) continue;
    if (rest !== "" && rest !== ".svc" && rest !== `.svc.${clusterDomain}`) continue;
    const start = index + set.length + 1 + ordinal.length + 1;
    yield {
      pod: `${set}-${ordinal}`,
      set,
      ordinal: Number(ordinal),
      service,
      namespace: ns,
      start,
      end: start + service.length,
    };
  }
}

/** Where the Service's name of a pod's name is written; undefined where escapes or an alias stand between. */
export function placeInText(node: StringNode, { start, end, pod, service }: PodName): Span | undefined {
  const offset = node.source.indexOf(`${pod}.${service}`);
  if (node.aliased || (node.style === "double" && node.source.includes("\\"))) return undefined;
  const shift = node.source.indexOf(node.value);
  if (shift >= 0) return { start: node.span.start + shift + start, end: node.span.start + shift + end };
  if (offset < 0) return undefined;
  const from = node.span.start + offset + pod.length + 1;
  return { start: from, end: from + service.length };
}
