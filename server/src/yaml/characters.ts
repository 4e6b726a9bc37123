// Characters as YAML sorts them, by their codes; a text's end counts as NaN, which `charCodeAt` gives there.

export const tab = 0x09;
export const lf = 0x0a;
export const cr = 0x0d;
export const space = 0x20;
export const hash = 0x23;
export const colon = 0x3a;
export const dash = 0x2d;
export const openBrace = 0x7b;

export function isBlank(code: number): boolean {
  return code === space || code === tab;
}

export function isBreak(code: number): boolean {
  return code === lf || code === cr || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** Blank, a line break, or the end of the text. */
export function isBlankOrEnd(code: number): boolean {
  return code <= space ? isBlank(code) || code === lf || code === cr : isBreak(code) || Number.isNaN(code);
}

export function isBreakOrEnd(code: number): boolean {
  return isBreak(code) || Number.isNaN(code);
}

/** What the names of anchors and of a tag's handle are made of. */
export function isWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === dash
  );
}

/** `,` `?` `[` `]` `{` `}`: what ends a plain scalar inside brackets. */
export function isFlowIndicator(code: number): boolean {
  return code === 0x2c || code === 0x3f || code === 0x5b || code === 0x5d || code === openBrace || code === 0x7d;
}
