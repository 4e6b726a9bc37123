// The sentences in the sources: what stands in the string literals of a Text's two languages.

/** A sentence as its literal has it, with its `${…}`. */
export interface Sentence {
  readonly locale: "en" | "zh-cn";
  readonly text: string;
}

/** Every string literal in the value of an `en` or `"zh-cn"` property; both arms of a choice are sentences. */
export function sentencesOf(source: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  for (const { 1: key, index, 0: head } of source.matchAll(/(?<=[{,]\s*)(en|"zh-cn"):\s*/g)) {
    const locale = key === "en" ? "en" : "zh-cn";
    let depth = 0;
    for (let at = index + head.length; at < source.length; at += 1) {
      const character = source.charAt(at);
      if (character === '"' || character === "`") {
        const end = endOfLiteral(source, at);
        sentences.push({ locale, text: source.slice(at + 1, end) });
        at = end;
      } else if ("([{".includes(character)) depth += 1;
      else if (")]}".includes(character)) depth -= 1;
      if (depth < 0 || (depth === 0 && /[,;]/.test(character))) break;
    }
  }
  return sentences;
}

/** Where the literal that begins at `start` has its closing quote. */
function endOfLiteral(source: string, start: number): number {
  const quote = source.charAt(start);
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === "\\") at += 1;
    else if (character === quote) return at;
    else if (quote === "`" && source.startsWith("${", at)) at = endOfHole(source, at + 1);
  }
  return source.length;
}

/** Where the `{` of a template's hole is closed. */
function endOfHole(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === '"' || character === "`") at = endOfLiteral(source, at);
    else if (character === "{") depth += 1;
    else if (character === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return source.length;
}
