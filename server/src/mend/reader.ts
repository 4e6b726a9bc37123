// What may come next: keys, items, values, comments and documents, each with its price.

import { anchorLength } from "./anchors.ts";
import { authorKeyCost } from "./author-splits.ts";
import { readComment } from "./comments.ts";
import {
  anything,
  type BranchGrammar,
  type Grammar,
  type ListGrammar,
  list,
  type ScalarGrammar,
  scalar,
} from "./grammar.ts";
import { type Hints, hintsOf } from "./hints.ts";
import { kindNames, knownKeys, rootGrammar } from "./kinds.ts";
import { isColon, isDash, isGap, isSpace, type KeyMatch, type Page } from "./page.ts";
import { prices } from "./prices.ts";
import {
  closeAll,
  closeCost,
  type Frame,
  type Ground,
  hasUsed,
  type State,
  skipBlank,
  type Trail,
  type ValueEnd,
} from "./state.ts";
import { flowCost, flowEnd, valueEnds } from "./values.ts";

/** Makes the followers of a state. */
export class Reader implements Ground {
  private readonly frames = new Map<string, Frame>();
  private readonly guesses = new Map<number, BranchGrammar>();
  readonly seenKeys: ReadonlySet<string>;
  readonly forks: ReadonlySet<string>;
  readonly stems: ReadonlySet<string>;
  readonly seenValues: ReadonlySet<string>;
  readonly anchors: ReadonlySet<string>;
  readonly looks: Hints["looks"];

  readonly page: Page;
  readonly push: (state: State) => void;
  readonly strangers: "refused" | "taken";

  constructor(page: Page, push: (state: State) => void, strangers: "refused" | "taken") {
    this.strangers = strangers;
    this.page = page;
    this.push = push;
    const hints = hintsOf(page);
    this.seenKeys = hints.seenKeys;
    this.forks = hints.forks;
    this.stems = hints.stems;
    this.seenValues = hints.seenValues;
    this.anchors = hints.anchors;
    this.looks = hints.looks;
  }

