// Which values of Gateways and routes are lists, objects or text, as their CRDs say (Gateway API v1.6.1); all releases agree.

import { type FieldPath, formatField } from "../../base/field.ts";
import { get } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { goQuote } from "../go-text.ts";
import { type ObjectError, wrong } from "./object-error.ts";

/** The type of a value. A list names that of its items; an object those of the fields that are looked at. */
type Shape = "string" | { readonly list: Shape } | { readonly fields: Readonly<Record<string, Shape>> };

const object: Shape = { fields: {} };
const headers: Shape = { fields: { add: { list: object }, set: { list: object }, remove: { list: "string" } } };
const filters: Shape = {
  list: { fields: { type: "string", requestHeaderModifier: headers, responseHeaderModifier: headers } },
};
const backend: Shape = { fields: { name: "string", namespace: "string", kind: "string", group: "string", filters } };

const gateway: Shape = {
  fields: {
    gatewayClassName: "string",
    listeners: {
      list: {
        fields: {
          name: "string",
          hostname: "string",
          protocol: "string",
          tls: { fields: { mode: "string", certificateRefs: { list: object } } },
          allowedRoutes: { fields: { namespaces: { fields: { from: "string" } }, kinds: { list: object } } },
        },
      },
    },
  },
};

const route: Shape = {
  fields: {
    hostnames: { list: "string" },
    parentRefs: { list: { fields: { name: "string", namespace: "string", sectionName: "string" } } },
    rules: {
      list: {
        fields: {
          backendRefs: { list: backend },
          filters,
          matches: { list: { fields: { path: { fields: { type: "string", value: "string" } } } } },
        },
      },
    },
  },
};

/** Every value of another type than its field has; `kind`: Gateway, HTTPRoute, … */
export function* shapeErrors(root: Node, kind: string): Generator<ObjectError> {
  yield* differing(get(root, "spec"), kind === "Gateway" ? gateway : route, ["spec"]);
}

function* differing(node: Node | undefined, shape: Shape, place: FieldPath): Generator<ObjectError> {
  // What is not there yet, or filled in, is no other type.
  if (node === undefined || node.kind === "null") return;
  const due = shape === "string" ? "string" : "list" in shape ? "array" : "object";
  const found = typeOf(node);
  if (found !== due) {
    const detail = `${formatField(place)} in body must be of type ${due}: ${goQuote(found)}`;
    const value = found === "boolean" ? "bool" : found === "integer" ? "number" : found;
    const other = due === "array" ? "[]" : due;
    yield wrong("object-type-mismatch", "type", place, found, detail, { facts: { value, other } });
    return;
  }
  if (shape === "string") return;
  if ("list" in shape) {
    if (node.kind === "list")
      for (const [index, item] of node.items.entries()) yield* differing(item, shape.list, [...place, index]);
    return;
  }
  for (const [key, below] of Object.entries(shape.fields)) yield* differing(get(node, key), below, [...place, key]);
}

/** As OpenAPI calls it. */
function typeOf(node: Node): string {
  switch (node.kind) {
    case "map":
      return "object";
    case "list":
      return "array";
    case "bool":
      return "boolean";
    case "number":
      return Number.isInteger(node.value) ? "integer" : "number";
    default:
      return node.kind;
  }
}
