// A beam search for the most plausible reading of a damaged text: every character that is no white space is used once, in order.

import { hasCustomaryPrefix, isCustomaryKey } from "./author-keys.ts";
import {
  type AuthorGrammar,
  anything,
  type BranchGrammar,
  type Grammar,
  type ListGrammar,
  list,
  type ScalarGrammar,
  scalar,
} from "./grammar.ts";
import { kindNames, knownKeys, rootGrammar } from "./kinds.ts";
import { isColon, isDash, isGap, isKeyChar, isQuote, isSpace, type KeyMatch, type Page } from "./page.ts";
import { isPlainSafe, valueCost } from "./scalar.ts";

/** One thing read, in the order of the text. Columns are those of the text to write. */
export type Piece =
  | { readonly kind: "key"; readonly column: number; readonly key: KeyMatch }
  | { readonly kind: "dash"; readonly column: number; readonly at: number; readonly added: boolean }
  | { readonly kind: "value"; readonly start: number; readonly end: number; readonly style: ValueStyle }
  | { readonly kind: "comment"; readonly start: number; readonly end: number; readonly ownLine: boolean }
  | { readonly kind: "separator"; readonly at: number; readonly added: boolean };

export type ValueStyle =
  | "plain"
  | "quoted"
  | "flow"
  /** `|` or `>` with its lines. */
  | "block"
  /** `|` or `>` whose line breaks are gone. */
  | "joined-block";

/** A way to read the whole text. */
export interface Reading {
  /** A reading that costs one more is about a third as plausible. */
  readonly cost: number;
  readonly pieces: readonly Piece[];
}

export interface SearchResult {
  /** Best first. */
  readonly readings: readonly Reading[];
  /** The text is too large or too strange; there are no readings for that reason only. */
  readonly gaveUp: boolean;
}

/** An open map or list. Equal frames are one object, so that states can be compared. */
interface Frame {
  readonly id: number;
  readonly parent: Frame | undefined;
  readonly grammar: BranchGrammar;
  /** The keys so far, each between line feeds. */
  readonly used: string;
  readonly filled: boolean;
  /** Where its keys or dashes stand in the text, -1 while unknown. */
  readonly column: number;
  /** Where the key or dash that opened it stands, -1 if unknown. */
  readonly owner: number;
  /** Where its keys or dashes will stand in the text to write. */
  readonly indent: number;
  /** Its dash is eaten, so its first key may stand further left than the others. */
  readonly undashed?: true;
}

interface State {
  readonly at: number;
  /** Undefined before the first key of a document. */
  readonly frame: Frame | undefined;
  /** Just behind a dash, where the item has to begin. */
  readonly fresh: boolean;
  readonly cost: number;
  readonly trail: Trail | undefined;
}

interface Trail {
  readonly before: Trail | undefined;
  readonly piece: Piece;
}

interface ValueEnd {
  readonly end: number;
  readonly cost: number;
  readonly style: ValueStyle;
}

const prices = {
  pop: 0.4,
  emptyMap: 3,
  emptyList: 3.5,
  missingKey: 2.5,
  wrongColumn: 4,
  duplicateKey: 9,
  rareKey: 3,
  unknownKey: 6,
  misplacedKey: 10,
  keyInAnything: 0.6,
  addedDash: 2,
  addedSeparator: 1.5,
  nullValue: 2.5,
  /** Something new begins after a space, or after nothing, where line breaks are gone. */
  spaceForBreak: 0.2,
  nothingForBreak: 0.4,
  /** The same in a line whose line break is there. */
  breakInWholeLine: 6,
  gluedColon: 2,
  brokenQuote: 6,
  unsafePlain: 8,
  foldedLine: 5,
  swallowedKey: 3,
  joinedBlock: 4,
} as const;

const rivalsPerState = 3;
/** What a value or a comment may swallow before it is given up. */
const slack = 14;
/** Work for one text, in states put into the queue. */
const budget = 400_000;
/** Longer values and comments in one line are not cut at more places than this. */
const cutsPerLine = 400;

const anyScalar: ScalarGrammar = scalar("text");
const anyList: ListGrammar = list(anything);

/** All plausible readings of a page, the best first. */
export function search(page: Page, wanted: number): SearchResult {
  const found = searchWithin(page, wanted, narrow);
  return found.gaveUp || found.readings.length > 0 ? found : searchWithin(page, wanted, wide);
}

/** How much of the unlikely is followed. */
interface Scope {
  readonly beamWidth: number;
  /** How far a state may lag behind the best of its time. */
  readonly slack: number;
}

const narrow: Scope = { beamWidth: 20, slack: 14 };
const wide: Scope = { beamWidth: 40, slack: 32 };

function searchWithin(page: Page, wanted: number, scope: Scope): SearchResult {
  const { text } = page;
  const { slack } = scope;
  const queue = new Map<number, State[]>();
  const order = new Heap();
  let work = 0;
  const ahead = new Ahead();
  const push = (state: State): void => {
    if (state.cost > ahead.best() + slack) return;
    work += 1;
    const waiting = queue.get(state.at);
    if (waiting !== undefined) {
      waiting.push(state);
      return;
    }
    queue.set(state.at, [state]);
    order.add(state.at);
  };
  const reader = new Reader(page, push);
  const begin = skipBlank(text, 0);
  push({ at: begin, frame: undefined, fresh: false, cost: 0, trail: undefined });

  const finals: State[] = [];
  for (let at = order.take(); at !== undefined; at = order.take()) {
    const states = thin(queue.get(at) ?? [], scope.beamWidth);
    queue.delete(at);
    for (const state of states) {
      if (at >= text.length) {
        finals.push({ ...state, cost: state.cost + closeAll(state.frame) + (state.fresh ? prices.emptyMap : 0) });
        continue;
      }
      if (state.cost > ahead.best() + slack) continue;
      if (work > budget) return { readings: [], gaveUp: true };
      reader.expand(state);
    }
    const least = states.reduce((min, state) => Math.min(min, state.cost), Number.POSITIVE_INFINITY);
    ahead.note(least);
  }
  finals.sort((a, b) => a.cost - b.cost);
  return {
    readings: finals.slice(0, wanted).map((state) => ({ cost: state.cost, pieces: piecesOf(state.trail) })),
    gaveUp: false,
  };
}

