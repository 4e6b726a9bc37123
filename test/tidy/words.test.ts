// One word for one thing: the protocol's words stand in protocol-words.ts alone, and what cannot import them agrees with it.

import assert from "node:assert/strict";
import test from "node:test";
import { stateNames, viewpointNames } from "../../server/src/protocol-words.ts";
import { ruleInfos } from "../../server/src/rules/all.ts";
import { sources, textOf } from "./repository.ts";

const json = (file: string) => JSON.parse(textOf(file)) as Record<string, string>;
const languages = [
  { locale: "en", nls: json("package.nls.json"), bundle: json("l10n/bundle.l10n.json") },
  { locale: "zh-cn", nls: json("package.nls.zh-cn.json"), bundle: json("l10n/bundle.l10n.zh-cn.json") },
] as const;

test("the settings name viewpoints as everything else does", () => {
  for (const { locale, nls } of languages) {
    for (const [viewpoint, name] of Object.entries(viewpointNames)) {
      const text = nls[`viewpoint.${viewpoint}`] ?? "";
      assert.ok(text.startsWith(name[locale]), `${text} does not begin with ${name[locale]}`);
    }
  }
});

/** What the states were called beside their words: a sentence on paths that says this says two things for one. */
const otherWords = /\bbroken paths?\b|\bpaths? (that (is|are) )?broken\b|not known yet|不通|待定/i;

test("no sentence has another word for a state", () => {
  const { en, "zh-cn": zh } = stateNames.broken;
  assert.deepEqual([en, zh], ["unreachable", "不可达"]);
  const wrong = languages.flatMap(({ nls, bundle }) =>
    [...Object.values(nls), ...Object.values(bundle)].filter((text) => otherWords.test(text)),
  );
  assert.deepEqual(wrong, []);
});

test("no other file has a table of the protocol's words", () => {
  const tables = /^export const \w+: Readonly<Record<(Viewpoint|PathKind|PathState|Certainty), Text>>/m;
  const wrong = sources.filter((file) => file !== "server/src/protocol-words.ts" && tables.test(textOf(file)));
  assert.deepEqual(wrong, []);
});

/** Words that must not come back (docs/voice.md). */
const banned =
  /nobody's business|IPv6 clothes|without a word|whole numbers?\b|still to be chosen|to and fro|is due\b|\bone reading only|\bMend\b|选择算符|API 服务器|代码透镜|内嵌提示|外部名称|终身不变|读法的修复|第 .* 种读法|无处可去/;

test("no text that a user reads has a banned word", () => {
  const texts = [
    ...languages.flatMap(({ nls, bundle }) => [...Object.values(nls), ...Object.values(bundle)]),
    ...ruleInfos.flatMap(({ title, why }) => [...Object.values(title), ...Object.values(why)]),
    ...["README.md", "README.zh-cn.md", "docs/editors.md", "docs/helm.md", "docs/live.md", "docs/reach.md"].flatMap(
      (file) => textOf(file).split("\n"),
    ),
  ];
  assert.deepEqual(
    texts.filter((text) => banned.test(text)),
    [],
  );
});

test("settings say what they control or specify", () => {
  const begin = { en: /^(Controls whether|Specifies) /, "zh-cn": /^(控制|指定)/ };
  for (const { locale, nls } of languages) {
    const wrong = Object.entries(nls).filter(
      ([key, text]) => /^setting\.(?!.*pattern$)/.test(key) && !begin[locale].test(text),
    );
    assert.deepEqual(wrong, []);
  }
});
