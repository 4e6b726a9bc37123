// The generated documentation is what the rules say, and every rule has its page, in both languages.

import assert from "node:assert/strict";
import test from "node:test";
import { pages, written } from "../../scripts/docs.ts";
import { ruleInfos } from "../../server/src/rules/all.ts";

test("docs/rules is up to date (npm run docs)", () => {
  assert.deepEqual([...written()].sort(), [...pages()].sort());
});

test("every rule says why, in words of both languages", () => {
  for (const rule of ruleInfos) {
    assert.match(rule.id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.ok(rule.title.en.length > 5 && rule.why.en.length > 30, rule.id);
    assert.match(rule.title["zh-cn"], /[\u4e00-\u9fff]/, rule.id);
    assert.match(rule.why["zh-cn"], /[\u4e00-\u9fff]/, rule.id);
  }
});

test("rule ids are unique", () => {
  const ids = ruleInfos.map((rule) => rule.id);
  assert.deepEqual(ids, [...new Set(ids)]);
});
