// A stretch of text. Everything inside the server speaks offsets; only features/ranges.ts makes LSP ranges.

/** Offsets in UTF-16 units, `start` inclusive, `end` exclusive, from the start of the YAML document's own text (not the file's). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether `offset` lies in `span` or touches one of its ends, which is how editors think of the word at the cursor. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
