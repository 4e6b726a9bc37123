// From a place in what a chart was rendered to, back to the template and the value that it came from.

import type { ChartFile } from "./chart/files.ts";
import type { Manifest } from "./manifests.ts";
import type { Rendering } from "./rendering.ts";
import type { Source } from "./template/nodes.ts";
import type { Piece, Via } from "./template/trace.ts";

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
}

/** Answers for one rendering, made with tracing. Offsets are those of its `text`. */
export class RenderedPlaces {
  private readonly rendering: Rendering;
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
      return { place: { file, start: only.start, end: only.end }, template };
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
    const from = outermost(first.piece, first.from, first.from);
    const to = outermost(last.piece, last.from, last.to);
    return this.inSource(from.source, from.start, from.source === to.source ? Math.max(to.end, from.end) : from.end);
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
    return file?.uri === undefined ? undefined : { file, start, end };
  }

  private piecesIn(start: number, end: number): readonly { piece: Piece; from: number; to: number }[] {
    const manifest = this.manifestAt(start);
    if (manifest === undefined) return [];
    const { pieces } = manifest;
    const ends = endsOf(pieces);
    const from = start - manifest.start + manifest.offset;
    const to = Math.max(end - manifest.start + manifest.offset, from + 1);
    const found: { piece: Piece; from: number; to: number }[] = [];
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) <= from) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < pieces.length && found.length < 200; i++) {
      const piece = pieces[i];
      const pieceEnd = ends[i] ?? 0;
      if (piece === undefined) break;
      const pieceStart = pieceEnd - piece.length;
      if (pieceStart >= to) break;
      found.push({ piece, from: Math.max(from - pieceStart, 0), to: Math.min(to - pieceStart, piece.length) });
    }
    return found;
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
