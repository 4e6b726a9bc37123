// Marks of many tools, and what looks like one and is a value.

import assert from "node:assert/strict";
import test from "node:test";
import { isFilledIn, keepsPlaceholders, mayBecomeOne, placeholdersIn } from "./placeholder.ts";

test("what some tool or somebody fills in later is told from values", () => {
  const marks = [
    ...["$APP", "${APP}", "${APP:=web}", "${APP:-web}", "web-${APP}", "${{PORT}}", "$(APP)", "$[APP]", "#{APP}#"],
    ...["@APP@", "@@APP@@", "@project.name@", "%APP%", "%%APP%%", "%(app)s", "%s", "web-%s"],
    ...["((app))", "(( grab meta.name ))", "(@ data.values.app @)", "[[APP]]", "[[ app ]]", "{{ app }}", "__APP__"],
    ...["{APP}", "{app}", "~APP~", "<YOUR-APP>", "<your app>", "YOUR_APP", "YOUR-APP", "REPLACE_ME", "CHANGEME"],
  ];
  for (const mark of marks) assert.ok(isFilledIn(mark), mark);
  const values = [
    ...["web", "My_App", "WEB", "web.example.com", "a@b.example.com", "50%", "10.0.0.1", "fd00::1", "a:b", "*", "true"],
    ...[
      "web-(old)",
      "a < b",
      "#web",
      "web_",
      "_web",
      "__",
      "$",
      "$5",
      "{}",
      "[a, b]",
      "~",
      "todo",
      "TODOS",
      "Your-app",
      "",
    ],
  ];
  for (const value of values) assert.ok(!isFilledIn(value), value);
});

test("two values may become one where a mark leaves room for it", () => {
  assert.ok(mayBecomeOne("${APP}", "web"));
  assert.ok(mayBecomeOne("${APP}-web", "shop-web"));
  assert.ok(mayBecomeOne("shop-${A}-${B}", "shop-one-two"));
  assert.ok(mayBecomeOne("${A}", "${B}"));
  assert.ok(!mayBecomeOne("${APP}-web", "shop-api"));
  assert.ok(!mayBecomeOne("web", "api"));
  assert.ok(!mayBecomeOne("web-${A}-web", "web-we"));
});

test("a change that touches no mark keeps all of them", () => {
  assert.ok(keepsPlaceholders("http://${HOST}/a", "http://${HOST}/b"));
  assert.ok(keepsPlaceholders("a", "b"));
  assert.ok(!keepsPlaceholders("$TYPE", "ClusterIP"));
  assert.ok(!keepsPlaceholders("${A}${B}", "${B}${A}"));
  assert.deepEqual(placeholdersIn("x ${A} y"), [{ start: 2, end: 6 }]);
});
