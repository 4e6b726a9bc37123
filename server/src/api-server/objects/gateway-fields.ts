// Fields of Gateways and routes that are slips of others. Which fields there are differs by release and channel of the CRDs, so
// that a field which is near to none may be from a newer one.

import { editDistance } from "../../base/edit-distance.ts";
import { type FieldPath, formatField } from "../../base/field.ts";
import { entryOf, get } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { goQuote } from "../go-text.ts";
import type { ObjectError } from "./object-error.ts";

/** The fields of an object, as far as they are known: those of a list's items stand for the list. */
interface Shape {
  readonly [field: string]: Shape | undefined;
}

const leaf = undefined;
const reference: Shape = { group: leaf, kind: leaf, name: leaf, namespace: leaf };
const backend: Shape = { ...reference, port: leaf, weight: leaf, filters: leaf };

/** All channels and versions of Gateway API v1.6.1. */
const gateway: Shape = {
  addresses: leaf,
  allowedListeners: leaf,
  defaultScope: leaf,
  gatewayClassName: leaf,
  infrastructure: leaf,
  tls: leaf,
  listeners: {
    name: leaf,
    hostname: leaf,
    port: leaf,
    protocol: leaf,
    tls: { certificateRefs: reference, mode: leaf, options: leaf, frontendValidation: leaf },
    allowedRoutes: { kinds: { group: leaf, kind: leaf }, namespaces: { from: leaf, selector: leaf } },
  },
};

const route: Shape = {
  hostnames: leaf,
  parentRefs: { ...reference, port: leaf, sectionName: leaf },
  useDefaultGateways: leaf,
  rules: {
    name: leaf,
    backendRefs: backend,
    filters: leaf,
    matches: { headers: leaf, method: leaf, path: { type: leaf, value: leaf }, queryParams: leaf },
    retry: leaf,
    sessionPersistence: leaf,
    timeouts: leaf,
  },
};

/** Every slip in the object; `kind`: Gateway, HTTPRoute, … */
export function* fieldSlips(root: Node, kind: string, apiVersion: string): Generator<ObjectError> {
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  const shape = kind === "Gateway" ? gateway : route;
  for (const { place, key, meant } of slips(get(root, "spec"), shape, ["spec"])) {
    yield {
      rule: "object-unknown-field",
      problem: "unknown-field",
      place,
      on: "key",
      sentence: `${kind} in version ${goQuote(version)} cannot be handled as a ${kind}: strict decoding error: unknown field ${goQuote(formatField(place))}`,
      facts: { value: key, allowed: [meant] },
    };
  }
}

function* slips(
  node: Node | undefined,
  shape: Shape,
  at: FieldPath,
): Generator<{ readonly place: FieldPath; readonly key: string; readonly meant: string }> {
  if (node?.kind === "list") {
    for (const [index, item] of node.items.entries()) yield* slips(item, shape, [...at, index]);
    return;
  }
  if (node?.kind !== "map") return;
  for (const { key, value } of node.entries) {
    const place = [...at, key];
    if (!Object.hasOwn(shape, key)) {
      const meant = Object.keys(shape).find((field) => isSlip(key, field) && entryOf(node, field) === undefined);
      if (meant !== undefined) yield { place, key, meant };
      continue;
    }
    const below = shape[key];
    if (below !== undefined) yield* slips(value, below, place);
  }
}

function isSlip(key: string, field: string): boolean {
  const limit = key.length < 5 ? 1 : 2;
  return editDistance(key.toLowerCase(), field.toLowerCase(), limit) <= limit;
}
