// How wide a text is on a terminal, and lines that fit.

/** Characters that take two columns: Chinese, Japanese, Korean, their punctuation, and full-width forms (Unicode's East Asian Width). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** The columns that a text without control characters takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) || (character.codePointAt(0) ?? 0) > 0x1f2ff ? 2 : 1;
  return width;
}

/** The text with spaces at its end, to this width. */
export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** The text in lines of at most this width, broken between words, and between Chinese characters. A longer word stays whole. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of text.split("\n")) {
    let line = "";
    for (const word of part.match(words) ?? []) {
      if (widthOf(line + word.trimEnd()) <= width || line.trim() === "") line += word;
      else {
        lines.push(line.trimEnd());
        line = word.trimStart();
      }
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

/** White space, words, and single Chinese characters, with the punctuation that must not begin or end a line. */
const words = /\s+|[（《「『【]*(?:[^\s\u2e80-\uffe6]+|[\u2e80-\uffe6])[，。、；：？！）》」』】]*/gu;

/** The text as lines of a terminal of so many columns: `indent` before the first, `hanging` before the others. */
export function paragraph(text: string, columns: number, indent: string, hanging = indent): readonly string[] {
  return wrapped(visible(text), columns - widthOf(hanging)).map(
    (line, index) => `${index === 0 ? indent : hanging}${line}`,
  );
}

/** A text of several lines as one. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ");
}

/** Control characters as escapes, so that a name cannot move the cursor; line breaks stay. */
export function visible(text: string): string {
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => {
      const code = character.charCodeAt(0);
      return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
    },
  );
}
