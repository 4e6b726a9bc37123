// Small random templates and values, for Helm's engine and ours.

/** Random numbers that come again with the seed (mulberry32). */
export class Chance {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  chance(share: number): boolean {
    return this.next() < share;
  }
}

export interface Case {
  readonly template: string;
  readonly values: string;
}

const words = [
  "",
  "a",
  "web",
  "true",
  "null",
  "8080",
  "1.5",
  "-3",
  "0x1f",
  "1e3",
  "a b",
  " padded ",
  "x:y",
  "- item",
  "a: b",
  "#c",
  "héllo",
  "日本",
  "a\nb",
  "a\n\nb\n",
  "tab\there",
  'quote"d',
  "it's",
  "back\\slash",
  "v1.2.3",
  "1.36.0-rc.1",
  "^1.2",
  ">=1.2.0 <2",
  "a.b.c",
  "a/b/c.txt",
  "https://u:p@h.io:80/p?q=1#f",
  "YWJj",
  "2020-01-02",
  "yes",
  "~",
  "fooBar baz",
  "[1,2]",
  '{"a": 1}',
  "UPPER lower",
  "aaa",
  "%d",
  "😀",
  "long text that goes on and on and on until it is longer than eighty characters, so that it is folded",
] as const satisfies readonly string[];

const patterns = [
  "a+",
  "^[a-z]+$",
  "(\\w)(\\d*)",
  "[^a-z-.]",
  "a|b",
  "(?i)A",
  "(",
  "\\s*",
  ".",
  "b{2,3}",
  "$",
  "[[:alpha:]]+",
  "(?P<x>a)b?",
] as const;
const verbs = [
  "%v",
  "%s",
  "%d",
  "%q",
  "%5d",
  "%-6s|",
  "%05.1f",
  "%x",
  "%t",
  "%T",
  "%+v",
  "%#v",
  "%%",
  "%6.2f",
  "%c",
  "%e",
  "%U",
  "%[2]v %[1]v",
  "%*d",
  "%z",
] as const;
const keys = ["a", "b", "c", "name", "list", "map", "none", "n", "s", "deep", "10", "2"] as const;

/** What a function takes: s string, i int, n number, m map, l list, a anything, b bool, r expression, v version, f format. */
const functions: Readonly<Record<string, string>> = {
  quote: "a",
  squote: "a",
  upper: "s",
  lower: "s",
  title: "s",
  untitle: "s",
  trim: "s",
  nospace: "s",
  initials: "s",
  swapcase: "s",
  snakecase: "s",
  camelcase: "s",
  kebabcase: "s",
  trunc: "is",
  abbrev: "is",
  abbrevboth: "iis",
  substr: "iis",
  repeat: "Is",
  trimAll: "ss",
  trimSuffix: "ss",
  trimPrefix: "ss",
  wrap: "is",
  wrapWith: "iss",
  contains: "ss",
  hasPrefix: "ss",
  hasSuffix: "ss",
  cat: "aaa",
  indent: "Is",
  nindent: "Is",
  replace: "sss",
  plural: "ssi",
  sha1sum: "s",
  sha256sum: "s",
  sha512sum: "s",
  adler32sum: "s",
  toString: "a",
  toStrings: "a",
  split: "ss",
  splitList: "ss",
  splitn: "sis",
  join: "sa",
  b64enc: "s",
  b64dec: "s",
  b32enc: "s",
  b32dec: "s",
  printf: "faa",
  print: "aa",
  println: "aa",
  html: "a",
  js: "a",
  urlquery: "a",
  len: "a",
  index: "ak",
  slice: "aii",
  not: "a",
  and: "aa",
  or: "aa",
  eq: "aa",
  ne: "aa",
  lt: "aa",
  le: "aa",
  gt: "aa",
  ge: "aa",
  default: "aa",
  empty: "a",
  coalesce: "aaa",
  all: "aa",
  any: "aa",
  ternary: "aab",
  typeOf: "a",
  typeIs: "sa",
  kindOf: "a",
  kindIs: "sa",
  deepEqual: "aa",
  list: "aaa",
  first: "l",
  last: "l",
  rest: "l",
  initial: "l",
  reverse: "l",
  uniq: "l",
  without: "la",
  has: "al",
  compact: "l",
  concat: "ll",
  append: "la",
  prepend: "la",
  sortAlpha: "a",
  chunk: "Jl",
  dict: "sasa",
  get: "mk",
  set: "mka",
  unset: "mk",
  hasKey: "mk",
  pluck: "kmm",
  pick: "mkk",
  omit: "mk",
  merge: "mm",
  mergeOverwrite: "mm",
  deepCopy: "a",
  dig: "kkam",
  toJson: "a",
  toPrettyJson: "a",
  toRawJson: "a",
  fromJson: "s",
  fromJsonArray: "s",
  toYaml: "a",
  toYamlPretty: "a",
  fromYaml: "s",
  fromYamlArray: "s",
  atoi: "s",
  int: "a",
  int64: "a",
  float64: "a",
  toDecimal: "a",
  until: "J",
  untilStep: "iii",
  seq: "JJ",
  add: "nnn",
  add1: "n",
  sub: "nn",
  div: "nn",
  mod: "nn",
  mul: "nn",
  addf: "nn",
  subf: "nn",
  divf: "nn",
  mulf: "nn",
  max: "nn",
  min: "nn",
  maxf: "nn",
  minf: "nn",
  ceil: "n",
  floor: "n",
  round: "nI",
  regexMatch: "rs",
  mustRegexMatch: "rs",
  regexFind: "rs",
  regexFindAll: "rsi",
  regexReplaceAll: "rss",
  regexReplaceAllLiteral: "rss",
  regexSplit: "rsi",
  regexQuoteMeta: "s",
  semver: "v",
  semverCompare: "cv",
  base: "s",
  dir: "s",
  clean: "s",
  ext: "s",
  isAbs: "s",
  urlParse: "s",
  urlJoin: "m",
  required: "sa",
  fail: "s",
  tpl: "sd",
  include: "td",
  toToml: "m",
  lookup: "ssss",
  duration: "a",
  durationRound: "a",
};
const names = Object.keys(functions) as [string, ...string[]];

