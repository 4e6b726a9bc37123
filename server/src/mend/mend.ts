// Gives a manifest back whose line breaks, indentation or characters a page has eaten. Pure: the same text gives the same answer.

import type { Text } from "../base/text.ts";
import { type Audit, audit } from "./audit.ts";
import { holdsField } from "./comments.ts";
import { type Hints, hintsOf, isBlindCut } from "./hints.ts";
import { withoutInvisible } from "./invisible.ts";
import { type Page, readPage } from "./page.ts";
import { certainty as limits } from "./prices.ts";
import { endsInProse } from "./prose.ts";
import type { Piece, Reading } from "./reading.ts";
import { render } from "./render.ts";
import { search } from "./search.ts";
import { type Unwrapped, unwrap } from "./unwrap.ts";

/** What could be done for a text. */
export type Mending =
  /** kubectl reads the text and it means what it says, or it is no manifest: leave it, byte for byte. */
  | { readonly kind: "intact" }
  | {
      readonly kind: "mended";
      readonly text: string;
      /** How plausible the reading is beside all others, from 0 to 1. */
      readonly certainty: number;
      /** Other texts that are plausible too, the best first. */
      readonly alternatives: readonly string[];
      /** What was done, for people. */
      readonly notes: readonly Text[];
    }
  /** Several readings are about equally plausible, or something is lost that nothing in the text tells. */
  | {
      readonly kind: "unsure";
      /** The best reading. */
      readonly text: string;
      readonly certainty: number;
      readonly alternatives: readonly string[];
      readonly notes: readonly Text[];
      readonly doubt: Doubt;
      readonly why: Text;
    }
  | { readonly kind: "impossible"; readonly why: Text };

/** Why a reading is not sure: others are about as plausible; line breaks or indentation that had a sense are gone; a field that the kind does not have is left; parts fit no field. */
export type Doubt = "several-readings" | "lost" | "stray" | "odd";

/** Texts longer than this are left alone; in UTF-16 units. */
const maxLength = 200_000;
/** Layers that may come off one after the other, and texts tried in all. */
const maxLayers = 5;
const maxTries = 40;

/** Mends a text, if it needs it. A directive (`%YAML 1.1`) before it stays as it is. */
export function mend(text: string): Mending {
  const head = /^\ufeff?(?:%.*\r?\n)+---[ \t]*\r?\n/.exec(text)?.[0] ?? "";
  const mending = mendBody(text.slice(head.length));
  if (head === "" || mending.kind === "intact" || mending.kind === "impossible") return mending;
  const whole = (body: string): string => head + body.replace(/^---[ \t]*\r?\n/, "");
  return { ...mending, text: whole(mending.text), alternatives: mending.alternatives.map(whole) };
}

function mendBody(text: string): Mending {
  if (text.length > maxLength) {
    const read = audit(text);
    if (read.readable && read.marks === 0) return { kind: "intact" };
    return { kind: "impossible", why: tooLarge };
  }
  const first = audit(text);
  if (first.readable && first.marks === 0) return { kind: "intact" };
  if (!mentionsManifest(text)) return first.readable ? { kind: "intact" } : { kind: "impossible", why: noManifest };

  const ending = lineEnding(text);
  const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const finish = (mended: Mending): Mending => withLineEnds(mended, ending);
  const tries = unwrapAll(plain);
  const clean = tries.find((each) => each.audit.readable && each.audit.manifest && each.audit.marks === 0);
  if (clean !== undefined && clean.text !== plain)
    return finish({ kind: "mended", text: clean.text, certainty: 1, alternatives: [], notes: clean.notes });

  if (first.template || hasTemplateLines(text)) return { kind: "impossible", why: isATemplate };
  const found = searchAll(tries);
  if (found.length === 0)
    return first.readable && first.manifest ? { kind: "intact" } : { kind: "impossible", why: noReading };
  const answer = judge(found);
  // Braces that a block of text or quotes hold are no template; braces that leave doubts are one.
  if (answer.kind === "unsure" && hasTemplateValues(text)) return { kind: "impossible", why: isATemplate };
  // A text that kubectl reads is touched only for a sure gain.
  if (first.readable && first.manifest && !isGain(first, answer)) return { kind: "intact" };
  return finish(answer);
}

function isGain(before: Audit, answer: Mending): boolean {
  if (answer.kind !== "mended" && answer.kind !== "unsure") return false;
  const after = audit(answer.text);
  return after.readable && after.marks < before.marks && after.data !== before.data;
}

