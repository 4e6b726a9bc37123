// Where a plain value ends in a line whose breaks are gone: at the next key, dash, separator or comment that is plausible there.

import { authorSplits } from "./author-splits.ts";
import { dashFits, keyFits, leadsToScalar } from "./fits.ts";
import { isColon, isGap, isSpace, type KeyMatch, type Start } from "./page.ts";
import { plainCost } from "./plain.ts";
import { cutsPerLine, valuePrices as price, swallowLimit } from "./prices.ts";
import { trimEnd, type ValueEnd, type ValuePlace } from "./state.ts";

/** The places up to `limit` where the value may end because something new begins. */
export function valueCuts(place: ValuePlace, limit: number): Iterable<ValueEnd> {
  return new ValueCuts(place).read(limit);
}

class ValueCuts {
  private readonly place: ValuePlace;
  private readonly text: string;
  /** What the value would take in by ending later. */
  private skipped = 0;
  /** What it would take in beyond `passingTo`: a key that it may end before. */
  private passing = 0;
  private passingTo = -1;

  constructor(place: ValuePlace) {
    this.place = place;
    this.text = place.ground.page.text;
  }

  *read(limit: number): Generator<ValueEnd> {
    const { ground, at } = this.place;
    const stop = this.firstColon(limit);
    let count = 0;
    for (const start of ground.page.startsFrom(at)) {
      if (start.at > stop) return;
      if (start.kind === "author" ? start.colon <= at : start.at <= at) continue;
      if (this.passing > 0 && start.at > this.passingTo) {
        this.skipped += this.passing;
        this.passing = 0;
      }
      count += 1;
      if (this.skipped > swallowLimit || count > cutsPerLine) return;
      yield* this.before(start);
    }
  }

  /** The first colon that ends a key, or `limit`: no plain value goes on over it. */
  private firstColon(limit: number): number {
    for (let colon = this.place.at; colon < limit; colon += 1)
      if (isColon(this.text[colon]) && isGap(this.text[colon + 1])) return colon;
    return limit;
  }

  private before(start: Start): Iterable<ValueEnd> {
    switch (start.kind) {
      case "key":
        return this.beforeKey(start.match);
      case "author":
        return this.beforeAuthorKey(start.at, start.colon);
      case "dash":
        return this.beforeDash(start.at);
      case "separator":
        return this.beforeSeparator(start.at);
      case "hash":
        return this.beforeHash(start.at);
    }
  }

  private *beforeKey(match: KeyMatch): Generator<ValueEnd> {
    const { inside } = this.place;
    if (!keyFits(inside, match)) return;
    yield* this.cut(match.start, 0);
    if (match.glued && leadsToScalar(inside, match.key)) return;
    this.passing = price.swallowedKey;
    this.passingTo = match.end;
  }

  private *beforeAuthorKey(from: number, colon: number): Generator<ValueEnd> {
    const { ground, inside, at } = this.place;
    for (const split of authorSplits(ground, inside, Math.max(from, at + 1), colon, at, "value"))
      yield* this.cut(split.at, split.cost);
  }

  private *beforeDash(at: number): Generator<ValueEnd> {
    const { ground, inside } = this.place;
    if (dashFits(ground, inside, at) === undefined) return;
    yield* this.cut(at, isSpace(this.text[at - 1]) ? 0 : price.cutAtGluedDash);
    this.skipped += price.passedDash;
  }

  private *beforeSeparator(at: number): Generator<ValueEnd> {
    yield* this.cut(at, 0);
    this.skipped += price.passedSeparator;
  }

  private *beforeHash(at: number): Generator<ValueEnd> {
    const { text } = this;
    if (isGap(text[at - 1])) return;
    const spaced = isGap(text[at + 1]);
    const isFieldOut = commentedOut.test(text.slice(at, at + 120));
    const tight = isFieldOut ? price.cutAtFieldOut : price.cutAtTightHash[this.place.ground.page.joint];
    yield* this.cut(at, spaced || text.charCodeAt(at + 1) > 0x2e7f ? 0 : tight);
    this.skipped += spaced || isFieldOut ? price.passedHash : 0;
  }

  private *cut(at: number, extra: number): Generator<ValueEnd> {
    const { ground, grammar } = this.place;
    const end = trimEnd(this.text, this.place.at, at);
    const cost = plainCost(ground, grammar, this.place.at, end);
    if (cost !== undefined) yield { end, cost: cost + extra + this.skipped, style: "plain" };
  }
}

/** A field that is commented out, without a space. */
const commentedOut = /^#+(?:- *)?[A-Za-z][\w./-]*:(?:\s|$)/;
