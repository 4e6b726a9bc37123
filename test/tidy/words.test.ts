// One word for one thing: the protocol's words stand in protocol-words.ts alone, and what cannot import them agrees with it.

import assert from "node:assert/strict";
import test from "node:test";
import { stateNames, viewpointNames } from "../../server/src/protocol-words.ts";
import { sources, textOf } from "./repository.ts";
import { sentencesOf } from "./texts.ts";

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

/** Words that must not come back (docs/voice.md), by language. Manifests' own words in backticks are nobody's dialect. */
const banned = {
  en: [
    /nobody's business|IPv6 clothes|without a word|to and fro|\bone reading only\b|in sight\b|does away with/i,
    /\bwhole numbers?\b|\b(lower|upper)-case\b|misspelt|\bis due\b|\bcounts? as\b|\banew\b|\bbeside it\b/i,
    /still to be chosen|chosen by the cluster|the cluster chooses|chosen on creation|(come|came) from elsewhere/i,
    /(?<!\bthere )\bis no (?!longer\b|more\b)|(?<!\bthere )\bare no (?!longer\b|more\b)/i,
    /\bmend(s|ed|ing)?\b(?![-.])|\bspeaks? (TLS|HTTPS?|plain)\b|looks much like|\bMake it an? \b/i,
    /\brejects?\b|\bends TLS\b|\bin sight\b/i,
    /\bsomebody (has|have) to\b|\bnobody (knows|reaches|can)\b|\bor the like\b|\band the like\b|\bbelongs? into\b/i,
  ],
  "zh-cn": [
    /选择算符|API 服务器|代码透镜|内嵌提示|外部名称|终身不变|读法的修复|第 .* 种读法|无处可去|是否想写/,
    /现状|实况|悄悄|短横线|多播|无头|来自别处|可见范围|写成 IPv6 形式|由集群选择|空文本|……$/,
  ],
} as const;

function bannedIn(locale: "en" | "zh-cn", texts: readonly string[]): readonly string[] {
  return texts.filter((text) => banned[locale].some((words) => words.test(text)));
}

test("no text of the user interface has a banned word", () => {
  for (const { locale, nls, bundle } of languages) {
    assert.deepEqual(bannedIn(locale, [...Object.values(nls), ...Object.values(bundle)]), []);
  }
});

test("no sentence of server, command line and client has a banned word", () => {
  const found = sources
    .filter((file) => /^(server|client)\//.test(file) && !file.endsWith(".test.ts"))
    .flatMap((file) => sentencesOf(textOf(file)).map((sentence) => ({ file, ...sentence })));
  assert.ok(found.length > 2500, `${found.length} sentences are all that were found`);
  const wrong = found.filter(({ locale, text }) => bannedIn(locale, [text]).length > 0);
  assert.deepEqual(wrong, []);
});

/** Pages for users. Those in both languages are read for the words of both. */
const pages = [
  "README.md",
  "README.zh-cn.md",
  "docs/editors.md",
  "docs/environments.md",
  "docs/helm.md",
  "docs/live.md",
  "docs/mending.md",
];
const morePages = ["docs/reach.md", "docs/rules.md", "docs/rules.zh-cn.md"];

test("no page for users has a banned word", () => {
  for (const file of [...pages, ...morePages]) {
    const lines = textOf(file)
      .replace(/```[\s\S]*?```/g, "")
      .replace(/`[^`\n]*`|\]\([^)]*\)/g, "")
      .split("\n");
    for (const locale of ["en", "zh-cn"] as const) assert.deepEqual(bannedIn(locale, lines), [], file);
  }
});

test("sentences are found in both languages, also in choices and around holes", () => {
  const source = 'const a: Text = { en: b ? "one" : `two ${c({ en: "x" })} three`, "zh-cn": `四 ${"五"}` };';
  assert.deepEqual(
    sentencesOf(source).map(({ locale, text }) => `${locale} ${text}`),
    ["en one", 'en two ${c({ en: "x" })} three', "en x", 'zh-cn 四 ${"五"}'],
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
