// What may come next: keys, items, values, comments and documents, each with its price.

import { anchorLength } from "./anchors.ts";
import { authorKeyCost } from "./author-splits.ts";
import { beginCost, columnCost, columnOf, lineColumn, standsIn } from "./begin.ts";
import { readComment } from "./comments.ts";
import { flowCost, flowEnd } from "./flow.ts";
import { Frames } from "./frames.ts";
import {
  type AnyGrammar,
  type AuthorGrammar,
  anything,
  type BranchGrammar,
  type Grammar,
  type ListGrammar,
  list,
  type MapGrammar,
  type ScalarGrammar,
  scalar,
} from "./grammar.ts";
import { type Hints, hintsOf } from "./hints.ts";
import { knownKeys } from "./kinds.ts";
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
import { valueEnds } from "./values.ts";

/** Makes the followers of a state. */
export class Reader implements Ground {
  private readonly frames: Frames;
  readonly page: Page;
  readonly hints: Hints;
  readonly push: (state: State) => void;
  readonly strangers: "refused" | "taken";

  constructor(page: Page, push: (state: State) => void, strangers: "refused" | "taken") {
    this.strangers = strangers;
    this.page = page;
    this.push = push;
    this.frames = new Frames(page.text);
    this.hints = hintsOf(page);
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

  // --- separators ---------------------------------------------------------

  private readSeparator(state: State): void {
    const { page } = this;
    const { at } = state;
    if (state.fresh) return;
    const next = page.text[at + 3];
    if (next === "-" || (!isGap(next) && !page.flatAt(at))) return;
    this.push({
      at: skipBlank(page.text, at + 3),
      frame: undefined,
      fresh: false,
      cost: state.cost + beginCost(page, state, at) + closeAll(state.frame),
      trail: { before: state.trail, piece: { kind: "separator", at, added: false } },
    });
  }

  private readNextDocument(state: State, key: KeyMatch): void {
    if (state.frame === undefined || state.fresh || !(key.key === "apiVersion" || key.key === "kind")) return;
    let root = state.frame;
    while (root.parent !== undefined) root = root.parent;
    if (!hasUsed(root, "kind") || !hasUsed(root, "apiVersion")) return;
    const { indented } = this.page;
    const aside = indented && this.page.columnAt(state.at) > 0 ? prices.wrongColumn : 0;
    const separated: State = {
      at: state.at,
      frame: undefined,
      fresh: false,
      cost: state.cost + (prices.addedSeparator + closeAll(state.frame) + aside),
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
    if (state.fresh || (!spaced && page.columnAt(at) < 0 && !page.flatAt(at))) return;
    let cost = beginCost(page, state, at);
    if (!spaced) cost += text[at] === "-" ? prices.tightDash : prices.tightWideDash;
    if (text.startsWith("--", at)) cost += prices.doubleDash;
    const column = columnOf(page, state.fresh, at);
    const behind = skipBlank(text, at + 1);
    for (let frame = state.frame; frame !== undefined; frame = frame.parent) {
      if (frame.grammar.kind === "list") {
        const held = this.frames.of({ ...frame, filled: true, column: frame.column >= 0 ? frame.column : column });
        const from = { ...state, cost: state.cost + cost + columnCost(page, frame, column) };
        this.readItem(from, held, frame.grammar, { dash: at, at: behind, dashIs: "written" });
      }
      cost += closeCost(frame) + prices.pop;
    }
  }

  /** A value where a list is open but its dash is eaten. */
  private readLooseItem(state: State): void {
    const { frame, at } = state;
    if (frame === undefined || state.fresh || frame.grammar.kind !== "list" || frame.filled) return;
    const { item } = frame.grammar;
    const { page } = this;
    const first = page.text[at];
    if (first === "#" || !(item.kind === "scalar" || (item.kind === "map" && first === "{"))) return;
    const column = columnOf(page, state.fresh, at);
    const begin = Math.min(prices.mostForBegin, beginCost(page, state, at));
    const dashed = isDash(first) && !isDash(page.text[at + 1]) ? prices.addedDashBeforeDash : 0;
    const cost = prices.addedDash + begin + dashed + columnCost(page, frame, column);
    this.readEatenItem({ ...state, cost: state.cost + cost }, frame, frame.grammar);
  }

  private readEatenItem(state: State, frame: Frame, grammar: ListGrammar): void {
    const held = this.frames.of({ ...frame, filled: true });
    this.readItem(state, held, grammar, { dash: state.at, at: state.at, dashIs: "eaten" });
  }

  private readItem(state: State, holder: Frame, { item }: ListGrammar, place: ItemPlace): void {
    const { page } = this;
    const { at, dash } = place;
    const added = place.dashIs === "eaten";
    const trail: Trail = { before: state.trail, piece: { kind: "dash", column: holder.indent, at: dash, added } };
    const owner = added ? holder.owner - 1 : columnOf(page, false, dash);
    const here: State = { ...state, at, trail };
    if (item.kind === "scalar" || (item.kind === "any" && !added)) {
      const column = added && holder.owner >= 0 ? holder.owner : lineColumn(page, at);
      this.readValue(here, holder, item.kind === "any" ? anyScalar : item, column, 0);
    }
    this.readFlow(here, holder, at, item, 0);
    if (item.kind === "map" || item.kind === "author" || item.kind === "any") {
      const frame = this.frames.opened(holder, item, owner, added ? { undashed: true } : undefined);
      const next: State = { at, frame, fresh: true, cost: here.cost, trail };
      const key = page.keyAt(at);
      if (!added) this.push(next);
      else if (key !== undefined) this.readKey({ ...next, fresh: page.columnAt(at) < 0 }, key);
    }
    if ((item.kind === "list" || item.kind === "any") && isDash(page.text[at]) && !added) {
      const frame = this.frames.opened(holder, item.kind === "any" ? anyList : item, owner);
      this.push({ at, frame, fresh: false, cost: here.cost + prices.listInList, trail });
    }
  }

  // --- keys ---------------------------------------------------------------

  private readKey(state: State, match: KeyMatch): void {
    const { page } = this;
    const { at } = state;
    const column = columnOf(page, state.fresh, at);
    const begin = beginCost(page, state, at);
    let popped = 0;
    const first = state.frame ?? this.frames.root(at);
    const exact = column >= 0 && page.indented && !state.fresh && standsIn(first, column);
    for (let frame: Frame | undefined = first; frame !== undefined; frame = frame.parent) {
      const aside = exact && frame.column >= 0 && frame.column !== column ? prices.wrongColumn : 0;
      const cost = begin + popped + aside + columnCost(page, frame, column);
      this.readKeyIn(frame, { ...state, cost: state.cost + cost }, match, column, popped === 0);
      if (state.fresh) return;
      popped += closeCost(frame) + prices.pop;
    }
  }

  /** The key as one of this map or list. `innermost`: nothing has to be closed for that. */
  private readKeyIn(frame: Frame, state: State, match: KeyMatch, column: number, innermost: boolean): void {
    const { grammar } = frame;
    switch (grammar.kind) {
      case "map":
        this.readKeyInMap(frame, grammar, state, match, column);
        return;
      case "author": {
        const extra = authorKeyCost(frame, grammar, match, state, this.page);
        this.readChild({ ...state, cost: state.cost + extra }, frame, match, grammar.value, column);
        return;
      }
      case "any":
        this.readKeyInAnything(frame, grammar, state, match, column);
        return;
      case "list":
        if (!frame.filled && innermost && grammar.item.kind === "map" && grammar.item.keys.has(match.key))
          this.readEatenItem({ ...state, cost: state.cost + prices.addedDash }, frame, grammar);
    }
  }

  private readKeyInMap(frame: Frame, grammar: MapGrammar, state: State, match: KeyMatch, column: number): void {
    const { page } = this;
    const child = grammar.keys.get(match.key);
    if (child !== undefined) {
      const again = hasUsed(frame, match.key) ? prices.duplicateKey : 0;
      const rare = grammar.rare.has(match.key) ? prices.rareKey : 0;
      this.readChild({ ...state, cost: state.cost + (again + rare) }, frame, match, child, column);
      return;
    }
    if (page.flatAt(match.start) ? !this.isStranger(match) : page.columnAt(match.start) < 0) return;
    const stray = knownKeys.has(match.key) ? prices.misplacedKey : prices.unknownKey;
    const bare = page.indented ? 0 : prices.bareUnknownKey;
    this.readChild({ ...state, cost: state.cost + stray + bare }, frame, match, anything, column);
  }

  private readKeyInAnything(frame: Frame, grammar: AnyGrammar, state: State, match: KeyMatch, column: number): void {
    const { page } = this;
    if (page.columnAt(match.start) < 0 && !state.fresh && !this.isStranger(match)) return;
    const bare = page.indented ? 0 : prices.bareKeyInAnything;
    const glued = match.glued ? prices.gluedKeyInAnything : 0;
    const known = knownKeys.has(match.key) ? prices.keyInAnything : 0;
    this.readChild({ ...state, cost: state.cost + bare + glued + known }, frame, match, grammar, column);
  }

  /** A key that no kind has, where it visibly begins in a line without breaks. */
  private isStranger(match: KeyMatch): boolean {
    const before = this.page.text[match.start - 1];
    return this.strangers === "taken" && (isGap(before) || isColon(before) || isDash(before));
  }

  // --- what stands behind a key -------------------------------------------

  private readChild(state: State, frame: Frame, match: KeyMatch, child: Grammar, column: number): void {
    const { page } = this;
    const { text } = page;
    const loose = frame.undashed === true && !frame.filled;
    const holder = this.frames.of({
      ...frame,
      used: frame.grammar.kind === "map" ? `${frame.used}${match.key}\n` : frame.used,
      filled: true,
      column: frame.column >= 0 || loose ? frame.column : column,
      owner: loose && column >= 0 ? column - 1 : frame.owner,
    });
    const trail: Trail = { before: state.trail, piece: { kind: "key", column: frame.indent, key: match } };
    let at = match.after;
    while (isSpace(text[at])) at += 1;
    const isComment = text[at] === "#" && (isGap(text[at - 1]) || page.flatAt(at));
    const behind: Behind = {
      match,
      here: { ...state, at, trail, fresh: false },
      holder,
      sameLine: at < page.lineEnd(match.after) && !isComment,
      next: skipBlank(text, match.after),
      column,
    };
    if (child.kind === "scalar") this.readScalar(behind, child);
    else if (child.kind === "any") this.readAnything(behind, child);
    else if (!this.readFlowMap(behind, child)) this.openChild(behind, child);
  }

  private readScalar(behind: Behind, grammar: ScalarGrammar): void {
    const { here, holder, sameLine, next, column } = behind;
    if (sameLine) this.readValue(here, holder, grammar, column, this.glue(behind));
    this.readNull(behind, grammar.type === "text" && !sameLine ? prices.nullText : prices.nullValue);
    const { text } = this.page;
    if (!sameLine && next < text.length && text[next] !== "#" && this.page.keyAt(next) === undefined)
      this.readValue({ ...here, at: next }, holder, grammar, column, prices.valueBelow);
  }

  private readAnything(behind: Behind, grammar: AnyGrammar): void {
    const { here, holder, sameLine, column } = behind;
    if (sameLine) {
      const glue = this.glue(behind);
      this.readFlow(here, holder, here.at, grammar, glue);
      this.readValue(here, holder, anyScalar, column, glue);
    }
    this.readNull(behind, prices.nullText);
    if (sameLine && !(this.strangers === "taken" && this.opens(here.at))) return;
    this.open(behind, anyList);
    this.open(behind, grammar);
  }

  /** What it costs that no space stands behind a colon. */
  private glue({ match }: Behind): number {
    if (!match.glued) return 0;
    return this.page.spaceless ? prices.gluedColonAmongOthers : prices.gluedColon;
  }

  /** No value at all. */
  private readNull({ here, holder, sameLine, next }: Behind, cost: number): void {
    this.push({
      at: next,
      frame: holder,
      fresh: false,
      cost: here.cost + (sameLine ? cost + prices.nullBesideWords : cost),
      trail: here.trail,
    });
  }

  /** A flow collection behind the key or below it; true where it is all that can stand there. */
  private readFlowMap({ here, holder, sameLine, next }: Behind, child: Grammar): boolean {
    if (sameLine) return this.readFlow(here, holder, here.at, child, 0);
    this.readFlow(here, holder, next, child, prices.flowBelow);
    return false;
  }

  /** The map or list that the key opens, or the word `null` in its place. */
  private openChild(behind: Behind, child: MapGrammar | AuthorGrammar | ListGrammar): void {
    const { here, holder, sameLine } = behind;
    const { at } = here;
    if (sameLine && this.page.text.startsWith("null", at) && this.mayEnd(at + 4))
      this.pushValue(here, holder, at, { end: at + 4, cost: prices.nullWord, style: "plain" });
    this.open(behind, child);
  }

  private open({ here, holder, sameLine, next, column }: Behind, grammar: BranchGrammar): void {
    const { at } = here;
    const opened = this.frames.opened(holder, grammar, column);
    const anchor = sameLine ? anchorLength(this.page.text, at, this.hints.anchors) : undefined;
    if (anchor === undefined) this.push({ at: next, frame: opened, fresh: false, cost: here.cost, trail: here.trail });
    // `labels: &name`: the map stands behind its anchor.
    else this.pushValue(here, opened, at, { end: at + anchor, cost: prices.behindAnchor, style: "plain" });
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

  /** A flow collection at `at`; whether there is one. */
  private readFlow(state: State, holder: Frame, at: number, grammar: Grammar, extra: number): boolean {
    const end = flowEnd(this, at, grammar);
    if (end === undefined) return false;
    const cost = extra + flowCost(this.page.text.slice(at, end), grammar);
    this.pushValue(state, holder, at, { end, cost, style: "flow" });
    return true;
  }

  private readValue(here: State, holder: Frame, grammar: ScalarGrammar, column: number, extra: number): void {
    const { at } = here;
    const inside: State = { ...here, frame: holder };
    for (const value of valueEnds({ ground: this, inside, holder, grammar, at, column }))
      this.pushValue(here, holder, at, { ...value, cost: value.cost + extra });
  }
}

interface ItemPlace {
  /** Where the dash stands, or would. */
  readonly dash: number;
  readonly at: number;
  readonly dashIs: "written" | "eaten";
}

/** The place behind a key that was read. */
interface Behind {
  readonly match: KeyMatch;
  /** At the first character behind the colon that is no space. */
  readonly here: State;
  /** The map that has the key now. */
  readonly holder: Frame;
  /** Something stands behind the colon in its line. */
  readonly sameLine: boolean;
  /** The first character behind the colon that is no white space. */
  readonly next: number;
  readonly column: number;
}

const anyScalar: ScalarGrammar = scalar("text");
const anyList: ListGrammar = list(anything);