function mentionsManifest(text: string): boolean {
  const visible = withoutInvisible(text);
  return /apiVersion/.test(visible) && /kind/.test(visible);
}

/** Helm and Go templates: kubectl never reads them, and their braces are no damage. */
function hasTemplateLines(text: string): boolean {
  return /^[ \t]*\{\{-? ?(if|range|include|define|template|with|end|toYaml|-? ?\/\*)/m.test(text);
}

function hasTemplateValues(text: string): boolean {
  return /:[ \t]*\{\{[^"'\n]*\}\}[ \t]*$/m.test(text);
}

// --- layers -----------------------------------------------------------------

interface Try {
  readonly text: string;
  readonly notes: readonly Text[];
  readonly audit: Audit;
  /** Nothing more comes off. */
  readonly bare: boolean;
}

/** The text and what is below its layers, breadth first; stops at a text that is clean. */
function unwrapAll(text: string): readonly Try[] {
  const tries: Try[] = [];
  const seen = new Set<string>([text]);
  let layer: readonly { text: string; notes: readonly Text[] }[] = [{ text, notes: [] }];
  for (let depth = 0; depth <= maxLayers && layer.length > 0; depth += 1) {
    const next: { text: string; notes: readonly Text[] }[] = [];
    for (const each of layer) {
      const read = audit(each.text);
      const below: Unwrapped[] = [];
      if (depth < maxLayers) for (const step of unwrap(each.text)) if (!seen.has(step.text)) below.push(step);
      tries.push({ ...each, audit: read, bare: below.length === 0 });
      if (read.readable && read.manifest && read.marks === 0) return tries;
      for (const step of below) {
        if (seen.size >= maxTries) break;
        seen.add(step.text);
        next.push({ text: step.text, notes: [...each.notes, step.note] });
      }
    }
    layer = next;
  }
  return tries;
}

// --- the search -------------------------------------------------------------

interface Found {
  readonly text: string;
  readonly cost: number;
  readonly pieces: number;
  readonly data: string;
  readonly lostBlock: boolean;
  /** A plain value takes in a line that has no key, or a field is there that no kind has. */
  readonly odd: boolean;
  /** Some field of it is none of its kind. */
  readonly stray: boolean;
  /** A key of an author's begins where nothing shows it. */
  readonly blind: boolean;
  readonly notes: readonly Text[];
}

/** The readings of the barest texts, the best first. A layer that came off too much gives none: then those above are read. */
function searchAll(tries: readonly Try[]): readonly Found[] {
  const bare = tries.filter((each) => each.bare);
  const rest = tries.filter((each) => !each.bare).reverse();
  const found: Found[] = [];
  for (const group of [bare.slice(0, 3), rest.slice(0, 2), tries.slice(0, 1)]) {
    for (const each of group)
      for (const reading of readingsOf(each.text)) found.push({ ...reading, notes: [...each.notes, rebuilt] });
    if (found.length > 0) break;
  }
  return found.sort((a, b) => a.cost - b.cost);
}

type Part = Omit<Found, "notes">;

/** Readings of a text, document by document where separators stand: a sound document keeps its characters. */
function readingsOf(text: string): readonly Part[] {
  const parts = text.split(/^(---[ \t]*(?:#.*)?\n)/m);
  let whole: readonly Part[] = [
    { text: "", cost: 0, pieces: 0, data: "", lostBlock: false, odd: false, stray: false, blind: false },
  ];
  for (const [index, part] of parts.entries()) {
    const own = index % 2 === 1 ? [verbatim(part)] : readingsOfPart(part, text);
    if (own.length === 0) return [];
    whole = whole
      .flatMap((before) =>
        own.map((after) => ({
          text: joinParts(before.text, after.text),
          cost: before.cost + after.cost,
          pieces: before.pieces + after.pieces,
          data: `${before.data}\n${after.data}`,
          lostBlock: before.lostBlock || after.lostBlock,
          odd: before.odd || after.odd,
          stray: before.stray || after.stray,
          blind: before.blind || after.blind,
        })),
      )
      .sort((a, b) => a.cost - b.cost)
      .slice(0, readingsWanted);
  }
  return whole;
}

function joinParts(before: string, after: string): string {
  return before === "" || before.endsWith("\n") ? before + after : `${before}\n${after}`;
}

function verbatim(text: string): Part {
  return { text, cost: 0, pieces: 0, data: "", lostBlock: false, odd: false, stray: false, blind: false };
}

const readingsWanted = 8;

function readingsOfPart(text: string, context: string): readonly Part[] {
  if (text.trim() === "") return [verbatim(text)];
  const read = audit(text);
  if (read.readable && read.marks === 0 && (read.manifest || read.documents === 0))
    return [{ ...verbatim(text), data: read.data }];
  const page = readPage(text, context);
  const hints = hintsOf(page);
  const parts: Part[] = [];
  const seen = new Set<string>();
  for (const within of ["narrow", "wide"] as const) {
    const found = search(page, readingsWanted, within);
    for (const reading of found.readings) {
      const written = render(page, reading);
      if (seen.has(written)) continue;
      seen.add(written);
      const part = check(page, hints, written, reading);
      if (part !== undefined) parts.push(within === "wide" && page.flat ? { ...part, odd: true } : part);
    }
    // What kubectl reads is not read against the grain.
    const refused = read.readable && read.manifest && found.readings.length > 0;
    if (parts.length > 0 || found.gaveUp || refused) break;
  }
  return parts;
}

/** A reading that holds: kubectl reads it, no character is gone, and mending would leave it as it is. */
function check(page: Page, hints: Hints, written: string, reading: Reading): Part | undefined {
  const { text } = page;
  if (inkOf(written) !== inkOf(text)) return undefined;
  const read = audit(written);
  if (!read.readable || !read.manifest || read.marks > 0 || read.displaced > 0) return undefined;
  if (leavesTheMargin(page, reading)) return undefined;
  return {
    text: written,
    cost: reading.cost,
    pieces: reading.pieces.length,
    data: read.data,
    lostBlock: reading.pieces.some((piece) => losesBlock(page, piece)),
    stray: read.strays > 0,
    odd:
      (!page.indented && reading.pieces.some((piece) => isFolded(text, piece))) ||
      (page.flat && countNulls(read.data) > countNulls(text.replace(/\s+/g, ""))),
    blind: reading.pieces.some((piece) => isBlind(page, hints, piece)),
  };
}

/** Fields that an object of any kind has at its top. */
const topKeys: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "spec", "data", "status"]);

/** Whether a field of the top level that stands at the margin of an indented text would stand below another one. */
function leavesTheMargin(page: Page, reading: Reading): boolean {
  if (!page.indented) return false;
  const met = new Set<string>();
  for (const piece of reading.pieces) {
    if (piece.kind === "separator") met.clear();
    if (piece.kind !== "key" || !topKeys.has(piece.key.key) || page.columnAt(piece.key.start) !== 0) continue;
    if (piece.column > 0 && !met.has(piece.key.key)) return true;
    met.add(piece.key.key);
  }
  return false;
}

/** A block scalar whose lines are joined (also where it ended up in a comment), or whose own indentation is gone. */
function losesBlock(page: Page, piece: Piece): boolean {
  if (piece.kind !== "comment" && piece.kind !== "value") return false;
  const words = page.text.slice(piece.start, piece.end);
  if (piece.kind === "comment") return /[:：]\s*[|>][+-]?\s*\S/.test(words);
  if (piece.style === "joined-block") return true;
  // `while true; doecho`: a command whose own line breaks are gone.
  if (page.joint === "nothing" && page.flatAt(piece.start) && /;[a-z]|; (?:do|then|else)[a-z]/.test(words)) return true;
  if (piece.style !== "block" || page.indented) return false;
  // Whether the sentence below is the block's or the page's, nothing tells.
  if (page.text.slice(piece.end).trim() === "" && endsInProse(words)) return true;
  const [, ...lines] = words.split("\n");
  return lines.length > 1 && lines.some((line) => /[:{([\\]\s*$|^\s*[})\]]|^\s*- |\b(then|do|else)\s*$/.test(line));
}

/** Whether a key begins where nothing shows it, or a comment without its line break holds what looks like a field. */
function isBlind(page: Page, hints: Hints, piece: Piece): boolean {
  if (piece.kind === "key") return isBlindCut(hints, page.text, piece.key.start, piece.key.key);
  return piece.kind === "comment" && page.flatAt(piece.start) && holdsField(page, piece.start, piece.end);
}

/** Fields that are empty; in a text without line breaks something is amiss with them. */
function countNulls(text: string): number {
  return text.match(/:null(?=[,}\]\w"]|$)/g)?.length ?? 0;
}

function isFolded(text: string, piece: Piece): boolean {
  return piece.kind === "value" && piece.style === "plain" && text.slice(piece.start, piece.end).includes("\n");
}

/** The characters that have to be there before and after, in order: all but white space and what mending may add or replace. */
function inkOf(text: string): string {
  return text.replace(/[\s\-－–—"'“”‘’＂,，:：\\]/g, "");
}

// --- the answer -------------------------------------------------------------

function judge(found: readonly Found[]): Mending {
  const [best] = found;
  if (best === undefined) return { kind: "impossible", why: noReading };
  const groups = new Map<string, number>();
  for (const each of found) {
    const weight = Math.exp(best.cost - each.cost);
    groups.set(each.data, Math.max(groups.get(each.data) ?? 0, weight));
  }
  let sum = 0;
  for (const weight of groups.values()) sum += weight;
  const certainty = 1 / sum;
  const alternatives: string[] = [];
  const seen = new Set([best.data]);
  for (const each of found) {
    if (seen.has(each.data) || each.cost > best.cost + limits.offered) continue;
    seen.add(each.data);
    alternatives.push(each.text);
  }
  const doubt = doubtOf(best, certainty);
  const { text, notes } = best;
  if (doubt !== undefined) return { kind: "unsure", text, certainty, alternatives, notes, doubt, why: reasons[doubt] };
  return { kind: "mended", text, certainty, alternatives, notes };
}

function doubtOf(best: Found, certainty: number): Doubt | undefined {
  if (best.lostBlock) return "lost";
  if (certainty < limits.sure || best.blind) return "several-readings";
  if (best.odd) return "odd";
  if (best.cost > limits.mostPerPiece * best.pieces + limits.mostBeside) return "odd";
  return best.stray ? "stray" : undefined;
}

// --- line ends --------------------------------------------------------------

function lineEnding(text: string): "\n" | "\r\n" {
  const all = text.match(/\n/g)?.length ?? 0;
  const wide = text.match(/\r\n/g)?.length ?? 0;
  return wide * 2 > all ? "\r\n" : "\n";
}

function withLineEnds(mending: Mending, ending: "\n" | "\r\n"): Mending {
  if (ending === "\n" || mending.kind === "intact" || mending.kind === "impossible") return mending;
  const convert = (text: string): string => text.replaceAll("\n", ending);
  return { ...mending, text: convert(mending.text), alternatives: mending.alternatives.map(convert) };
}

// --- words ------------------------------------------------------------------

const rebuilt: Text = {
  en: "Restored line breaks and indentation from the fields of each kind.",
  "zh-cn": "已按各资源类型的字段结构恢复换行与缩进。",
};
const tooLarge: Text = {
  en: "The text is too large to repair.",
  "zh-cn": "文本过大，无法修复。",
};
const isATemplate: Text = {
  en: "This is a template, not a manifest. Render it first.",
  "zh-cn": "这是模板，不是清单，需要先渲染。",
};
const noManifest: Text = {
  en: "This text has no apiVersion and kind, so it is not a manifest.",
  "zh-cn": "文本中没有 apiVersion 和 kind，不是清单。",
};
const noReading: Text = {
  en: "This text cannot be read as a manifest of any known kind.",
  "zh-cn": "这段文本无法还原成任何已知类型的清单。",
};
const reasons: Readonly<Record<Doubt, Text>> = {
  lost: {
    en: "Line breaks or indentation inside a block of text (| or >) are lost and cannot be restored.",
    "zh-cn": "文本块（| 或 >）内部的换行或缩进已丢失，无法还原。",
  },
  "several-readings": {
    en: "This text can be repaired in more than one way. This is the most likely result; compare it with the others.",
    "zh-cn": "这段文本有多种还原结果，这里给出可能性最大的一种，请与其他结果比较。",
  },
  stray: {
    en: "A field does not belong to its kind. It may be misspelled, or part of something else.",
    "zh-cn": "有一个字段不属于该类型，可能是拼写错误，也可能是其他内容的一部分。",
  },
  odd: {
    en: "Parts of the text do not match any field of the kind, so something may be lost or misplaced.",
    "zh-cn": "文本中有些内容与该类型的字段不符，可能有内容丢失或位置有误。",
  },
};
