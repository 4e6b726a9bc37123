// What the API server answers to the creation of one Service: the stages in order, the first that finds something wins.

import { formatField } from "../base/field.ts";
import type { Settings } from "../base/settings.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { type Allocation, allocate } from "./allocate.ts";
import type { Claim, Cluster } from "./cluster.ts";
import { createdObject } from "./created-object.ts";
import { decodeService } from "./decode.ts";
import { withClusterIPs, withDefaults } from "./defaults.ts";
import { causeMessage, type ServiceError, type ServiceWarning } from "./errors.ts";
import { dnsLabel } from "./formats.ts";
import { firstBytes, goQuote } from "./go-text.ts";
import type { KubectlRuleId, RefusalId } from "./rule-id.ts";
import { readServiceObject, type ServiceObject } from "./service-object.ts";
import { bodySize } from "./size.ts";
import { validate } from "./validate.ts";
import { featuresOf } from "./versions.ts";
import { ownerWarnings, warnings } from "./warnings.ts";

/** The answer to one create. */
export interface Verdict {
  readonly accepted: boolean;
  readonly status: 201 | ServiceError["status"];
  /** `decode-syntax` only of a whole file (file.ts): kubectl sends nothing. */
  readonly errors: readonly ServiceError<RefusalId | KubectlRuleId>[];
  readonly warnings: readonly ServiceWarning[];
  /** Of an accepted Service, without what only the cluster chooses. */
  readonly object: Readonly<Record<string, unknown>> | undefined;
  /** What an accepted Service takes: give it to `claim` to let the next one see it. */
  readonly claim: Claim | undefined;
}

/** One thing to say in an editor. */
export interface FoundError {
  readonly error: ServiceError;
  /** The server would report it now; the others come after, when those are mended. */
  readonly first: boolean;
}

export interface Findings {
  readonly errors: readonly FoundError[];
  readonly warnings: readonly ServiceWarning[];
}

/** Judges a v1 Service object against a cluster, as the server reports it. Changes nothing. */
export function judge(root: Node, cluster: Cluster, settings: Settings): Verdict {
  const run = start(root, cluster, settings);
  for (const group of groups(run)) {
    const [first] = group;
    if (first === undefined) continue;
    const stored = first.stage === "store";
    const accompanying = [...early(run, first), ...(stored ? late(run) : [])];
    return {
      accepted: false,
      status: first.status,
      errors: group,
      warnings: accompanying,
      object: undefined,
      claim: undefined,
    };
  }
  const { claim: claimed } = run.allocation;
  const generated = run.written.metadata.name === "";
  return {
    accepted: true,
    status: 201,
    errors: [],
    warnings: [...early(run, undefined), ...late(run)],
    object: createdObject(run.created, run.written),
    claim: generated ? { ...claimed, name: undefined } : claimed,
  };
}

/**
 * Everything that any stage has against a Service, each error once. Errors that only follow from a value of a wrong type
 * are left out; warnings are there even while something is refused.
 */
export function findings(root: Node, cluster: Cluster, settings: Settings): Findings {
  const run = start(root, cluster, settings);
  const errors: FoundError[] = [];
  const seen = new Set<string>();
  let first = true;
  for (const group of groups(run)) {
    for (const error of group) {
      const key = identity(error);
      if (seen.has(key) || isConsequence(error, run.typeErrors)) continue;
      if (error.saidBy !== undefined && errors.some((found) => found.error.rule === error.saidBy)) continue;
      seen.add(key);
      errors.push({ error, first });
    }
    if (group.length > 0) first = false;
  }
  // Of the type errors the server reports the first alone.
  const decoding = errors.filter(({ error }) => error.stage === "decode");
  const rest = errors.filter(({ error }) => error.stage !== "decode");
  const marked = decoding.map((found, index) => ({ ...found, first: found.first && index === 0 }));
  // A value that is refused for its form needs no warning of its form.
  const refused = new Set(errors.map(({ error }) => formatField(error.place)));
  const all = [...ownerWarnings(run.written), ...late(run)];
  const kept = all.filter(({ aboutForm, place }) => aboutForm !== true || !refused.has(formatField(place)));
  return { errors: [...marked, ...rest], warnings: kept };
}

interface Run {
  readonly root: Node;
  readonly cluster: Cluster;
  readonly settings: Settings;
  readonly typeErrors: readonly ServiceError[];
  readonly strictErrors: readonly ServiceError[];
  /** As the manifest has it, namespace filled in. */
  readonly written: ServiceObject;
  /** After defaults and allocation. */
  readonly created: ServiceObject;
  readonly allocation: Allocation;
}

function start(root: Node, cluster: Cluster, settings: Settings): Run {
  const { typeErrors, strictErrors } = decodeService(root);
  const read = readServiceObject(root);
  const written: ServiceObject = {
    ...read,
    metadata: { ...read.metadata, namespace: read.metadata.namespace || settings.namespace },
  };
  const defaulted = withDefaults(withName(written));
  const normal: ServiceObject = { ...defaulted, spec: withClusterIPs(defaulted.spec) };
  const features = featuresOf(settings.kubernetesVersion);
  const allocation = allocate(normal, written.spec.clusterIPs, cluster, features);
  const created: ServiceObject = { ...normal, spec: allocation.spec };
  return { root, cluster, settings, typeErrors, strictErrors, written, created, allocation };
}

