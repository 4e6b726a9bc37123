// What can be done about fields that Services do not have: another name, another place, or none.

import { serviceSchema } from "../../api-server/schema.ts";
import { editDistance } from "../../base/edit-distance.ts";
import type { FieldPath } from "../../base/field.ts";
import { fieldOf, type Schema } from "../../schema/schema.ts";
import { removeField, renameKey, setField } from "../../yaml/edit.ts";
import type { Entry, Node } from "../../yaml/node.ts";
import { inTurn, type TextEdit } from "../../yaml/text-edit.ts";
import { jsonText, toJson } from "../../yaml/to-json.ts";
import type { Fix } from "../rule.ts";
import { removeIt } from "./common-fixes.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Problem } from "./entry.ts";
import { at, entryAt, isWritten, remove, safe, unsafe } from "./fix.ts";

/** The places of a Service that have a field of this name; those that nobody writes by hand aside. */
export function homesOf(name: string): Iterable<string> {
  return homesBelow(name, serviceSchema, "");
}

function* homesBelow(name: string, schema: Schema, path: string): Generator<string> {
  if (schema.kind === "list") yield* homesBelow(name, schema.item, path);
  if (schema.kind !== "struct") return;
  if (fieldOf(schema, name) !== undefined && path !== "") yield path;
  for (const [key, below] of Object.entries(schema.fields)) {
    const hidden = ["status", "managedFields", "ownerReferences"].includes(key);
    if (!hidden) yield* homesBelow(name, below, path === "" ? key : `${path}.${key}`);
  }
}

/**
 * A name that is nearly right is corrected; a right name at the wrong level is moved to its own, which goes first where the value
 * is of that field's type only.
 */
export function* unknownField(problem: Problem): Iterable<Fix> {
  const { place, facts } = problem.said;
  const found = entryAt(problem, place);
  if (found === undefined) return;
  const { key, value } = found.entry;
  const meant = didYouMean(key, facts.allowed ?? []);
  const moves = [...moveHome(problem, found.entry)];
  const misfit = meant !== undefined && !fits(value, schemaAt([...place.slice(0, -1), meant]));
  if (misfit) yield* moves;
  if (meant !== undefined) {
    const title = { en: `Change to ${meant}`, "zh-cn": `改为 ${meant}` };
    const edits = renameKey(problem.yaml, found.map, found.entry, meant);
    // A name one letter off has one reading; anything further away is a guess.
    const near = editDistance(key.toLowerCase(), meant.toLowerCase(), 1) <= 1;
    yield* near ? safe(problem, title, edits) : unsafe(title, edits);
  }
  if (!misfit) yield* moves;
  // A field that Services have elsewhere was meant for something: nobody takes it out unasked, unless it says the same there.
  const homes = [...homesOf(key)].map((home) => at(problem, [...home.split("."), key]));
  const isOpen = homes.length > 0 && !homes.some((home) => home !== undefined && jsonText(home) === jsonText(value));
  for (const fix of removeIt(problem)) yield isOpen ? { ...fix, guess: Number.POSITIVE_INFINITY } : fix;
}

/** To the places that have a field of this name and none yet, where its type fits; nothing where a comment would be lost. */
function* moveHome(problem: Problem, entry: Entry): Iterable<Fix> {
  const { yaml, base, said } = problem;
  const { span, key, value } = entry;
  if (entry.merged || value.aliased || key === "status") return;
  if (yaml.comments.some((comment) => comment.span.start >= span.start && comment.span.end <= span.end)) return;
  const parent = said.place.slice(0, -1);
  let offered = 0;
  for (const home of homesOf(key)) {
    const [target, below] = targetOf(problem, home, key);
    if (target === undefined || !fits(value, schemaAt([...home.split("."), key]))) continue;
    const edits = inTurn(
      yaml,
      (document) => removeField(document, [...base, ...parent, key]),
      (document) => setField(document, [...base, ...target], below(toJson(value))),
    );
    if (edits.length === 0 || offered >= 2) continue;
    offered += 1;
    for (const fix of unsafe({ en: `Move ${key} to ${home}`, "zh-cn": `将 ${key} 移到 ${home} 下` }, edits))
      yield { ...fix, guess: 1 };
  }
}

type Wrap = (value: ReturnType<typeof toJson>) => ReturnType<typeof toJson>;

/** Where in this Service a field of that home would stand: in the only entry of a list; undefined where it is written, or open. */
function targetOf(problem: Problem, home: string, key: string): readonly [FieldPath | undefined, Wrap] {
  const asIs: Wrap = (value) => value;
  const path = home.split(".");
  const node = at(problem, path);
  if (schemaAt(path)?.kind !== "list")
    return [at(problem, [...path, key]) === undefined ? [...path, key] : undefined, asIs];
  if (node === undefined) return [key === "port" ? path : undefined, (value) => [{ [key]: value }]];
  const [only, second] = node.kind === "list" ? node.items : [];
  const open = only?.kind === "map" && second === undefined && at(problem, [...path, 0, key]) === undefined;
  return [open ? [...path, 0, key] : undefined, asIs];
}

/** The schema of a field of a Service; a list's own fields are its items'. */
function schemaAt(path: FieldPath): Schema | undefined {
  let schema: Schema | undefined = serviceSchema;
  for (const step of path) {
    if (typeof step === "number") continue;
    if (schema?.kind === "list") schema = schema.item;
    schema = schema?.kind === "struct" && typeof step === "string" ? fieldOf(schema, step) : undefined;
  }
  return schema;
}

function fits(node: Node, schema: Schema | undefined): boolean {
  switch (schema?.kind) {
    case undefined:
      return false;
    case "struct":
    case "map":
      return node.kind === "map";
    case "list":
      return node.kind === "list";
    case "string":
      return node.kind === "string";
    case "bool":
      return node.kind === "bool";
    case "intOrString":
      return node.kind === "number" || node.kind === "string";
    default:
      return node.kind === "number";
  }
}

export function* correctField(problem: Problem): Iterable<Fix> {
  const found = entryAt(problem, problem.said.place);
  const right = problem.said.facts.expected ?? "";
  if (found === undefined || right === "") return;
  yield* safe(
    problem,
    { en: `Change to ${right}`, "zh-cn": `改为 ${right}` },
    renameKey(problem.yaml, found.map, found.entry, right),
  );
  // Both spellings are there: only one can stay.
  if (found.map.entries.some((entry) => entry.key === right)) yield* removeIt(problem);
}

export function* removedField(problem: Problem): Iterable<Fix> {
  const found = entryAt(problem, problem.said.place);
  if (found?.entry.key === "ipFamily" && found.entry.value.kind === "string") {
    const { value } = found.entry.value;
    const edits = [...remove(problem, problem.said.place)];
    // One edit cannot both rename and wrap: the line is replaced as a whole.
    const [edit] = edits;
    if (edit !== undefined && !isWritten(problem, "spec", "ipFamilies")) {
      const renamed: TextEdit[] = [
        { span: found.entry.keySpan, text: "ipFamilies" },
        { span: found.entry.value.span, text: `[${value}]` },
      ];
      yield* unsafe({ en: `Change to ipFamilies: [${value}]`, "zh-cn": `改写为 ipFamilies: [${value}]` }, renamed);
    }
  }
  yield* removeIt(problem);
}
