// From a place in what a chart was rendered to, back to the template and the value that it came from.

import type { ChartFile } from "./chart/files.ts";
import type { Origin } from "./go/values.ts";
import type { Manifest } from "./manifests.ts";
import type { Rendering } from "./rendering.ts";
import type { Source } from "./template/nodes.ts";
import { type Piece, pieceIndexAt, type Via } from "./template/trace.ts";

/** Characters of a chart's file. */
export interface ChartPlace {
  readonly file: ChartFile;
  readonly start: number;
  readonly end: number;
}

/** Who is to blame for some characters of the result. */
export interface Blame {
  readonly place: ChartPlace;
  /** Where the template prints it, if the place is that of a value. */
  readonly template: ChartPlace | undefined;
  /** Several actions print that value: for some of them it may be right. */
  readonly isShared?: boolean;
}

/** Answers for one rendering, made with tracing. Offsets are those of its `text`. */
export class RenderedPlaces {
  private readonly rendering: Rendering;
  private printing: ReadonlySet<string> | undefined;
  private printers: Map<string, number> | undefined;
  constructor(rendering: Rendering) {
    this.rendering = rendering;
  }

  /** The text that is to blame: literal text where all of it is, the value where one alone makes it, else the action. */
  blame(start: number, end: number): Blame | undefined {
    const pieces = this.piecesIn(start, end);
    const [first] = pieces;
    const last = pieces.at(-1);
    if (first === undefined || last === undefined) return undefined;
    if (first.piece.isLiteral && last.piece.isLiteral && first.piece.source === last.piece.source) {
      const place = this.inSource(first.piece.source, first.piece.start + first.from, last.piece.start + last.to);
      if (place !== undefined) return { place, template: undefined };
    }
    const template = this.template(start, end);
    const origins = new Set(pieces.flatMap(({ piece }) => (piece.isLiteral ? [] : piece.values)));
    const [only] = origins;
    const file = only === undefined ? undefined : this.rendering.valueFiles[only.file];
    const isAllOfIt = pieces.every(({ piece }) => !piece.isLiteral || piece.source !== first.piece.source);
    if (template !== undefined && only !== undefined && this.isMadeText(file?.text.slice(only.start, only.end), start))
      return { place: template, template: undefined };
    if (only !== undefined && origins.size === 1 && isAllOfIt && file?.uri !== undefined)
      return { place: { file, start: only.start, end: only.end }, template, isShared: this.isShared(only) };
    return template && { place: template, template: undefined };
  }