export function randomCase(chance: Chance): Case {
  const count = 1 + chance.below(2);
  const lines = ['{{- define "t" }}<{{ . }}>{{ end -}}'];
  for (let i = 0; i < count; i++) lines.push(statement(chance, 0));
  return { template: lines.join("\n"), values: values(chance) };
}

function statement(chance: Chance, depth: number): string {
  const kind = depth > 2 ? 0 : chance.below(12);
  const trim = () => (chance.chance(0.2) ? "-" : "");
  const open = () => `{{${trim() === "-" ? "- " : " "}`;
  const close = () => (chance.chance(0.2) ? " -}}" : " }}");
  const inner = () => statement(chance, depth + 1);
  switch (kind) {
    case 1:
      return `${open()}if ${pipeline(chance, 0)}${close()}y${inner()}${open()}else${close()}n${open()}end${close()}`;
    case 2:
      return `${open()}range ${pipeline(chance, 0)}${close()}[{{ . }}]${chance.chance(0.3) ? "{{ if eq . 2 }}{{ break }}{{ end }}" : ""}${open()}else${close()}none${open()}end${close()}`;
    case 3:
      return `${open()}range $k, $v := ${pipeline(chance, 0)}${close()}{{ $k }}={{ $v }};${open()}end${close()}`;
    case 4:
      return `${open()}with ${pipeline(chance, 0)}${close()}{{ . }}${inner()}${open()}else${close()}none${open()}end${close()}`;
    case 5:
      return `{{ $x := ${pipeline(chance, 0)} }}{{ $x }}{{ $x = ${pipeline(chance, 1)} }}{{ $x | quote }}`;
    case 6:
      return `{{ template "t" ${argument(chance, "a", 1)} }}`;
    default:
      return `x: ${open()}${pipeline(chance, 0)}${close()}`;
  }
}

function pipeline(chance: Chance, depth: number): string {
  let text = call(chance, depth);
  for (let i = chance.below(3); i > 0; i--) {
    const name = chance.of(names);
    const params = functions[name] ?? "";
    text += ` | ${[name, ...[...params.slice(0, -1)].map((kind) => argument(chance, kind, depth + 1))].join(" ")}`;
  }
  return text;
}

function call(chance: Chance, depth: number): string {
  if (depth > 3 || chance.chance(0.2)) return argument(chance, "a", depth + 1);
  const name = chance.of(names);
  const params = [...(functions[name] ?? "")];
  const given = chance.chance(0.01) ? params.slice(1) : params;
  return [name, ...given.map((kind) => argument(chance, kind, depth + 1))].join(" ");
}

function text(chance: Chance): string {
  return JSON.stringify(chance.of(words)).replace(/[^ -~]/gu, (one) => one);
}