/** The cheapest cost of the last few places; states that cost much more are left behind. */
class Ahead {
  private readonly costs: number[] = [];
  private least = Number.POSITIVE_INFINITY;

  note(cost: number): void {
    this.costs.push(cost);
    if (this.costs.length > 8) this.costs.shift();
    this.least = Math.min(...this.costs);
  }

  best(): number {
    return this.least;
  }
}

/** The places that wait, smallest first. */
class Heap {
  private readonly items: number[] = [];

  add(value: number): void {
    const { items } = this;
    items.push(value);
    let at = items.length - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((items[up] ?? 0) <= value) break;
      items[at] = items[up] ?? 0;
      items[up] = value;
      at = up;
    }
  }

  take(): number | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= items.length) break;
      if ((items[down + 1] ?? Number.POSITIVE_INFINITY) < (items[down] ?? 0)) down += 1;
      if ((items[down] ?? 0) >= last) break;
      items[at] = items[down] ?? 0;
      at = down;
    }
    items[at] = last;
    return top;
  }
}

/** The best states of a place: of those with the same future the best few, and not too many in all. */
function thin(states: readonly State[], beamWidth: number): readonly State[] {
  if (states.length === 1) return states;
  const sorted = [...states].sort((a, b) => a.cost - b.cost);
  const seen = new Map<number, number>();
  const kept: State[] = [];
  for (const state of sorted) {
    const future = (state.frame?.id ?? 0) * 2 + (state.fresh ? 1 : 0);
    const count = seen.get(future) ?? 0;
    if (count >= rivalsPerState) continue;
    seen.set(future, count + 1);
    kept.push(state);
    if (kept.length >= beamWidth) break;
  }
  return kept;
}

function piecesOf(trail: Trail | undefined): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let step = trail; step !== undefined; step = step.before) pieces.push(step.piece);
  return pieces.reverse();
}

function skipBlank(text: string, at: number): number {
  let next = at;
  while (next < text.length && isGap(text[next])) next += 1;
  return next;
}

function closeCost(frame: Frame): number {
  const { grammar } = frame;
  if (!frame.filled) return grammar.kind === "list" ? prices.emptyList : grammar.kind === "any" ? 1 : prices.emptyMap;
  if (grammar.kind !== "map") return 0;
  let cost = 0;
  for (const key of grammar.required) if (!frame.used.includes(`\n${key}\n`)) cost += prices.missingKey;
  return cost;
}

function closeAll(frame: Frame | undefined): number {
  let cost = 0;
  for (let open = frame; open !== undefined; open = open.parent) cost += closeCost(open);
  return cost;
}

function hasUsed(frame: Frame, key: string): boolean {
  return frame.used.includes(`\n${key}\n`);
}

/** Makes the followers of a state. */
class Reader {
  private readonly frames = new Map<string, Frame>();
  private readonly guesses = new Map<number, BranchGrammar>();
  private readonly seenKeys: ReadonlySet<string>;
  /** Ends of characters before a colon that stand behind different characters elsewhere: keys, most likely. */
  private readonly forks: ReadonlySet<string>;

  private readonly page: Page;
  private readonly push: (state: State) => void;

  constructor(page: Page, push: (state: State) => void) {
    this.page = page;
    this.push = push;
    this.seenKeys = collectSeenKeys(page.context);
    this.forks = page.flat ? collectForks(page.context) : new Set();
  }

  expand(state: State): void {
    const { text } = this.page;
    const { at } = state;
    if (text[at] === "#") this.readComment(state);
    if (text.startsWith("---", at)) this.readSeparator(state);
    if (isDash(text[at])) this.readDash(state);
    const key = this.page.keyAt(at);
    if (key !== undefined) {
      this.readKey(state, key);
      this.readNextDocument(state, key);
    } else this.readLooseItem(state);
  }

  // --- frames -------------------------------------------------------------

  private frame(frame: Omit<Frame, "id">): Frame {
    const name = `${frame.parent?.id ?? 0} ${frame.grammar.id} ${frame.column} ${frame.owner} ${frame.filled}${frame.undashed ?? ""} ${frame.used}`;
    const found = this.frames.get(name);
    if (found !== undefined) return found;
    const made = { ...frame, id: this.frames.size + 1 };
    this.frames.set(name, made);
    return made;
  }

  private rootFrame(at: number): Frame {
    return this.frame({
      parent: undefined,
      grammar: this.guessRoot(at),
      used: "\n",
      filled: false,
      column: -1,
      owner: -1,
      indent: 0,
    });
  }

