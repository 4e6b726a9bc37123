// A beam search for the most plausible reading of a damaged text: every character that is no white space is used once, in order.

import type { Page } from "./page.ts";
import { prices, scopes } from "./prices.ts";
import { Ahead, Heap } from "./queue.ts";
import { Reader } from "./reader.ts";
import type { Piece, Reading } from "./reading.ts";
import { closeAll, type State, skipBlank, type Trail } from "./state.ts";

/** All plausible readings of a page, the best first. Within `wide` the unlikely is followed too, and fields that no kind has. */
export function search(page: Page, wanted: number, within: "narrow" | "wide" = "narrow"): SearchResult {
  return searchWithin(page, wanted, within === "narrow" ? narrow : wide);
}

export interface SearchResult {
  /** Best first. */
  readonly readings: readonly Reading[];
  /** The text is too large or too strange; there are no readings for that reason only. */
  readonly gaveUp: boolean;
}

/** How much of the unlikely is followed. */
interface Scope {
  readonly beamWidth: number;
  /** How far a state may lag behind the best of its time. */
  readonly slack: number;
  /** Fields that no kind has are read in lines without breaks, too. */
  readonly strangers: "refused" | "taken";
}

const narrow: Scope = { ...scopes.narrow, strangers: "refused" };
const wide: Scope = { ...scopes.wide, strangers: "taken" };

const rivalsPerState = 3;

/** Work for one text, in states put into the queue. */
const budget = 400_000;

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
  const reader = new Reader(page, push, scope.strangers);
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
