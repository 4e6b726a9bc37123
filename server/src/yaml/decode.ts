// Gives the values of a tree as written their meaning: tags, aliases, merges, and of equal keys the last.

import type { Span } from "../base/span.ts";
import { type Composed, maxDepth } from "./compose.ts";
import { firstLine } from "./cursor.ts";
import { type Action, type Marks, marksOf } from "./mask.ts";
import type { Entry, MapNode, Node, Problem, ScalarNode } from "./node.ts";
import { clip, type ProblemCode, problem, shorten } from "./problems.ts";
import type { Raw, RawAlias, RawMap, RawScalar } from "./raw.ts";
import { keyOf, type Resolved, resolvePlain, resolveTagged } from "./scalar.ts";

/** Nobody reads more of them. */
const maxWarnings = 1000;

export interface Decoded {
  readonly root: Node | undefined;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export const nothingDecoded: Decoded = { root: undefined, errors: [], warnings: [] };

/** Gives the values their meaning: tags, aliases, merges, and of equal keys the last. */
export function decode(composed: Composed, text: string, actions: readonly Action[] | undefined): Decoded {
  return new Decoder(composed, text, actions).decode();
}

class Decoder {
  readonly #composed: Composed;
  readonly #text: string;
  readonly #marks: Marks | undefined;
  readonly #errors: Problem[] = [];
  readonly #warnings: Problem[] = [];
  /** What JSON has no word for is refused only where it is still there in the end. */
  readonly #late = new Map<Node, Problem>();
  readonly #underWay = new Set<Raw>();
  #depth = 0;
  #aliasDepth = 0;
  #count = 0;
  #aliased = 0;
  #stopped = false;

  constructor(composed: Composed, text: string, actions: readonly Action[] | undefined) {
    this.#composed = composed;
    this.#text = text;
    this.#marks = actions === undefined ? undefined : marksOf(text, actions);
  }

