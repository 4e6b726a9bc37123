// The types of fields are named in the reader's language.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldDocs, typeText } from "./fields.ts";

test("every field's type has words in Chinese", () => {
  const bare = fieldDocs.filter((doc) => !/[\u4e00-\u9fff]/.test(typeText(doc)["zh-cn"]));
  assert.deepEqual(
    bare.map(({ path, type }) => `${path}: ${type}`),
    [],
  );
});
