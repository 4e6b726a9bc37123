// Every list of a Service's fields agrees with the one grammar, which is the API server's own.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serviceSchema } from "../../server/src/api-server/schema.ts";
import { fieldDocs } from "../../server/src/model/fields.ts";
import { fieldOf, itemOf, type Schema, schemaAt } from "../../server/src/schema/schema.ts";

const server = fileURLToPath(new URL("../../server/src", import.meta.url));

/** Fields of an object's metadata that the API server or tools write; nobody types them. */
const notWritten =
  /^metadata\.(annotations|labels|name|namespace)$|^(apiVersion|kind|metadata|spec|status)$|^spec(\.|$)/;

/** Every field that can be written below the struct, by its path. */
function* writable(schema: Schema, at: string): Iterable<readonly [string, Schema]> {
  const struct = itemOf(schema);
  if (struct.kind !== "struct") return;
  for (const [name, field] of Object.entries(struct.fields)) {
    const way = at === "" ? name : `${at}.${name}`;
    if (!notWritten.test(way)) continue;
    yield [way, field];
    if (!way.startsWith("metadata.") && way !== "status") yield* writable(field, way);
  }
}

test("every field that people write is explained, and no other", () => {
  const fields = [...writable(serviceSchema, "")].map(([way]) => way);
  assert.deepEqual(fieldDocs.map((doc) => doc.path).sort(), fields.sort());
});

test("the explained types are the grammar's", () => {
  for (const { path: way, type } of fieldDocs) {
    const schema = schemaAt(serviceSchema, way.split("."));
    assert.ok(schema !== undefined, way);
    const fitting: Readonly<Record<Schema["kind"], RegExp>> = {
      struct: /^object$/,
      list: /^list\b/,
      map: /^map of strings$/,
      bool: /^boolean$/,
      int32: /^integer\b/,
      int64: /^integer\b/,
      intOrString: /^integer or name$/,
      string: /^(string|DNS name|IP\b.*)$/,
      bytes: /^$/,
      quantity: /^$/,
      time: /^$/,
      microTime: /^$/,
      raw: /^$/,
    };
    assert.match(type, fitting[schema.kind], way);
  }
});

test("where the grammar names a field's values, these are explained, and no others", () => {
  let compared = 0;
  for (const { path: way, values } of fieldDocs) {
    const at = schemaAt(serviceSchema, way.split("."));
    const schema = at === undefined ? undefined : itemOf(at);
    if (schema?.kind !== "string" || schema.values === undefined) continue;
    compared += 1;
    assert.deepEqual((values ?? []).map(({ value }) => value).sort(), schema.values.filter(Boolean).sort(), way);
  }
  assert.ok(compared >= 5, String(compared));
});

test("the fields of a Service that judging and its fixes name in code exist", () => {
  const spec = fieldOf(serviceSchema, "spec");
  assert.equal(spec?.kind, "struct");
  const files = [
    ...filesIn("api-server").filter((file) => !/network-policy|schema/.test(file)),
    ...filesIn("rules/api-server"),
    "refactor/change-type.ts",
  ];
  const named = new Set<string>();
  for (const file of files) {
    const text = readFileSync(path.join(server, file), "utf8");
    for (const [, name = ""] of text.matchAll(/(?:"spec", |\(spec, )"(\w+)"/g)) named.add(name);
    // A list of names, one a line or all in one.
    for (const [, list = ""] of text.matchAll(/^const (?:of|notOf)\w+ = \[([^\]]*)\]/gm))
      for (const [, name = ""] of list.matchAll(/"(\w+)"/g)) named.add(name);
  }
  assert.ok(named.size >= 18, String(named.size));
  const unknown = [...named].filter((name) => spec?.kind !== "struct" || fieldOf(spec, name) === undefined);
  // The API server names its own field so in an error.
  assert.deepEqual(unknown, ["LoadBalancerSourceRanges"]);
  // The typed object that is judged holds every field of the grammar.
  const read = readFileSync(path.join(server, "api-server/service-object.ts"), "utf8");
  if (spec?.kind === "struct") for (const name of Object.keys(spec.fields)) assert.ok(read.includes(`"${name}"`), name);
});

function filesIn(folder: string): readonly string[] {
  return readdirSync(path.join(server, folder))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => `${folder}/${name}`);
}
