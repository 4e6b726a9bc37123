// The validation of metadata, first part of the last stage.

import type { FieldPath } from "../base/field.ts";
import { invalid, json, plain, quoted, required, type ServiceError, tooLong } from "./errors.ts";
import { dns1035Label, dnsLabel, labelValue, qualifiedName } from "./formats.ts";
import { byteLength } from "./go-text.ts";
import { duplicateOwners } from "./owners.ts";
import type { ObjectMeta, OwnerReference, StringMap } from "./service-object.ts";
import type { Features } from "./versions.ts";

export function* metadataErrors(metadata: ObjectMeta, features: Features): Generator<ServiceError> {
  const nameFormat = features.relaxedServiceNames ? dnsLabel : dns1035Label;
  const { generateName, name } = metadata;
  for (const { text } of generateName === "" ? [] : nameFormat(maskTrailingDash(generateName))) {
    yield invalid("generate-name-format", ["metadata", "generateName"], quoted(generateName), text);
  }
  if (name === "") {
    const words = "name or generateName is required";
    yield required("name-required", ["metadata", "name"], words, { saidBy: "address-needs-name" });
  }
  for (const complaint of name === "" ? [] : nameFormat(name)) {
    const rule = complaint.kind === "length" ? "name-length" : "name-format";
    const facts = complaint.kind === "length" ? { limit: 63 } : {};
    yield invalid(rule, ["metadata", "name"], quoted(name), complaint.text, {
      near: ["metadata", "generateName"],
      facts,
    });
  }
  if (metadata.generation < 0) {
    const words = "must be greater than or equal to 0";
    yield invalid("generation-negative", ["metadata", "generation"], plain(metadata.generation), words);
  }
  yield* labelErrors(metadata.labels, ["metadata", "labels"], "label");
  yield* annotationErrors(metadata.annotations);
  yield* ownerErrors(duplicateOwners(metadata.ownerReferences).kept);
  yield* finalizerErrors(metadata.finalizers);
}

/** Labels and selectors: keys are qualified names, values label values. The server's path names no key. */
export function* labelErrors(map: StringMap, field: FieldPath, prefix: "label" | "selector"): Generator<ServiceError> {
  for (const [key, value] of map) {
    const place = [...field, { key }];
    for (const { text } of qualifiedName(key))
      yield invalid(`${prefix}-key`, field, quoted(key), text, { place, on: "key" });
    for (const { text } of labelValue(value)) {
      yield invalid(`${prefix}-value`, field, quoted(value), text, { place, facts: { other: key } });
    }
  }
}

function* annotationErrors(annotations: StringMap): Generator<ServiceError> {
  const field = ["metadata", "annotations"];
  let size = 0;
  for (const [key, value] of annotations) {
    size += byteLength(key) + byteLength(value);
    const rest = { place: [...field, { key }], on: "key" } as const;
    for (const { text } of qualifiedName(key.toLowerCase()))
      yield invalid("annotation-key", field, quoted(key), text, rest);
  }
  if (size > 262144) yield tooLong("annotations-size", field, 262144, { facts: { other: String(size) } });
}

function* ownerErrors(owners: readonly OwnerReference[]): Generator<ServiceError> {
  const field = ["metadata", "ownerReferences"];
  let controller: string | undefined;
  for (const [index, owner] of owners.entries()) {
    const at = (name: string) => ({ place: [...field, index, name] });
    const { group, version } = groupVersion(owner.apiVersion);
    if (version === "") {
      yield invalid(
        "owner-api-version",
        [...field, "apiVersion"],
        quoted(owner.apiVersion),
        "version must not be empty",
        at("apiVersion"),
      );
    }
    if (owner.kind === "") yield invalid("owner-kind", [...field, "kind"], quoted(""), "must not be empty", at("kind"));
    if (owner.name === "") yield invalid("owner-name", [...field, "name"], quoted(""), "must not be empty", at("name"));
    if (owner.uid === "") yield invalid("owner-uid", [...field, "uid"], json(""), "must not be empty", at("uid"));
    if (group === "" && version === "v1" && owner.kind === "Event") {
      const words = "/v1, Kind=Event is disallowed from being an owner";
      yield invalid("owner-event", field, json(owner), words, at("kind"));
    }
    if (owner.controller !== true) continue;
    const current = `${owner.kind}/${owner.name}`;
    if (controller === undefined) controller = current;
    else {
      const words = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`;
      const rest = { ...at("controller"), facts: { other: controller, owner: current } };
      yield invalid("owner-one-controller", field, json(owners), words, rest);
    }
  }
}

function* finalizerErrors(finalizers: readonly string[]): Generator<ServiceError> {
  const field = ["metadata", "finalizers"];
  for (const [index, finalizer] of finalizers.entries()) {
    const place = [...field, index];
    for (const { text } of qualifiedName(finalizer))
      yield invalid("finalizer-format", field, quoted(finalizer), text, { place });
  }
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    const words = "finalizer orphan and foregroundDeletion cannot be both set";
    const place = [...field, finalizers.lastIndexOf("foregroundDeletion")];
    yield invalid("finalizer-conflict", field, json(finalizers), words, { place });
  }
  for (const [index, finalizer] of finalizers.entries()) {
    if (finalizer.includes("/") || ["kubernetes", "orphan", "foregroundDeletion"].includes(finalizer)) continue;
    const words = "name is neither a standard finalizer name nor is it fully qualified";
    yield invalid("finalizer-unqualified", [...field, index], quoted(finalizer), words);
  }
}

/** A prefix may end in a dash, for something will follow it. */
function maskTrailingDash(prefix: string): string {
  if (byteLength(prefix) < 2 || !prefix.endsWith("-")) return prefix;
  // Go cuts bytes: half of a longer character stays, and is as wrong as the whole.
  const before = prefix.slice(0, -1);
  return /[^\0-\x7f]$/.test(before) ? before : `${before.slice(0, -1)}a`;
}

function groupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const parts = apiVersion.split("/");
  if (parts.length === 1) return { group: "", version: apiVersion };
  if (parts.length === 2) return { group: parts[0] ?? "", version: parts[1] ?? "" };
  return { group: "", version: "" };
}
