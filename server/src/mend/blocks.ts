// Where a block of text (`|`, `>`) ends: by its indentation, at a key where that is gone, or in its own line where the breaks are.

import { authorSplits } from "./author-splits.ts";
import { keyFits } from "./fits.ts";
import { isSpace, type Page } from "./page.ts";
import { blockEndsAtKeys, plausibleKey, valuePrices as price, swallowLimit } from "./prices.ts";
import { trimEnd, type ValueEnd, type ValuePlace } from "./state.ts";

/** The ends that a block of text may have which begins at this place. */
export function* blockEnds(place: ValuePlace): Generator<ValueEnd> {
  const { at } = place;
  const { page } = place.ground;
  const { text } = page;
  const head = page.lineEnd(at);
  if (!/^[|>][+-]?[1-9]?[+-]?\s*(#.*)?$/.test(text.slice(at, head))) {
    yield* joinedEnds(place);
    return;
  }
  const last = page.indented ? { end: indentedEnd(place, head), cost: 0 } : yield* bareEnds(place, head);
  if (last === undefined) return;
  const empty = last.end === head;
  // The rest of the text is a comment behind the header: the lines were joined.
  const joined = empty && text.slice(at, head).includes("#");
  yield {
    end: trimEnd(text, at, last.end),
    cost: last.cost + (empty ? price.joinedBlock : 0),
    style: joined ? "joined-block" : "block",
  };
}

/** The ends of a block whose lines stand in the line of its header. */
function* joinedEnds({ ground, inside, holder, at }: ValuePlace): Generator<ValueEnd> {
  const { page } = ground;
  const { text } = page;
  const first = /^[|>][+-]?/.exec(text.slice(at, at + 2))?.[0].length ?? 1;
  if (!page.flatAt(at) || text[at + first] === undefined) return;
  const ends = (end: number, more: number): ValueEnd => ({
    end: trimEnd(text, at, end),
    cost: price.joinedBlock + more,
    style: "joined-block",
  });
  for (const start of page.startsFrom(at)) {
    if (start.at <= at + first) continue;
    if (start.kind === "key" && keyFits(inside, start.match)) yield ends(start.at, 0);
    if (start.kind !== "author" || holder.grammar.kind !== "author") continue;
    for (const split of authorSplits(ground, inside, start.at, start.colon, at, "value"))
      if (split.cost < plausibleKey) yield ends(split.at, split.cost + price.joinedBlockBeforeAuthorKey);
  }
  yield ends(page.lineEnd(at), price.joinedBlockToEnd);
}

/** The end of the last line that stands further right than the block's key. */
function indentedEnd({ ground, column }: ValuePlace, head: number): number {
  let end = head;
  for (const line of linesBelow(ground.page, head)) {
    if (line.blank) continue;
    if (line.first - line.start <= column) break;
    end = line.end;
  }
  return end;
}

/** The ends of a block without indentation before each key below it; returns the one behind all lines, if that is plausible yet. */
function* bareEnds(
  { ground, inside, holder, at }: ValuePlace,
  head: number,
): Generator<ValueEnd, { readonly end: number; readonly cost: number } | undefined> {
  const { page } = ground;
  const { text } = page;
  let end = head;
  let cost = 0;
  let isFirst = true;
  for (const line of linesBelow(page, head)) {
    const key = line.blank ? undefined : page.keyAt(line.first);
    const isOutside =
      key !== undefined &&
      (keyFits(inside, key) ||
        (holder.grammar.kind === "author" && /[|>][+-]?\s*$/.test(text.slice(key.after, line.end))));
    const mayEnd = isOutside || (key !== undefined && cost < blockEndsAtKeys);
    if (mayEnd || (!line.blank && text.startsWith("---", line.first))) {
      yield {
        end: trimEnd(text, at, end),
        cost: cost + (isFirst ? price.emptyBlock : price.bareBlockEnd),
        style: "block",
      };
      cost += isOutside ? price.blockOverKey : price.blockOverOtherKey;
      if (cost > swallowLimit) return undefined;
    }
    if (!line.blank) end = line.end;
    isFirst = false;
  }
  return { end, cost };
}

interface BlockLine {
  readonly start: number;
  readonly end: number;
  /** The first character that is no white space. */
  readonly first: number;
  readonly blank: boolean;
}

/** A block has no more lines than this. */
const mostLines = 5000;

function* linesBelow(page: Page, head: number): Generator<BlockLine> {
  const { text } = page;
  let start = head + 1;
  for (let lines = 0; start <= text.length && lines < mostLines; lines += 1) {
    const end = page.lineEnd(start);
    let first = start;
    while (first < end && isSpace(text[first])) first += 1;
    yield { start, end, first, blank: first >= end };
    if (end >= text.length) return;
    start = end + 1;
  }
}