  /** Whether a number or a boolean became text on its way (`quote`, `toString`): that is the template's doing. */
  private isMadeText(value: string | undefined, start: number): boolean {
    return /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(value ?? "") && /["']/.test(this.rendering.text[start] ?? "");
  }

  /** Where the template of the manifest prints it: of what a named template made, the action that takes it in. */
  template(start: number, end: number): ChartPlace | undefined {
    const pieces = this.piecesIn(start, end);
    const [first] = pieces;
    const last = pieces.at(-1);
    if (first === undefined || last === undefined) return undefined;
    return this.outermost(first, last);
  }

  private outermost(first: PiecePart, last: PiecePart): ChartPlace | undefined {
    const from = outermost(first.piece, first.from, first.from);
    const to = outermost(last.piece, last.from, last.to);
    return this.inSource(from.source, from.start, from.source === to.source ? Math.max(to.end, from.end) : from.end);
  }

  /**
   * Where characters of a template came out, or an action of it: an offset in the result. `text`: the template as it is now; what was
   * rendered may be older.
   */
  *renderedAt(uri: string, offset: number): Iterable<number> {
    for (const manifest of this.rendering.manifests) {
      const ends = endsOf(manifest.pieces);
      for (const [index, piece] of manifest.pieces.entries()) {
        const within = this.within(piece, uri, offset);
        if (within === undefined) continue;
        const at = (ends[index] ?? 0) - piece.length + within - manifest.offset;
        if (at >= 0 && at <= manifest.text.length) yield manifest.start + at;
      }
    }
  }

  /** Where characters of a file of values came out. */
  *valueAt(uri: string, offset: number): Iterable<number> {
    const files = this.rendering.valueFiles;
    const isThere = (origin: Origin) =>
      files[origin.file]?.uri === uri && origin.start <= offset && offset <= origin.end;
    for (const manifest of this.rendering.manifests) {
      const ends = endsOf(manifest.pieces);
      for (const [index, piece] of manifest.pieces.entries()) {
        if (piece.isLiteral || !piece.values.some(isThere)) continue;
        const at = (ends[index] ?? 0) - piece.length - manifest.offset;
        if (at >= 0 && at <= manifest.text.length) yield manifest.start + at;
      }
    }
  }

  private within(piece: Piece, uri: string, offset: number): number | undefined {
    const { source, start, end } = outermost(piece, 0, piece.length);
    if (offset < start || offset > end || this.rendering.templates.get(source.name)?.uri !== uri) return undefined;
    return piece.isLiteral && piece.via === undefined ? offset - start : 0;
  }

  /**
   * The characters of a file that are these characters of the result: literal text of one template, or one whole value; undefined for
   * all else.
   */
  exactly(start: number, end: number): (ChartPlace & { readonly uri: string; readonly text: string }) | undefined {
    // An insertion stands between two characters: both are to be of one text.
    const pieces = this.piecesIn(start === end ? start - 1 : start, start === end ? end + 1 : end);
    const [first] = pieces;
    const last = pieces.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const { piece } = first;
    const isOneText =
      pieces.every(({ piece: one }) => one.isLiteral && one.via === undefined && one.source === piece.source) &&
      last.piece.start + last.to - (piece.start + first.from) ===
        pieces.reduce((length, part) => length + part.to - part.from, 0);
    if (isOneText) {
      const file = this.rendering.templates.get(piece.source.name);
      const from = piece.start + first.from + (start === end ? 1 : 0);
      const to = last.piece.start + last.to - (start === end ? 1 : 0);
      if (file?.uri === undefined || file.text !== piece.source.text) return undefined;
      return { file, uri: file.uri, text: file.text, start: from, end: to };
    }
    const [origin] = piece.values;
    if (pieces.length !== 1 || start === end || piece.isLiteral || piece.values.length !== 1) return undefined;
    const file = origin === undefined ? undefined : this.rendering.valueFiles[origin.file];
    if (origin === undefined || file?.uri === undefined || piece.length !== end - start) return undefined;
    const isSame = file.text.slice(origin.start, origin.end) === this.rendering.text.slice(start, end);
    return isSame
      ? { file, uri: file.uri, text: file.whole ?? file.text, start: origin.start, end: origin.end }
      : undefined;
  }

  /** Where a place in what a template made is printed, before manifests are told apart. */
  inOutput(template: string, start: number, end: number): ChartPlace | undefined {
    const pieces = this.rendering.outputs.get(template)?.pieces ?? [];
    const found = piecesBetween(pieces, start, end);
    const [first] = found;
    const last = found.at(-1);
    return first && last && this.outermost(first, last);
  }

  /** Whether a template has a manifest of its own in the result. */
  printed(uri: string): boolean {
    this.printing ??= new Set(
      this.rendering.manifests.map(({ name }) => this.rendering.templates.get(name)?.uri ?? ""),
    );
    return this.printing.has(uri);
  }

  /** Whether several actions print this value. */
  isShared({ file, start }: Origin): boolean {
    if (this.printers === undefined) {
      this.printers = new Map();
      for (const pieces of new Set(this.rendering.manifests.map((manifest) => manifest.pieces)))
        for (const [key, actions] of printersOf(pieces))
          this.printers.set(key, (this.printers.get(key) ?? 0) + actions.size);
    }
    return (this.printers.get(`${file} ${start}`) ?? 0) > 1;
  }

  /** Whether the template that prints it cannot be rendered now, so that this is what it made last. */
  isOld(start: number): boolean {
    const { old } = this.rendering;
    return old.size > 0 && old.has(this.manifestAt(start)?.name ?? "");
  }

  /** The values that made some characters. */
  values(start: number, end: number): readonly ChartPlace[] {
    const found: ChartPlace[] = [];
    for (const origin of new Set(this.piecesIn(start, end).flatMap(({ piece }) => piece.values))) {
      const file = this.rendering.valueFiles[origin.file];
      if (file !== undefined) found.push({ file, start: origin.start, end: origin.end });
    }
    return found;
  }

  /** Whether any of these characters of a template came out, or the action that they are. */
  came(uri: string, start: number, end: number): boolean {
    for (const pieces of new Set(this.rendering.manifests.map((manifest) => manifest.pieces))) {
      for (const [source, spans] of coverOf(pieces)) {
        if (this.rendering.templates.get(source.name)?.uri !== uri) continue;
        if (spans.some(([from, to]) => from < end && start < to)) return true;
      }
    }
    return false;
  }

  private inSource(source: Source, start: number, end: number): ChartPlace | undefined {
    const file = this.rendering.templates.get(source.name);
    if (file?.uri === undefined) return undefined;
    // What a template made last may be shown while it is being edited.
    return { file: file.text === source.text ? file : { ...file, text: source.text }, start, end };
  }

  private piecesIn(start: number, end: number): readonly PiecePart[] {
    const manifest = this.manifestAt(start);
    if (manifest === undefined) return [];
    const shift = manifest.offset - manifest.start;
    return piecesBetween(manifest.pieces, start + shift, end + shift);
  }

  private manifestAt(offset: number): Manifest | undefined {
    const { manifests } = this.rendering;
    let low = 0;
    let high = manifests.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((manifests[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return manifests[low - 1];
  }
}

/** A piece, and the part of it that is meant. */
interface PiecePart {
  readonly piece: Piece;
  readonly from: number;
  readonly to: number;
}

/** The pieces of a stretch of what a template made; no more than a few hundred. */
function piecesBetween(pieces: readonly Piece[], from: number, end: number): readonly PiecePart[] {
  const to = Math.max(end, from + 1);
  const ends = endsOf(pieces);
  const found: PiecePart[] = [];
  for (let i = pieceIndexAt(ends, from); i < pieces.length && found.length < 200; i++) {
    const piece = pieces[i];
    const pieceEnd = ends[i] ?? 0;
    if (piece === undefined) break;
    const pieceStart = pieceEnd - piece.length;
    if (pieceStart >= to) break;
    found.push({ piece, from: Math.max(from - pieceStart, 0), to: Math.min(to - pieceStart, piece.length) });
  }
  return found;
}

const ends = new WeakMap<readonly Piece[], readonly number[]>();

function endsOf(pieces: readonly Piece[]): readonly number[] {
  const known = ends.get(pieces);
  if (known !== undefined) return known;
  const found: number[] = [];
  let at = 0;
  for (const { length } of pieces) {
    at += length;
    found.push(at);
  }
  ends.set(pieces, found);
  return found;
}

type Printers = ReadonlyMap<string, ReadonlySet<string>>;

const allPrinters = new WeakMap<readonly Piece[], Printers>();

/** By value (its file and place), the actions that print it among these pieces. */
function printersOf(pieces: readonly Piece[]): Printers {
  const known = allPrinters.get(pieces);
  if (known !== undefined) return known;
  const found = new Map<string, Set<string>>();
  for (const piece of pieces) {
    if (piece.isLiteral) continue;
    const { source, start } = outermost(piece, 0, 0);
    for (const origin of piece.values) {
      const key = `${origin.file} ${origin.start}`;
      const actions = found.get(key) ?? new Set<string>();
      found.set(key, actions.add(`${source.name} ${start}`));
    }
  }
  allPrinters.set(pieces, found);
  return found;
}

type Covered = ReadonlyMap<Source, readonly (readonly [number, number])[]>;

const covers = new WeakMap<readonly Piece[], Covered>();

/** The stretches of templates that made these pieces. */
function coverOf(pieces: readonly Piece[]): Covered {
  const known = covers.get(pieces);
  if (known !== undefined) return known;
  const found = new Map<Source, [number, number][]>();
  const add = (source: Source, start: number, end: number) => {
    const list = found.get(source) ?? [];
    found.set(source, list);
    const last = list.at(-1);
    if (last !== undefined && last[0] <= start && start <= last[1]) last[1] = Math.max(last[1], end);
    else list.push([start, end]);
  };
  for (const piece of pieces) {
    add(piece.source, piece.start, piece.end);
    for (let via: Via | undefined = piece.via; via !== undefined; via = via.via) add(via.source, via.start, via.end);
  }
  covers.set(pieces, found);
  return found;
}

function outermost(piece: Piece, from: number, to: number): { source: Source; start: number; end: number } {
  let via = piece.via;
  if (via === undefined) {
    if (!piece.isLiteral) return { source: piece.source, start: piece.start, end: piece.end };
    return { source: piece.source, start: piece.start + from, end: piece.start + to };
  }
  while (via.via !== undefined) via = via.via;
  return { source: via.source, start: via.start, end: via.end };
}