function argument(chance: Chance, kind: string, depth: number): string {
  // Now and then something else than what is wanted.
  const wanted = chance.chance(0.015) ? chance.of(["a", "s", "i", "m", "l"]) : kind;
  const nested = depth < 4 && chance.chance(0.25);
  switch (wanted) {
    case "s":
      return chance.chance(0.3)
        ? chance.of([
            ".Values.s",
            "(toString .Values.n)",
            ".Release.Name",
            ".Chart.AppVersion",
            '(.Files.Get "files/x.txt")',
          ])
        : text(chance);
    case "i":
      return String(chance.below(12) - 3);
    case "I":
    case "J":
      return String(chance.below(5));
    case "n":
      return chance.of([
        "0",
        "1",
        "2",
        "7",
        "-4",
        "1.5",
        "0.1",
        "1e3",
        ".Values.n",
        ".Values.f",
        '"12"',
        '"1.25"',
        "100000",
        ".Values.big",
      ]);
    case "m":
      return nested
        ? `(dict "a" ${argument(chance, "a", depth + 1)} "b" ${argument(chance, "a", depth + 1)})`
        : chance.of([".Values.map", ".Values.deep", ".Values", "(dict)", '(dict "a" 1)']);
    case "l":
      return nested
        ? `(list ${argument(chance, "a", depth + 1)} ${argument(chance, "a", depth + 1)})`
        : chance.of([
            ".Values.list",
            ".Values.strings",
            "(list)",
            "(list 1 2 3)",
            '(splitList "," "b,a,,b")',
            "(until 3)",
          ]);
    case "b":
      return chance.of(["true", "false", ".Values.yes", "(empty .Values.s)"]);
    case "k":
      return JSON.stringify(chance.of(keys));
    case "r":
      return JSON.stringify(chance.of(patterns));
    case "f":
      return JSON.stringify(`${chance.of(verbs)} ${chance.of(verbs)}`);
    case "v":
      return chance.of([
        '"1.2.3"',
        '"v1.36.0"',
        '"1.2.3-beta.1+x"',
        '"2"',
        ".Capabilities.KubeVersion.Version",
        '"x.y"',
      ]);
    case "c":
      return chance.of([
        '">=1.2"',
        '"~1.2"',
        '"^1"',
        '"1.x || >2"',
        '">=1.0.0-0 <2"',
        '"1.2 - 2"',
        '"!=1.2.3"',
        '"bad!"',
        '"*"',
      ]);
    case "t":
      return chance.of(['"t"', '"t"', '"none"']);
    case "d":
      return chance.of([".Values.map", ".Values", "1", '"x"', ".Values.none"]);
    default:
      if (nested) return `(${pipeline(chance, depth + 1)})`;
      return chance.of([
        text(chance),
        "1",
        "0",
        "-7",
        "2.5",
        "1e6",
        "true",
        "false",
        "nil",
        ".Values.s",
        ".Values.n",
        ".Values.f",
        ".Values.big",
        ".Values.yes",
        ".Values.list",
        ".Values.strings",
        ".Values.map",
        ".Values.none",
        ".Values.deep.a.b",
        ".Values.none.x",
        "(.Values.none).x",
        ".Values.null",
        '(list 1 "a" nil)',
        '(dict "k" .Values.n)',
        ".Values.empty",
        "(until 3)",
        "'x'",
        "0x10",
        ".Release.Revision",
        ".Chart.Name",
        ".Capabilities.KubeVersion",
        ".Release",
        "$.Values.s",
        ".Values.map.a",
        "(index .Values.list 0)",
      ]);
  }
}

function values(chance: Chance): string {
  const word = () => JSON.stringify(chance.of(words));
  const number = () => chance.of(["0", "1", "8080", "-3", "65535", "1.5", "1e6", "1234567", "0.1", "300000"]);
  const any = () =>
    chance.of([
      word(),
      number(),
      "true",
      "null",
      "[]",
      "{}",
      `[${word()}, ${number()}]`,
      `{a: ${word()}, b: {c: ${number()}}}`,
    ]);
  return [
    `s: ${word()}`,
    `n: ${chance.of(["0", "1", "8080", "-3", "7"])}`,
    `f: ${chance.of(["1.5", "0.1", "-2.25", "1e21"])}`,
    `big: ${number()}`,
    `yes: ${chance.of(["true", "false"])}`,
    `list: [${any()}, ${any()}, ${any()}]`,
    `strings: [${word()}, ${word()}]`,
    `map: {a: ${any()}, b: ${any()}, "10": ${word()}, "2": x}`,
    `deep: {a: {b: ${any()}, list: [{name: ${word()}}]}}`,
    `"null": null`,
    `empty: ""`,
  ].join("\n");
}