  /** The grammar of the document that begins at `at`, by the first kind named behind it. */
  private guessRoot(at: number): BranchGrammar {
    const known = this.guesses.get(at);
    if (known !== undefined) return known;
    const { text } = this.page;
    let guess: BranchGrammar = anything;
    const pattern = /kind["']?\s*[:：]\s*["'“]?([A-Z][A-Za-z]*)/g;
    pattern.lastIndex = at;
    const word = pattern.exec(text)?.[1];
    if (word !== undefined) {
      const name = kindNames.find((kind) => word === kind) ?? kindNames.find((kind) => startsGlued(word, kind));
      guess = (name === undefined ? undefined : rootGrammar(name)) ?? anything;
    }
    this.guesses.set(at, guess);
    return guess;
  }

  // --- costs --------------------------------------------------------------

  /** What it costs that something begins at `at`. */
  private beginCost(state: State, at: number): number {
    if (state.fresh || this.page.columnAt(at) >= 0) return 0;
    if (!this.page.flatAt(at)) return prices.breakInWholeLine;
    return isSpace(this.page.text[at - 1]) ? prices.spaceForBreak : prices.nothingForBreak;
  }

  private columnCost(frame: Frame, column: number): number {
    if (column < 0 || !this.page.indented) return 0;
    if (frame.column >= 0) return frame.column === column ? 0 : prices.wrongColumn;
    if (frame.owner < 0) return 0;
    const enough = frame.grammar.kind === "list" ? column >= frame.owner : column > frame.owner;
    return enough ? 0 : prices.wrongColumn;
  }

  /** The column that a key or dash at `at` stands in, -1 where the line break before it is gone. */
  private columnOf(state: State, at: number): number {
    const column = this.page.columnAt(at);
    if (column >= 0) return column;
    return state.fresh && !this.page.flatAt(at) ? this.page.offsetInLine(at) : -1;
  }

  // --- comments, separators ----------------------------------------------

  private readComment(state: State): void {
    const { page } = this;
    const { text } = page;
    const { at } = state;
    const before = text[at - 1];
    const lineStart = page.columnAt(at) >= 0;
    const glued = !isGap(before);
    let cost = 0;
    if (glued) cost = page.flatAt(at) ? 0.6 : 5;
    const ownLine = lineStart || glued;
    const finish = (end: number, extra: number): void => {
      let trimmed = end;
      while (trimmed > at + 1 && isGap(text[trimmed - 1])) trimmed -= 1;
      this.push({
        at: skipBlank(text, end),
        frame: state.frame,
        fresh: state.fresh,
        cost: state.cost + cost + extra,
        trail: { before: state.trail, piece: { kind: "comment", start: at, end: trimmed, ownLine } },
      });
    };
    const lineEnd = page.lineEnd(at);
    if (!page.flat) {
      finish(lineEnd, 0);
      return;
    }
    const whole = page.flatAt(at) ? 0 : 3;
    let skipped = 0;
    let cuts = 0;
    let lastCut = -1;
    let swallowedTo = -1;
    let passing = 0;
    let passingTo = -1;
    for (const start of page.startsFrom(at)) {
      if (start.at <= at || start.at === lastCut) continue;
      if (passing > 0 && start.at > passingTo) {
        skipped += passing;
        passing = 0;
      }
      if (skipped > 2 * slack) return;
      cuts += 1;
      if (cuts > cutsPerLine) break;
      if (start.kind !== "hash" && this.isCommentedOut(at, start.at)) {
        swallowedTo = Math.max(swallowedTo, start.kind === "key" ? start.match.after : start.at);
        continue;
      }
      if (start.kind === "author") {
        let least = Number.POSITIVE_INFINITY;
        for (const split of this.authorSplits(state, start.at, start.colon, at + 1, "comment")) {
          const documented = split.known && text.slice(split.at, start.colon).includes("/");
          const cut = this.commentCut(split.at);
          const price = split.cost + (documented ? Math.min(cut, 0.4) : cut);
          finish(split.at, whole + skipped + price);
          least = Math.min(least, price);
        }
        if (least < 3) skipped += least <= 1.3 ? 4 : 3 - least / 2;
        continue;
      }
      if (start.kind === "hash") {
        if (/[#\s]/.test(text[start.at - 1] ?? " ") && text[start.at - 1] === "#") continue;
        const loose = isGap(text[start.at - 1]);
        if (isGap(text[start.at + 1]) || !loose) {
          finish(start.at, whole + skipped + (loose ? 0.3 : 0));
          skipped += 2;
        }
        continue;
      }
      if (start.kind === "dash" && start.at + 2 < lineEnd) {
        const fits = this.dashFits(state, start.at);
        if (fits !== undefined) {
          finish(start.at, whole + skipped + fits + this.commentCut(start.at));
          skipped += fits < 0.5 ? 3 : 1.5;
        }
        continue;
      }
      if (start.kind === "separator") {
        finish(start.at, whole + skipped + this.commentCut(start.at));
        skipped += 3;
        continue;
      }
      if (start.kind !== "key") continue;
      if (!this.keyFits(state, start.match)) {
        // What would be swallowed with it: the manifest goes on behind the comment.
        if (start.match.after > swallowedTo && !start.match.glued) skipped += 1.5;
        swallowedTo = Math.max(swallowedTo, start.match.after);
        continue;
      }
      swallowedTo = Math.max(swallowedTo, start.match.after);
      lastCut = start.at;
      const scalarGlue = start.match.glued && this.leadsToScalar(state, start.match.key) ? 2 : 0;
      finish(start.at, whole + skipped + scalarGlue + this.commentCut(start.at));
      passing = scalarGlue > 0 ? 1 : 5;
      passingTo = start.match.end;
    }
    finish(lineEnd, skipped + passing);
  }

  /** Whether only a `#` and perhaps a dash stand before `at`: what follows is commented out. */
  private isCommentedOut(comment: number, at: number): boolean {
    const { text } = this.page;
    let end = trimEnd(text, comment, at);
    if (isDash(text[end - 1])) end = trimEnd(text, comment, end - 1);
    return text[end - 1] === "#";
  }

  /** How odd it is that a comment ends at `at`. */
  private commentCut(at: number): number {
    const { text } = this.page;
    const before = text[at - 1] ?? " ";
    if (isGap(before)) return 0.4;
    if (isQuote(text[at])) return 0.3;
    // A word in Latin letters runs into the key: it was cut in the middle, or the next line began here.
    return isKeyChar(before) ? 1.2 : 0.2;
  }

  private readSeparator(state: State): void {
    const { page } = this;
    const { at } = state;
    if (state.fresh || state.frame === undefined) {
      if (state.fresh) return;
    }
    const next = page.text[at + 3];
    if (next === "-" || (!isGap(next) && !page.flatAt(at))) return;
    this.push({
      at: skipBlank(page.text, at + 3),
      frame: undefined,
      fresh: false,
      cost: state.cost + this.beginCost(state, at) + closeAll(state.frame),
      trail: { before: state.trail, piece: { kind: "separator", at, added: false } },
    });
  }

  private readNextDocument(state: State, key: KeyMatch): void {
    if (state.frame === undefined || state.fresh || !(key.key === "apiVersion" || key.key === "kind")) return;
    let root = state.frame;
    while (root.parent !== undefined) root = root.parent;
    if (!hasUsed(root, "kind") || !hasUsed(root, "apiVersion")) return;
    const column = this.page.columnAt(state.at);
    const cost =
      prices.addedSeparator + closeAll(state.frame) + (this.page.indented && column > 0 ? prices.wrongColumn : 0);
    const separated: State = {
      at: state.at,
      frame: undefined,
      fresh: false,
      cost: state.cost + cost,
      trail: { before: state.trail, piece: { kind: "separator", at: state.at, added: true } },
    };
    this.readKey(separated, key);
  }

  // --- lists --------------------------------------------------------------

  /** What an item that begins with a dash at `at` would cost, undefined where no list is open for it. */
  private dashFits(state: State, at: number): number | undefined {
    const { text } = this.page;
    let inner = at + 1;
    while (isSpace(text[inner])) inner += 1;
    for (let frame = state.frame; frame !== undefined; frame = frame.parent) {
      if (frame.grammar.kind !== "list") continue;
      const { item } = frame.grammar;
      if (item.kind === "scalar") {
        if (frame !== state.frame) continue;
        const word = /^["'“]?([^\s#"'”]+)/.exec(text.slice(inner, inner + 80))?.[1] ?? "";
        const fits =
          item.type === "enum"
            ? item.values.some((value) => word.startsWith(value))
            : item.type !== "text" && valueCost(item, word) === 0;
        if (fits) return 0.1;
        if (/["'“/-]/.test(text[inner] ?? "")) return 0.3;
        return frame.filled ? 1.2 : 0.4;
      }
      const key = this.page.keyAt(inner);
      if (key !== undefined && (item.kind !== "map" || item.keys.has(key.key))) return 0.1;
    }
    return undefined;
  }

  private readDash(state: State): void {
    const { page } = this;
    const { text } = page;
    const { at } = state;
    const spaced = isGap(text[at + 1]);
    if (!spaced && page.columnAt(at) < 0 && !page.flatAt(at)) return;
    let cost = this.beginCost(state, at);
    if (!spaced) cost += text[at] === "-" ? 2.5 : 0.2;
    if (text[at] === "-" && text[at + 1] === "-" && !isGap(text[at + 1])) cost += 4;
    if (state.fresh) return;
    const column = this.columnOf(state, at);
    for (let frame = state.frame; frame !== undefined; frame = frame.parent) {
      if (frame.grammar.kind === "list") {
        const held = this.frame({ ...frame, filled: true, column: frame.column >= 0 ? frame.column : column });
        this.readItem(
          { ...state, cost: state.cost + cost + this.columnCost(frame, column) },
          held,
          at,
          skipBlank(text, at + 1),
          false,
        );
      }
      cost += closeCost(frame) + prices.pop;
    }
  }

  private readItem(state: State, holder: Frame, dash: number, at: number, added: boolean): void {
    if (holder.grammar.kind !== "list") return;
    const { item } = holder.grammar;
    const { text } = this.page;
    const trail: Trail = { before: state.trail, piece: { kind: "dash", column: holder.indent, at: dash, added } };
    const owner = added ? holder.owner - 1 : this.columnOf({ ...state, fresh: false }, dash);
    const here: State = { ...state, at, trail };
    if (item.kind === "scalar" || item.kind === "any") {
      const grammar = item.kind === "any" ? anyScalar : item;
      if (!added || item.kind === "scalar") this.readValue(here, holder, grammar, at, this.lineColumn(at), 0);
    }
    const flow = this.flowEnd(at, item);
    if (flow !== undefined)
      this.pushValue(here, holder, at, { end: flow, cost: flowCost(text.slice(at, flow), item), style: "flow" });
    if (item.kind === "map" || item.kind === "author" || item.kind === "any") {
      const frame = this.frame({
        parent: holder,
        grammar: item,
        used: "\n",
        filled: false,
        column: -1,
        owner,
        indent: holder.indent + 2,
        ...(added ? { undashed: true as const } : {}),
      });
      const next: State = { at, frame, fresh: true, cost: here.cost, trail };
      if (added) {
        const key = this.page.keyAt(at);
        if (key !== undefined) this.readKey({ ...next, fresh: this.page.columnAt(at) < 0 }, key);
      } else this.push(next);
    }
    if (item.kind === "list" || item.kind === "any") {
      const frame = this.frame({
        parent: holder,
        grammar: item.kind === "any" ? anyList : item,
        used: "\n",
        filled: false,
        column: -1,
        owner,
        indent: holder.indent + 2,
      });
      if (isDash(this.page.text[at]) && !added) this.push({ at, frame, fresh: false, cost: here.cost + 3, trail });
    }
  }

  /** A value where a list is open but its dash is eaten. */
  private readLooseItem(state: State): void {
    const { frame } = state;
    if (frame === undefined || state.fresh || frame.grammar.kind !== "list" || frame.filled) return;
    const { item } = frame.grammar;
    const first = this.page.text[state.at];
    if (first === "#" || !(item.kind === "scalar" || (item.kind === "map" && first === "{"))) return;
    const column = this.columnOf(state, state.at);
    const begin = Math.min(0.5, this.beginCost(state, state.at));
    // `-sh` rather has a dash without its space than a dash of its own.
    const dashed = isDash(first) && !isDash(this.page.text[state.at + 1]) ? 2 : 0;
    const cost = prices.addedDash + begin + dashed + this.columnCost(frame, column);
    const held = this.frame({ ...frame, filled: true });
    this.readItem({ ...state, cost: state.cost + cost }, held, state.at, state.at, true);
  }

  // --- keys ---------------------------------------------------------------

  private keyFits(state: State, match: KeyMatch): boolean {
    if (state.frame === undefined)
      return match.key === "apiVersion" || match.key === "kind" || match.key === "metadata";
    let root = state.frame;
    for (let frame: Frame | undefined = state.frame; frame !== undefined; frame = frame.parent) {
      root = frame;
      const { grammar } = frame;
      if (grammar.kind === "map" && grammar.keys.has(match.key) && !hasUsed(frame, match.key)) return true;
      if (grammar.kind === "list" && !frame.filled && grammar.item.kind === "map" && grammar.item.keys.has(match.key))
        return true;
    }
    return (match.key === "apiVersion" || match.key === "kind") && hasUsed(root, "kind") && hasUsed(root, "apiVersion");
  }

  private fitsAt(state: State, at: number): boolean {
    const match = this.page.keyAt(at);
    return match !== undefined && this.keyFits(state, match);
  }

  private leadsToScalar(state: State, key: string): boolean {
    for (let frame = state.frame; frame !== undefined; frame = frame.parent) {
      const child = frame.grammar.kind === "map" ? frame.grammar.keys.get(key) : undefined;
      if (child !== undefined) return child.kind === "scalar";
    }
    return true;
  }

  private readKey(state: State, match: KeyMatch): void {
    const { page } = this;
    const { at } = state;
    const lineStart = page.columnAt(at) >= 0;
    const column = this.columnOf(state, at);
    const begin = this.beginCost(state, at);
    let popped = 0;
    const first = state.frame ?? this.rootFrame(at);
    for (let frame: Frame | undefined = first; frame !== undefined; frame = frame.parent) {
      const { grammar } = frame;
      const cost = begin + popped + this.columnCost(frame, column);
      const from: State = { ...state, cost: state.cost + cost };
      if (grammar.kind === "map") {
        const child = grammar.keys.get(match.key);
        if (child !== undefined) {
          const again =
            (hasUsed(frame, match.key) ? prices.duplicateKey : 0) + (grammar.rare.has(match.key) ? prices.rareKey : 0);
          this.readChild({ ...from, cost: from.cost + again }, frame, match, child, column);
        } else if (lineStart && !page.flatAt(at)) {
          const indents = page.indented ? 0 : 3;
          this.readChild(
            {
              ...from,
              cost: from.cost + (knownKeys.has(match.key) ? prices.misplacedKey : prices.unknownKey) + indents,
            },
            frame,
            match,
            anything,
            column,
          );
        }
      } else if (grammar.kind === "author") {
        const extra = this.authorKeyCost(frame, grammar, match, state);
        this.readChild({ ...from, cost: from.cost + extra }, frame, match, grammar.value, column);
      } else if (grammar.kind === "any") {
        if (lineStart || state.fresh)
          this.readChild(
            {
              ...from,
              cost:
                from.cost +
                (page.indented ? 0 : 4) +
                (match.glued ? 1.5 : 0) +
                (knownKeys.has(match.key) ? prices.keyInAnything : 0),
            },
            frame,
            match,
            anything,
            column,
          );
      } else if (!frame.filled && popped === 0 && grammar.item.kind === "map" && grammar.item.keys.has(match.key)) {
        const held = this.frame({ ...frame, filled: true });
        this.readItem({ ...from, cost: from.cost + prices.addedDash }, held, at, at, true);
      }
      if (state.fresh) return;
      popped += closeCost(frame) + prices.pop;
    }
  }

  /** How odd this key is in a map whose keys the author chose, given that it begins here. */
  private authorKeyCost(frame: Frame, grammar: AuthorGrammar, match: KeyMatch, state: State): number {
    const { key } = match;
    const known = isCustomaryKey(grammar.flavour, key) || hasCustomaryPrefix(key);
    // The same key could belong to Kubernetes, further out.
    const outer = frame.filled && this.keyFits(state, match) ? (known ? 1.5 : 3) : 0;
    if (known) return outer + (frame.filled ? 0.5 : 0.2);
    return outer + (grammar.flavour === "quantity" ? 5 : 1);
  }

  private readChild(state: State, frame: Frame, match: KeyMatch, child: Grammar, column: number): void {
    const { page } = this;
    const { text } = page;
    const used = frame.grammar.kind === "map" ? `${frame.used}${match.key}\n` : frame.used;
    const loose = frame.undashed === true && !frame.filled;
    const holder = this.frame({
      ...frame,
      used,
      filled: true,
      column: frame.column >= 0 || loose ? frame.column : column,
      owner: loose && column >= 0 ? column - 1 : frame.owner,
    });
    const trail: Trail = { before: state.trail, piece: { kind: "key", column: frame.indent, key: match } };
    const here: State = { ...state, trail, fresh: false };
    let at = match.after;
    while (isSpace(text[at])) at += 1;
    const sameLine = at < page.lineEnd(match.after) && !(text[at] === "#" && (isGap(text[at - 1]) || page.flatAt(at)));

    if (child.kind === "scalar" || child.kind === "any") {
      const grammar = child.kind === "any" ? anyScalar : child;
      if (sameLine) {
        const glue = match.glued ? (page.spaceless ? 0.2 : prices.gluedColon) : 0;
        if (child.kind === "any") {
          const flow = this.flowEnd(at, child);
          if (flow !== undefined) this.pushValue(here, holder, at, { end: flow, cost: glue, style: "flow" });
        }
        this.readValue(here, holder, grammar, at, this.keyColumn(match, column), glue);
      }
      // No value at all.
      const none = child.kind === "any" || (grammar.type === "text" && !sameLine) ? 1.5 : prices.nullValue;
      this.push({
        at: skipBlank(text, match.after),
        frame: holder,
        fresh: false,
        cost: here.cost + (sameLine ? none + 5 : none),
        trail,
      });
      // The value stands in the next line.
      const next = skipBlank(text, match.after);
      if (
        !sameLine &&
        child.kind === "scalar" &&
        next < text.length &&
        text[next] !== "#" &&
        page.keyAt(next) === undefined
      )
        this.readValue(here, holder, grammar, next, this.keyColumn(match, column), 2);
      if (child.kind === "scalar") return;
    }
    const flow = child.kind === "any" ? undefined : this.flowEnd(at, child);
    if (sameLine && flow !== undefined) {
      this.pushValue(here, holder, at, { end: flow, cost: flowCost(text.slice(at, flow), child), style: "flow" });
      return;
    }
    if (child.kind === "any" && sameLine) return;
    const owner = this.keyColumn(match, column);
    const next = skipBlank(text, match.after);
    const open = (grammar: BranchGrammar): void => {
      const opened = this.frame({
        parent: holder,
        grammar,
        used: "\n",
        filled: false,
        column: -1,
        owner,
        indent: frame.indent + 2,
      });
      this.push({ at: next, frame: opened, fresh: false, cost: here.cost, trail });
    };
    if (child.kind === "any") open(anyList);
    open(child);
  }

  private keyColumn(_match: KeyMatch, column: number): number {
    return column;
  }

  private lineColumn(at: number): number {
    const { page } = this;
    let first = at;
    while (first > 0 && page.columnAt(first) < 0 && page.text[first - 1] !== "\n") first -= 1;
    return Math.max(0, page.columnAt(first));
  }

  // --- values -------------------------------------------------------------

  private pushValue(state: State, holder: Frame, start: number, value: ValueEnd): void {
    this.push({
      at: skipBlank(this.page.text, value.end),
      frame: holder,
      fresh: false,
      cost: state.cost + value.cost,
      trail: { before: state.trail, piece: { kind: "value", start, end: value.end, style: value.style } },
    });
  }

  /** The end of a flow collection that begins here, where one may stand for this grammar. */
  private flowEnd(at: number, grammar: Grammar): number | undefined {
    const { text } = this.page;
    const char = text[at];
    if (char === "*" || (char === "&" && grammar.kind !== "any")) {
      const match = /^[*&][\w-]+/.exec(text.slice(at, at + 80));
      return char === "*" && match !== null ? at + match[0].length : undefined;
    }
    if (grammar.kind === "scalar") return undefined;
    const wanted = grammar.kind === "list" ? "[" : grammar.kind === "any" ? "[{" : "{";
    if (char === undefined || !wanted.includes(char) || text.startsWith("{{", at)) return undefined;
    let depth = 0;
    let quote = "";
    for (let end = at; end < text.length && end - at < 20_000; end += 1) {
      const now = text[end] ?? "";
      if (quote !== "") {
        if (now === "\\" && quote === '"') end += 1;
        else if (closes(quote, now)) quote = "";
      } else if (isQuote(now) && /[\s[{,:，：]/.test(text[end - 1] ?? " ")) quote = now;
      else if (now === "{" || now === "[") depth += 1;
      else if (now === "}" || now === "]") {
        depth -= 1;
        if (depth === 0) return end + 1;
      }
    }
    return undefined;
  }

  private readValue(
    state: State,
    holder: Frame,
    grammar: ScalarGrammar,
    at: number,
    column: number,
    extra: number,
  ): void {
    for (const value of this.valueEnds(state, holder, grammar, at, column))
      this.pushValue(state, holder, at, { ...value, cost: value.cost + extra });
  }

  private *valueEnds(
    state: State,
    holder: Frame,
    grammar: ScalarGrammar,
    at: number,
    column: number,
  ): Generator<ValueEnd> {
    const { page } = this;
    const { text } = page;
    const lineEnd = page.lineEnd(at);
    if (isQuote(text[at])) {
      const end = quotedEnd(text, at);
      if (end !== undefined) {
        const inner = text.slice(at + 1, end - 1);
        const free = isGap(text[end]) || page.flatAt(at);
        const folded = inner.includes("\n") ? 0.5 : 0;
        const wide = text[at] === '"' || text[at] === "'" ? 0 : 0.5;
        const odd = grammar.type === "int" || grammar.type === "bool" ? 3 : 0;
        yield {
          end,
          cost: Math.min(3, valueCost(grammar, inner)) + odd + (free ? 0 : prices.brokenQuote) + folded + wide,
          style: "quoted",
        };
        if (free) return;
      }
    }
    if (text[at] === "|" || text[at] === ">") {
      yield* this.blockEnds(state, holder, at, column);
    }
    const hash = Math.min(lineEnd, page.hashFrom(at + 1));
    const natural = trimEnd(text, at, Math.min(lineEnd, hash));
    const whole = this.plain(grammar, at, natural);
    if (whole !== undefined) {
      const keysInside = page.flat ? this.swallowed(state, holder, at, natural) : 0;
      yield { end: natural, cost: whole + keysInside, style: "plain" };
    }
    if (page.flatAt(at)) yield* this.cuts(state, holder, grammar, at, Math.min(lineEnd, hash));
    // Folded over more lines.
    if (hash >= lineEnd && (grammar.type === "text" || grammar.type === "label")) {
      const next = skipBlank(text, lineEnd);
      if (next < text.length && page.keyAt(next) === undefined && !isDash(text[next]) && text[next] !== "#") {
        const end = trimEnd(text, next, page.lineEnd(next));
        const cost = this.plain(grammar, at, end);
        if (cost !== undefined) yield { end, cost: cost + prices.foldedLine, style: "plain" };
      }
    }
  }

  private plain(grammar: ScalarGrammar, at: number, end: number): number | undefined {
    if (end <= at) return undefined;
    const value = this.page.text.slice(at, end);
    if (!isPlainSafe(value)) {
      if (/:\s|\s#/.test(value) || value.endsWith(":")) return undefined;
      return valueCost(grammar, value) + prices.unsafePlain;
    }
    // A wide colon behind a word, where line breaks are gone, is more likely a key's.
    const wide = this.page.flat ? 3 * (value.match(/[\w"']：/g)?.length ?? 0) : 0;
    return valueCost(grammar, value) + oddEnds(value) + wide;
  }

  /** The cost of keys that a value would take in. */
  private swallowed(state: State, holder: Frame, at: number, end: number): number {
    let cost = 0;
    const inside: State = { ...state, frame: holder };
    for (const start of this.page.startsFrom(at)) {
      if (start.at < at) continue;
      if (start.at >= end) break;
      if (start.kind === "key" && start.match.after <= end && this.keyFits(inside, start.match))
        cost += prices.swallowedKey;
      if (start.kind === "dash" && start.at > at && this.dashFits(inside, start.at) !== undefined) cost += 2.5;
      if (start.kind === "separator") cost += 3;
    }
    return cost;
  }

  /** The places in a flat line where the value may end because something new begins. */
  private *cuts(state: State, holder: Frame, grammar: ScalarGrammar, at: number, limit: number): Generator<ValueEnd> {
    const { page } = this;
    const { text } = page;
    const inside: State = { ...state, frame: holder };
    // Numbers and enumerations end where their characters do.
    let stop = limit;
    for (let colon = at; colon < limit; colon += 1) {
      if (isColon(text[colon]) && isGap(text[colon + 1])) {
        stop = colon;
        break;
      }
    }
    let skipped = 0;
    let passing = 0;
    let passingTo = -1;
    let count = 0;
    for (const start of page.startsFrom(at)) {
      if (start.at > stop) break;
      if (start.kind === "author" ? start.colon <= at : start.at <= at) continue;
      if (passing > 0 && start.at > passingTo) {
        skipped += passing;
        passing = 0;
      }
      if (skipped > slack) return;
      count += 1;
      if (count > cutsPerLine) return;
      const cut = (end: number, extra: number): ValueEnd | undefined => {
        const trimmed = trimEnd(text, at, end);
        const cost = this.plain(grammar, at, trimmed);
        return cost === undefined ? undefined : { end: trimmed, cost: cost + extra + skipped, style: "plain" };
      };
      if (start.kind === "key") {
        if (!this.keyFits(inside, start.match)) continue;
        const made = cut(start.at, 0);
        if (made !== undefined) yield made;
        if (!start.match.glued || !this.leadsToScalar(inside, start.match.key)) {
          passing = prices.swallowedKey;
          passingTo = start.match.end;
        }
      } else if (start.kind === "author") {
        for (const split of this.authorSplits(inside, Math.max(start.at, at + 1), start.colon, at, "value")) {
          const made = cut(split.at, split.cost);
          if (made !== undefined) yield made;
        }
      } else if (start.kind === "dash") {
        if (this.dashFits(inside, start.at) === undefined) continue;
        const made = cut(start.at, isSpace(text[start.at - 1]) ? 0 : 0.2);
        if (made !== undefined) yield made;
        skipped += 2.5;
      } else if (start.kind === "separator") {
        const made = cut(start.at, 0);
        if (made !== undefined) yield made;
        skipped += 2.5;
      } else if (!isGap(text[start.at - 1])) {
        const made = cut(start.at, isGap(text[start.at + 1]) || text.charCodeAt(start.at + 1) > 0x2e7f ? 0 : 2.5);
        if (made !== undefined) yield made;
        skipped += isGap(text[start.at + 1]) ? 2 : 0;
      }
    }
  }

  /** Where in the characters before a colon a key may begin that its author chose. */
  private authorSplits(
    state: State,
    from: number,
    colon: number,
    valueStart: number,
    within: "value" | "comment",
  ): readonly { at: number; cost: number; known: boolean }[] {
    let holder: Frame | undefined;
    for (let frame = state.frame; frame !== undefined && holder === undefined; frame = frame.parent)
      if (frame.grammar.kind === "author") holder = frame;
    if (holder === undefined || holder.grammar.kind !== "author") return [];
    const { flavour } = holder.grammar;
    const { text } = this.page;
    const found: { at: number; cost: number; known: boolean }[] = [];
    const blind: { at: number; cost: number; known: boolean }[] = [];
    const quoted = isQuote(text[from]);
    /** The characters before the colon stand by themselves. */
    const alone = within === "value" && from > valueStart + 1 && isGap(text[from - 1]);
    /** One of Kubernetes' own keys ends in the same colon. */
    let ownKey = false;
    const glued = !isGap(text[colon + 1]) && text[colon] !== "：" ? 3 : 0;
    for (let at = from; at < colon; at += 1) {
      if (quoted && at > from) break;
      const key = quoted ? text.slice(from + 1, colon - 1) : text.slice(at, colon);
      const before = text[at - 1] ?? " ";
      if (at > from || !quoted) ownKey ||= knownKeys.has(key) && this.fitsAt(state, at);
      const known = isCustomaryKey(flavour, key) || hasCustomaryPrefix(key);
      if (!/[A-Za-z0-9_"'“]/.test(text[at] ?? "")) continue;
      const bare = quoted || isGap(before) || !isKeyChar(before);
      if (bare && isColon(text[trimEnd(text, 0, at) - 1])) continue;
      if (bare) {
        const strange = within === "comment" ? (quoted ? 0.8 : oddInComment(key)) : isGap(before) ? 0.6 : 0.8;
        found.push({ at, cost: glued + (known ? 0.1 : strange), known });
        continue;
      }
      if (known || this.seenKeys.has(key) || this.forks.has(key)) {
        // A word that ends a longer key: `key` in `a.key`, or in a word that stands by itself.
        const tail = !key.includes("/") && (/[._/-]/.test(before) || alone) ? (/[._-]/.test(before) ? 4.5 : 2.5) : 0;
        const fork = known || this.seenKeys.has(key) || key.length > 4 ? 0 : 1;
        found.push({ at, cost: glued + tail + fork + (known ? 0.3 : 0.5), known: known && tail === 0 });
        continue;
      }
      if (/^[A-Z][A-Z0-9_]*$/.test(key) && /[a-z0-9]/.test(before) && /^[A-Z][A-Z0-9]*_/.test(key)) {
        found.push({ at, cost: glued + (/[0-9]/.test(before) ? 1.5 : 0.8), known });
        continue;
      }
      if (/^(true|false)$/.test(text.slice(valueStart, at)) || (/\d/.test(before) && /[a-z]/i.test(text[at] ?? ""))) {
        found.push({ at, cost: glued + 2, known });
        continue;
      }
      if (/[a-z]/.test(before) && /[A-Z]/.test(text[at] ?? "")) {
        found.push({ at, cost: glued + (flavour === "data" ? 2.5 : 5), known });
        continue;
      }
      blind.push({ at, cost: glued + 6, known });
    }
    // A key that is known leaves little to the others.
    const best = found.reduce((least, split) => Math.min(least, split.cost), 9);
    const documented = found.some((split) => split.known);
    const first = found.find((split) => split.known)?.at ?? colon;
    for (const split of found) {
      if (documented && !split.known) split.cost += 3;
      // The longest of them: `kubernetes.io/x` is the tail of `nginx.ingress.kubernetes.io/x`.
      else if (split.known && split.at > first && isKeyChar(text[split.at - 1])) split.cost += 3;
      else if (!split.known && ownKey) split.cost += 2.5;
    }
    if (within === "comment") return found;
    return best < 1 ? found : [...found, ...blind.slice(-8)];
  }

  private *blockEnds(state: State, holder: Frame, at: number, column: number): Generator<ValueEnd> {
    const { page } = this;
    const { text } = page;
    const lineEnd = page.lineEnd(at);
    const header = /^[|>][+-]?[1-9]?[+-]?\s*(#.*)?$/.test(text.slice(at, lineEnd));
    if (!header) {
      const first = /^[|>][+-]?/.exec(text.slice(at, at + 2))?.[0].length ?? 1;
      if (!page.flatAt(at) || text[at + first] === undefined) return;
      const stop = page.lineEnd(at);
      const inside: State = { ...state, frame: holder };
      for (const start of page.startsFrom(at)) {
        if (start.at <= at + first) continue;
        if (start.kind === "key" && this.keyFits(inside, start.match))
          yield { end: trimEnd(text, at, start.at), cost: prices.joinedBlock, style: "joined-block" };
        if (start.kind === "author" && holder.grammar.kind === "author")
          for (const split of this.authorSplits(inside, start.at, start.colon, at, "value"))
            yield {
              end: trimEnd(text, at, split.at),
              cost: prices.joinedBlock + split.cost + 1,
              style: "joined-block",
            };
      }
      yield { end: trimEnd(text, at, stop), cost: prices.joinedBlock + 1, style: "joined-block" };
      return;
    }
    const inside: State = { ...state, frame: holder };
    let end = lineEnd;
    let cost = 0;
    let lines = 0;
    for (let next = lineEnd + 1; next <= text.length && lines < 5000; lines += 1) {
      const stop = page.lineEnd(Math.min(next, text.length));
      let first = next;
      while (first < stop && isSpace(text[first])) first += 1;
      const blank = first >= stop;
      if (page.indented) {
        if (!blank && first - next <= column) break;
        if (!blank) end = stop;
      } else {
        const key = blank ? undefined : page.keyAt(first);
        const looksOut =
          key !== undefined &&
          (this.keyFits(inside, key) ||
            (holder.grammar.kind === "author" && /[|>][+-]?\s*$/.test(text.slice(key.after, stop))));
        if (looksOut || (!blank && text.startsWith("---", first)) || (key !== undefined && cost < 4)) {
          yield { end: trimEnd(text, at, end), cost: cost + (lines === 0 ? 4 : 0.3), style: "block" };
          cost += looksOut ? 4 : 0.5;
          if (cost > slack) return;
        }
        if (!blank) end = stop;
      }
      if (stop >= text.length) break;
      next = stop + 1;
    }
    // The rest of the text is a comment behind the header: the lines were joined.
    const joined = end === lineEnd && text.slice(at, lineEnd).includes("#");
    yield {
      end: trimEnd(text, at, end),
      cost: cost + (end === lineEnd ? prices.joinedBlock : 0),
      style: joined ? "joined-block" : "block",
    };
  }
}

/** `ServiceAccountmetadata` begins with a kind and goes on with a lower case letter. */
function startsGlued(word: string, kind: string): boolean {
  return word.startsWith(kind) && /^[a-z]/.test(word.slice(kind.length));
}

/** The keys of a flow map that do not belong into it. */
function flowCost(flow: string, grammar: Grammar): number {
  if (grammar.kind !== "map" || !flow.startsWith("{")) return 0;
  let cost = 0;
  let depth = 0;
  for (const match of flow.matchAll(/[{[]|[\]}]|(?<=[{,，]\s*)["']?([\w./-]+)["']?\s*[:：]/g)) {
    if (/[{[]/.test(match[0])) depth += 1;
    else if (/[\]}]/.test(match[0])) depth -= 1;
    else if (depth === 1 && match[1] !== undefined && !grammar.keys.has(match[1])) cost += 3;
  }
  for (const key of grammar.required) if (!flow.includes(key)) cost += prices.missingKey;
  return cost;
}

/** A dash at a value's end, or a wide one before it, more likely begins a list's item. */
function oddEnds(value: string): number {
  if (/^[－–—]\s/.test(value)) return 3;
  return /[^-]-$/.test(value) ? 1.5 : 0;
}

/** How odd a key of an author is in a comment's tail: `DB_HOST:` is no word of a sentence, `note:` could be one. */
function oddInComment(key: string): number {
  if (/^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/.test(key)) return 0.4;
  return /[A-Za-z0-9][./_-][A-Za-z0-9]/.test(key) ? 0.8 : 2;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isGap(text[at - 1])) at -= 1;
  return at;
}

function closes(open: string, char: string): boolean {
  if (open === '"' || open === "“" || open === "”" || open === "＂") return /["“”＂]/.test(char);
  return /['‘’]/.test(char);
}

/** Just behind the quote that closes the one at `at`. */
function quotedEnd(text: string, at: number): number | undefined {
  const open = text[at] ?? "";
  const straight = open === '"' || open === "'";
  for (let end = at + 1; end < text.length && end - at < 20_000; end += 1) {
    const char = text[end] ?? "";
    if (char === "\\" && open === '"') end += 1;
    else if (open === "'" && char === "'" && text[end + 1] === "'") end += 1;
    else if (straight ? char === open : closes(open, char)) return end + 1;
  }
  if (!straight) return undefined;
  // A straight quote that a full-width one closes, in the same line.
  for (let end = at + 1; end < text.length && text[end] !== "\n"; end += 1)
    if (closes(open, text[end] ?? "")) return end + 1;
  return undefined;
}

/** `my-apptier:` here and `webtier:` there: `tier` is what both end in, and no more. */
function collectForks(text: string): ReadonlySet<string> {
  const before = new Map<string, string>();
  const forks = new Set<string>();
  for (const match of text.matchAll(/[\w./-]{3,80}(?=["']?:[\s\w-])/g)) {
    const run = match[0];
    for (let at = 1; at <= run.length - 3; at += 1) {
      const end = run.slice(at);
      const char = run[at - 1] ?? "";
      const known = before.get(end);
      if (known === undefined) before.set(end, char);
      else if (known !== char && !knownKeys.has(end)) forks.add(end);
    }
    if (before.size > 50_000) break;
  }
  return forks;
}

/** Keys of authors that stand by themselves somewhere in the text. */
function collectSeenKeys(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const pattern =
    /(?:^|[\s{,"']|(?:labels|annotations|selector|matchLabels|data|nodeSelector|limits|requests):)([A-Za-z0-9][\w./-]*)["']?:(?=\s|$)/gm;
  for (const match of text.matchAll(pattern)) {
    const key = match[1];
    if (key !== undefined && !knownKeys.has(key)) found.add(key);
  }
  return found;
}