/** The groups in which errors appear together: the server shows the first that is not empty. */
function* groups(run: Run): Generator<readonly ServiceError[]> {
  yield [...sizeErrors(run.root)];
  yield run.typeErrors.slice(0, 1);
  yield run.typeErrors.slice(1);
  yield run.strictErrors;
  yield [...namespaceErrors(run.written)];
  yield* run.allocation.exits;
  yield [...validate(run.created, run.written, featuresOf(run.settings.kubernetesVersion))];
  yield [...storeErrors(run)];
}

function* sizeErrors(root: Node): Generator<ServiceError> {
  const limit = 3145728;
  if (bodySize(root, limit) <= limit) return;
  const base = { rule: "body-too-large", stage: "size", status: 413, reason: "RequestEntityTooLarge" } as const;
  const detail = `Request entity too large: limit is ${limit}`;
  yield { ...base, field: [], place: [], on: "value", detail, facts: { limit } };
}

/** Every namespace exists, but for those whose names cannot. */
function* namespaceErrors({ metadata }: ServiceObject): Generator<ServiceError> {
  if ([...dnsLabel(metadata.namespace)].length === 0) return;
  const base = { rule: "namespace-not-found", stage: "namespace", status: 404, reason: "NotFound" } as const;
  const detail = `namespaces ${goQuote(metadata.namespace)} not found`;
  yield {
    ...base,
    field: [],
    place: ["metadata", "namespace"],
    on: "value",
    detail,
    facts: { other: metadata.namespace },
  };
}

function* storeErrors({ written, created, cluster }: Run): Generator<ServiceError> {
  const { resourceVersion } = written.metadata;
  const base = { stage: "store", field: [], on: "value" } as const;
  if (/^[0-9]+$/.test(resourceVersion) && !/^0+$/.test(resourceVersion) && BigInt(resourceVersion) < 1n << 64n) {
    const detail = "resourceVersion should not be set on objects to be created";
    const place = ["metadata", "resourceVersion"];
    yield {
      ...base,
      rule: "resource-version-on-create",
      status: 500,
      reason: "Internal",
      place,
      detail,
      facts: { other: resourceVersion },
    };
    return;
  }
  const { namespace, name } = created.metadata;
  if (written.metadata.name === "" || !cluster.names.has(`${namespace}/${name}`)) return;
  // It says so wherever there is a generateName, though the name was given.
  const generated = ", the server was not able to generate a unique name for the object";
  const detail = `services ${goQuote(name)} already exists${written.metadata.generateName === "" ? "" : generated}`;
  const facts = { owner: `${namespace}/${name}` };
  yield {
    ...base,
    rule: "already-exists",
    status: 409,
    reason: "AlreadyExists",
    place: ["metadata", "name"],
    detail,
    facts,
  };
}

/** A name made from generateName: the first 58 bytes and five characters, which are ours here. */
function withName(service: ServiceObject): ServiceObject {
  const { name, generateName } = service.metadata;
  if (name !== "" || generateName === "") return service;
  return { ...service, metadata: { ...service.metadata, name: `${firstBytes(generateName, 58)}xxxxx` } };
}

/** Warnings that were given before the request failed. */
function early(run: Run, error: ServiceError | undefined): readonly ServiceWarning[] {
  const tooEarly =
    error !== undefined && (error.stage === "size" || error.stage === "decode" || error.stage === "strict");
  return tooEarly ? [] : [...ownerWarnings(run.written)];
}

function late(run: Run): readonly ServiceWarning[] {
  return [...warnings(run.created, run.written, featuresOf(run.settings.kubernetesVersion))];
}

function identity(error: ServiceError): string {
  return [error.rule, formatField(error.place), error.on, error.reason, causeMessage(error)].join("\n");
}

/** An error about a value that decoding already complained of, or about what is copied from it. */
function isConsequence(error: ServiceError, typeErrors: readonly ServiceError[]): boolean {
  if (error.stage === "decode" || typeErrors.length === 0) return false;
  const places = [error.place, ...(error.facts.copied === true && error.near !== undefined ? [error.near] : [])].map(
    formatField,
  );
  // Which ports are equal nobody knows before each has its number.
  const entry = isComparison(error) ? `${formatField(error.place.slice(0, 3))}.` : undefined;
  return typeErrors.some((type) => {
    const wrong = formatField(type.place);
    if (entry !== undefined && wrong.startsWith(entry)) return true;
    return places.some((place) => place === wrong || place.startsWith(`${wrong}.`) || place.startsWith(`${wrong}[`));
  });
}

/** Whether it compares an entry of `spec.ports` with another one. */
function isComparison({ rule }: ServiceError): boolean {
  return rule === "port-duplicate" || rule === "node-port-duplicate";
}

/** Whether an object is a Service of the core group, which is what all this is about. */
export function isServiceObject(root: Node): boolean {
  return stringOf(get(root, "apiVersion")) === "v1" && stringOf(get(root, "kind")) === "Service";
}