  expand(state: State): void {
    const { text } = this.page;
    const { at } = state;
    if (text[at] === "#") readComment(this, state);
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
    const { text, joint } = this.page;
    if (isSpace(text[at - 1])) return prices.spaceForBreak + (joint === "nothing" ? prices.oddJoint : 0);
    return prices.nothingForBreak + (joint === "space" && !isColon(text[at - 1]) ? prices.oddJoint : 0);
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
          "written",
        );
      }
      cost += closeCost(frame) + prices.pop;
    }
  }

  private readItem(state: State, holder: Frame, dash: number, at: number, dashIs: "written" | "eaten"): void {
    const added = dashIs === "eaten";
    if (holder.grammar.kind !== "list") return;
    const { item } = holder.grammar;
    const { text } = this.page;
    const trail: Trail = { before: state.trail, piece: { kind: "dash", column: holder.indent, at: dash, added } };
    const owner = added ? holder.owner - 1 : this.columnOf({ ...state, fresh: false }, dash);
    const here: State = { ...state, at, trail };
    if (item.kind === "scalar" || item.kind === "any") {
      const grammar = item.kind === "any" ? anyScalar : item;
      if (!added || item.kind === "scalar")
        this.readValue(here, holder, grammar, at, added && holder.owner >= 0 ? holder.owner : this.lineColumn(at), 0);
    }
    const flow = flowEnd(this, at, item);
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
    this.readItem({ ...state, cost: state.cost + cost }, held, state.at, state.at, "eaten");
  }

  // --- keys ---------------------------------------------------------------

  private readKey(state: State, match: KeyMatch): void {
    const { page } = this;
    const { at } = state;
    const lineStart = page.columnAt(at) >= 0;
    const column = this.columnOf(state, at);
    const begin = this.beginCost(state, at);
    let popped = 0;
    const first = state.frame ?? this.rootFrame(at);
    const exact = column >= 0 && page.indented && !state.fresh && standsIn(first, column);
    for (let frame: Frame | undefined = first; frame !== undefined; frame = frame.parent) {
      const { grammar } = frame;
      const aside = exact && frame.column >= 0 && frame.column !== column ? prices.wrongColumn : 0;
      const cost = begin + popped + aside + this.columnCost(frame, column);
      const from: State = { ...state, cost: state.cost + cost };
      if (grammar.kind === "map") {
        const child = grammar.keys.get(match.key);
        if (child !== undefined) {
          const again =
            (hasUsed(frame, match.key) ? prices.duplicateKey : 0) + (grammar.rare.has(match.key) ? prices.rareKey : 0);
          this.readChild({ ...from, cost: from.cost + again }, frame, match, child, column);
        } else if (page.flatAt(at) ? this.isStranger(match) : lineStart) {
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
        const extra = authorKeyCost(frame, grammar, match, state, page);
        this.readChild({ ...from, cost: from.cost + extra }, frame, match, grammar.value, column);
      } else if (grammar.kind === "any") {
        if (lineStart || state.fresh || this.isStranger(match))
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
        this.readItem({ ...from, cost: from.cost + prices.addedDash }, held, at, at, "eaten");
      }
      if (state.fresh) return;
      popped += closeCost(frame) + prices.pop;
    }
  }

  /** A key that no kind has, where it visibly begins in a line without breaks. */
  private isStranger(match: KeyMatch): boolean {
    const before = this.page.text[match.start - 1];
    return this.strangers === "taken" && (isGap(before) || isColon(before) || isDash(before));
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
          const flow = flowEnd(this, at, child);
          if (flow !== undefined) this.pushValue(here, holder, at, { end: flow, cost: glue, style: "flow" });
        }
        this.readValue(here, holder, grammar, at, column, glue);
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
        this.readValue(here, holder, grammar, next, column, 2);
      if (child.kind === "scalar") return;
    }
    const flow = child.kind === "any" ? undefined : flowEnd(this, at, child);
    if (sameLine && flow !== undefined) {
      this.pushValue(here, holder, at, { end: flow, cost: flowCost(text.slice(at, flow), child), style: "flow" });
      return;
    }
    // `{}` in the next line.
    const below = skipBlank(text, match.after);
    const lower = sameLine || child.kind === "any" ? undefined : flowEnd(this, below, child);
    if (lower !== undefined) {
      const cost = 0.3 + flowCost(text.slice(below, lower), child);
      this.pushValue(here, holder, below, { end: lower, cost, style: "flow" });
    }
    if (child.kind === "any" && sameLine && !(this.strangers === "taken" && this.opens(at))) return;
    if (child.kind !== "any" && sameLine && text.startsWith("null", at) && this.mayEnd(at + 4))
      this.pushValue(here, holder, at, { end: at + 4, cost: 1, style: "plain" });
    const owner = column;
    const next = skipBlank(text, match.after);
    const anchor = sameLine ? anchorLength(text, at, this.anchors) : undefined;
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
      if (anchor === undefined) this.push({ at: next, frame: opened, fresh: false, cost: here.cost, trail });
      // `labels: &name`: the map stands behind its anchor.
      else
        this.pushValue({ ...here, cost: here.cost + 0.5 }, opened, at, { end: at + anchor, cost: 0, style: "plain" });
    };
    if (child.kind === "any") open(anyList);
    open(child);
  }

  /** Whether a key or a dash stands here, in a line without breaks. */
  private opens(at: number): boolean {
    const { page } = this;
    return page.flatAt(at) && (page.keyAt(at) !== undefined || (isDash(page.text[at]) && isGap(page.text[at + 1])));
  }

  /** Whether something else may begin at `at`: white space stands there, or a key runs into what is before. */
  private mayEnd(at: number): boolean {
    return isGap(this.page.text[at]) || (this.page.flatAt(at) && this.page.keyAt(at) !== undefined);
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

  private readValue(
    state: State,
    holder: Frame,
    grammar: ScalarGrammar,
    at: number,
    column: number,
    extra: number,
  ): void {
    for (const value of valueEnds(this, state, holder, grammar, at, column))
      this.pushValue(state, holder, at, { ...value, cost: value.cost + extra });
  }
}

const anyScalar: ScalarGrammar = scalar("text");
const anyList: ListGrammar = list(anything);

/** Whether the keys or dashes of something that is open stand in this column. */
function standsIn(first: Frame, column: number): boolean {
  for (let frame: Frame | undefined = first; frame !== undefined; frame = frame.parent)
    if (frame.column === column) return true;
  return false;
}

/** `ServiceAccountmetadata` begins with a kind and goes on with a lower case letter. */
function startsGlued(word: string, kind: string): boolean {
  return word.startsWith(kind) && /^[a-z]/.test(word.slice(kind.length));
}