  decode(): Decoded {
    const root = this.#composed.root === undefined ? undefined : this.#value(this.#composed.root);
    if (this.#late.size > 0 && root !== undefined) this.#collectLate(root);
    return { root, errors: this.#errors, warnings: this.#warnings };
  }

  #report(code: ProblemCode, raw: Span, word?: string): void {
    if (!this.#stopped) this.#errors.push(problem(code, clip(firstLine(raw, this.#text), this.#text), word));
  }

  #value(raw: Raw): Node {
    if (this.#composed.hasAliases) {
      this.#countValue(raw, this.#aliasDepth > 0 ? "aliased" : "own");
      if (this.#stopped) return this.#none(raw);
    }
    this.#depth += 1;
    const node =
      raw.kind === "scalar"
        ? this.#scalar(raw)
        : raw.kind === "map"
          ? this.#map(raw)
          : raw.kind === "list"
            ? this.#list(raw)
            : this.#alias(raw);
    this.#depth -= 1;
    return node;
  }

  /** go-yaml counts what it decodes, and gives up where aliases unfold to too much of it. */
  #countValue(raw: Span, by: "own" | "aliased"): void {
    this.#count += 1;
    if (by === "aliased") this.#aliased += 1;
    if (this.#stopped) return;
    if (this.#aliased > 100 && this.#count > 1000 && this.#aliased / this.#count > allowedRatio(this.#count))
      this.#stop("too-many-aliases", raw);
    else if (this.#depth > maxDepth) this.#stop("too-deep", raw);
  }

  #stop(code: ProblemCode, raw: Span): void {
    this.#report(code, raw);
    this.#stopped = true;
  }

  #none(raw: Span): Node {
    return { kind: "null", source: "", style: "plain", span: clip(raw, this.#text) };
  }

  #unknown({ start, end, style = "plain" }: Span & { readonly style?: ScalarNode["style"] }): Node {
    return {
      kind: "null",
      unknown: true,
      source: this.#text.slice(start, end),
      style,
      span: clip({ start, end }, this.#text),
    };
  }

  #list(raw: Raw & { kind: "list" }): Node {
    const items: Node[] = [];
    for (const item of raw.items) items.push(this.#value(item));
    return { kind: "list", flow: raw.flow, items, span: this.#span(raw) };
  }

  #alias(raw: RawAlias): Node {
    if (raw.target === undefined) {
      this.#report("unknown-anchor", raw, raw.name);
      return this.#none(raw);
    }
    if (this.#underWay.has(raw)) {
      this.#report("recursive-anchor", raw, raw.name);
      return this.#none(raw);
    }
    this.#underWay.add(raw);
    this.#aliasDepth += 1;
    const target = this.#value(raw.target);
    this.#aliasDepth -= 1;
    this.#underWay.delete(raw);
    return { ...target, span: this.#span(raw), aliased: true };
  }

  #scalar(raw: RawScalar): Node {
    const filledIn = this.#marks?.unknownPlace(raw);
    if (filledIn !== undefined) return this.#unknown({ ...filledIn, style: raw.style });
    const base = { source: this.#text.slice(raw.start, raw.end), style: raw.style, span: this.#span(raw) };
    const resolved = resolve(raw);
    switch (resolved.kind) {
      case "string":
        return { kind: "string", value: resolved.value, ...base };
      case "bool":
        return { kind: "bool", value: resolved.value, ...base };
      case "null":
        return { kind: "null", ...base };
      case "number": {
        const node: Node = { kind: "number", value: resolved.value, json: resolved.json, ...base };
        if (!Number.isFinite(resolved.value))
          this.#late.set(node, problem("not-a-json-number", firstLine(base.span, this.#text), base.source));
        return node;
      }
      case "mismatch":
        this.#report("tag-mismatch", raw, shortTag(raw.tag));
        return { kind: "string", value: raw.value, ...base };
      case "bad-base64":
        this.#report("bad-base64", raw);
        return { kind: "string", value: raw.value, ...base };
    }
  }

  #map(raw: RawMap): Node {
    const entries = new Map<string, Entry>();
    const node: { -readonly [K in keyof MapNode]: MapNode[K] } = {
      kind: "map",
      flow: raw.flow,
      entries: [],
      span: this.#span(raw),
    };
    const alternatives: Entry[] = [];
    this.#fill(raw, entries, node, alternatives);
    node.entries = [...entries.values()];
    if (alternatives.length > 0) node.alternatives = alternatives;
    return node;
  }

  /** Writes a map's pairs into `entries`, in order: what comes later wins. */
  #fill(raw: RawMap, entries: Map<string, Entry>, node: Node, alternatives: Entry[] = []): void {
    for (const [key, valueRaw] of raw.pairs) {
      if (isMerge(key)) {
        this.#merge(valueRaw, entries, node);
        continue;
      }
      if (this.#marks?.touches(key)) continue;
      const name = this.#keyText(key, node);
      if (name === undefined) continue;
      const before = entries.get(name);
      if (before !== undefined) {
        if (before.merged === undefined && this.#marks === undefined) this.#warnOfDuplicate(before);
        entries.delete(name);
      }
      // Of two values of a template only one is for this key, or both are for others.
      const isOneOfTwo =
        this.#marks !== undefined && (before !== undefined || this.#marks.parts(key.end, valueRaw.start));
      const found = this.#value(valueRaw);
      const end = Math.max(found.span.end, key.end);
      const entry: Entry = {
        key: name,
        keySpan: this.#span(key),
        value: found,
        span: { start: this.#span(key).start, end: Math.min(end, this.#text.length) },
      };
      if (isOneOfTwo) {
        if (before !== undefined && !alternatives.some((other) => other.key === name)) alternatives.push(before);
        alternatives.push(entry);
        entries.set(name, { ...entry, value: this.#unknown({ start: valueRaw.start, end: valueRaw.end }) });
      } else entries.set(name, entry);
    }
  }

  #warnOfDuplicate({ key, keySpan, span }: Entry): void {
    const said = problem("duplicate-key", clip(firstLine(keySpan, this.#text), this.#text), shorten(key));
    if (this.#warnings.length < maxWarnings) this.#warnings.push({ ...said, dropped: span });
  }

  #warn(code: ProblemCode, place: Span, word: string): void {
    if (this.#warnings.length < maxWarnings)
      this.#warnings.push(problem(code, clip(firstLine(place, this.#text), this.#text), shorten(word)));
  }

  #merge(raw: Raw, entries: Map<string, Entry>, node: Node): void {
    const sources = raw.kind === "list" ? [...raw.items].reverse() : [raw];
    const own = new Map<string, Entry>();
    for (const source of sources) {
      const target = source.kind === "alias" ? source.target : source;
      if (source.kind === "alias" && target === undefined) {
        this.#report("unknown-anchor", source, source.name);
        continue;
      }
      if (target?.kind !== "map") {
        this.#report("bad-merge", source);
        continue;
      }
      if (this.#underWay.has(source)) {
        this.#report("recursive-anchor", source, source.kind === "alias" ? source.name : "");
        continue;
      }
      if (this.#composed.hasAliases) {
        this.#countValue(source, this.#aliasDepth > 0 ? "aliased" : "own");
        if (source.kind === "alias") this.#countValue(source, "aliased");
      }
      if (this.#stopped) return;
      this.#underWay.add(source);
      this.#depth += 1;
      if (source.kind === "alias") this.#aliasDepth += 1;
      this.#fill(target, own, node);
      if (source.kind === "alias") this.#aliasDepth -= 1;
      this.#depth -= 1;
      this.#underWay.delete(source);
    }
    for (const [key, entry] of own) {
      const before = entries.get(key);
      if (before !== undefined && before.merged === undefined) this.#warn("merge-overrides", before.keySpan, key);
      entries.delete(key);
      entries.set(key, { ...entry, merged: true });
    }
  }

  #keyText(key: Raw, node: Node): string | undefined {
    const raw = key.kind === "alias" ? key.target : key;
    if (raw === undefined) {
      this.#report("unknown-anchor", key, key.kind === "alias" ? key.name : "");
      return undefined;
    }
    if (this.#composed.hasAliases) this.#countValue(key, this.#aliasDepth > 0 ? "aliased" : "own");
    if (raw.kind !== "scalar") {
      this.#report("bad-key", key);
      return undefined;
    }
    const resolved = resolve(raw);
    const name = keyOf(resolved);
    if (name !== undefined) return name;
    if (resolved.kind === "null")
      this.#late.set(node, problem("null-key", clip(firstLine(key, this.#text), this.#text)));
    else if (resolved.kind === "number")
      this.#late.set(node, problem("large-key", clip(firstLine(key, this.#text), this.#text)));
    else this.#report(resolved.kind === "bad-base64" ? "bad-base64" : "tag-mismatch", key, shortTag(raw.tag));
    return raw.value;
  }

  #collectLate(node: Node): void {
    const found = this.#late.get(node);
    if (found !== undefined) this.#errors.push(found);
    if (node.kind === "list") for (const item of node.items) this.#collectLate(item);
    else if (node.kind === "map") for (const entry of node.entries) this.#collectLate(entry.value);
  }

  #span(raw: Span): Span {
    return raw.end <= this.#text.length ? { start: raw.start, end: raw.end } : clip(raw, this.#text);
  }
}

function resolve(raw: RawScalar): Resolved {
  if (raw.tag !== "") return resolveTagged(raw.tag, raw.value);
  return raw.style === "plain" ? resolvePlain(raw.value) : { kind: "string", value: raw.value };
}

/** `<<`, unless quoted or tagged as something else. */
function isMerge(raw: Raw): boolean {
  if (raw.kind !== "scalar" || raw.value !== "<<") return false;
  if (raw.tag === "") return raw.style === "plain";
  return raw.tag === "!" || raw.tag === "tag:yaml.org,2002:merge";
}

/** The share of values that may come from aliases, by go-yaml's measure: 99 % of a small document, 10 % of a huge one. */
function allowedRatio(count: number): number {
  const low = 400_000;
  const high = 4_000_000;
  if (count <= low) return 0.99;
  return count >= high ? 0.1 : 0.99 - (0.89 * (count - low)) / (high - low);
}

function shortTag(tag: string): string {
  return tag.startsWith("tag:yaml.org,2002:") ? `!!${tag.slice(18)}` : tag;
}
