// Completion in a Service: its fields, their values, and what the workloads it may select have to offer.

import { serviceSchema } from "../../api-server/schema.ts";
import type { Text } from "../../base/text.ts";
import { freeNodePorts } from "../../index/free-node-ports.ts";
import { isA, type Resource } from "../../index/resource.ts";
import { type FieldDoc, fieldDoc, fieldsBelow, typeText } from "../../model/fields.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import { fieldOf, itemOf, type Schema, schemaAt } from "../../schema/schema.ts";
import { type Candidate, containerPorts, isAt, type Question, valueCandidate } from "./candidate.ts";

export function* inService(question: Question): Iterable<Candidate> {
  const { resource, path } = question;
  const service = resource !== undefined && isA(resource, "service") ? resource : undefined;
  const names = path.filter((step) => typeof step === "string");
  if (question.slot === "value") yield* values(names, service, question);
  else if (!isAt(path, "spec.selector")) yield* fields(names, service, question);
}

function* fields(
  names: readonly string[],
  service: Resource<ServiceManifest> | undefined,
  { place }: Question,
): Iterable<Candidate> {
  if (names.length === 1 && names[0] === "status") return;
  const present = new Set(place.present);
  const likely = likelyFields(names.join("."), service);
  const rank = (name: string) => (likely.includes(name) ? likely.indexOf(name) : likely.length);
  for (const { name, schema, doc } of fieldsAt(names).sort((a, b) => rank(a.name) - rank(b.name))) {
    if (present.has(name)) continue;
    const opens = opensOf(schema);
    yield {
      kind: "field",
      label: name,
      detail: () => typeText(doc),
      docs: () => docText(doc),
      insert: { as: "key", key: name, opens },
    };
  }
}

interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly doc: FieldDoc;
}

/** The fields of the struct at the path, in the order in which they are explained. What nobody writes by hand is not explained. */
function fieldsAt(names: readonly string[]): Field[] {
  const at = schemaAt(serviceSchema, names);
  const struct = at === undefined ? undefined : itemOf(at);
  if (struct?.kind !== "struct") return [];
  return fieldsBelow(names.join(".")).flatMap((doc) => {
    const name = lastOf(doc.path);
    const schema = doc.path === "status" ? undefined : fieldOf(struct, name);
    return schema === undefined ? [] : [{ name, schema, doc }];
  });
}

function opensOf(schema: Schema): "list" | "block" | "nothing" {
  if (schema.kind === "list" && schema.item.kind === "struct") return "list";
  return schema.kind === "list" || schema.kind === "map" || schema.kind === "struct" ? "block" : "nothing";
}

/** The fields that most Services have, in the order in which they are written. */
function likelyFields(path: string, service: Resource<ServiceManifest> | undefined): readonly string[] {
  switch (path) {
    case "":
      return ["apiVersion", "kind", "metadata", "spec"];
    case "metadata":
      return ["name", "namespace", "labels", "annotations"];
    case "spec":
      return service?.manifest.service.type === "ExternalName"
        ? ["type", "externalName"]
        : ["type", "selector", "ports", "clusterIP"];
    case "spec.ports":
      return ["name", "port", "targetPort", "nodePort", "protocol"];
    default:
      return [];
  }
}

function* values(
  names: readonly string[],
  service: Resource<ServiceManifest> | undefined,
  { path, world }: Question,
): Iterable<Candidate> {
  const joined = names.join(".");
  if (joined === "apiVersion") yield plain("v1");
  if (joined === "kind") yield plain("Service");
  const doc = fieldDoc(joined);
  for (const { value, what } of doc?.values ?? [])
    yield { kind: "enumMember", label: value, docs: () => what, insert: { as: "value", value } };
  if (schemaAt(serviceSchema, names)?.kind === "bool") for (const value of [true, false]) yield plain(value);
  if (service === undefined) return;
  const port = service.manifest.service.ports.find((candidate) => candidate.index === path[2]);
  if (joined === "spec.ports.targetPort" || joined === "spec.ports.port") {
    const by = joined === "spec.ports.port" ? "number" : "both";
    for (const { value, about } of containerPorts(world.selected(service), port?.protocol, by))
      yield valueCandidate(value, about);
  } else if (joined === "spec.ports.nodePort" || joined === "spec.healthCheckNodePort") {
    for (const free of freeNodePorts(service, world, 3)) {
      yield {
        kind: "value",
        label: String(free),
        detail: () => ({ en: "free in this workspace", "zh-cn": "此工作区中空闲" }),
        insert: { as: "value", value: free },
      };
    }
  } else if (joined === "spec.ports.name") {
    for (const { value, about } of containerPorts(world.selected(service), port?.protocol, "name"))
      yield valueCandidate(value, about);
  }
}

function plain(value: string | boolean): Candidate {
  return { kind: "value", label: String(value), insert: { as: "value", value } };
}

function docText(doc: FieldDoc): Text {
  if (doc.absent === undefined) return doc.what;
  return {
    en: `${doc.what.en}\n\nDefault: ${doc.absent.en}`,
    "zh-cn": `${doc.what["zh-cn"]}\n\n省略时：${doc.absent["zh-cn"]}`,
  };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
