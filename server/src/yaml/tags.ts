// Type tags as written (`!!str`, `!local`, `!<tag:…>`) and directives (`%YAML 1.1`, `%TAG ! tag:…`).

import { isWord } from "./characters.ts";

export interface WrittenTag {
  readonly handle: string;
  readonly suffix: string;
  readonly end: number;
}

/** The tag whose `!` stands at `start`; undefined where it is not well-formed. */
export function readTag(text: string, start: number): WrittenTag | undefined {
  if (text[start + 1] === "<") {
    const end = suffixEnd(text, start + 2);
    const suffix = decodeSuffix(text.slice(start + 2, end));
    if (end === start + 2 || text[end] !== ">" || suffix === undefined) return undefined;
    return { handle: "", suffix, end: end + 1 };
  }
  let end = start + 1;
  while (isWord(text.charCodeAt(end))) end += 1;
  if (text[end] === "!") {
    const handle = text.slice(start, end + 1);
    const last = suffixEnd(text, end + 1);
    const suffix = decodeSuffix(text.slice(end + 1, last));
    return last === end + 1 || suffix === undefined ? undefined : { handle, suffix, end: last };
  }
  end = suffixEnd(text, start + 1);
  const suffix = decodeSuffix(text.slice(start + 1, end));
  if (suffix === undefined) return undefined;
  // "!" alone makes a string.
  return suffix === "" ? { handle: "", suffix: "!", end } : { handle: "!", suffix, end };
}

function suffixEnd(text: string, from: number): number {
  let end = from;
  while (isWord(text.charCodeAt(end)) || (end < text.length && ";/?:@&=+$,.!~*'()[]%".includes(text[end] ?? " "))) {
    end += 1;
  }
  return end;
}

/** A tag's suffix with its %XX decoded; undefined where that is no UTF-8. */
function decodeSuffix(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A line that begins with `%`; undefined where it is no directive of YAML's. */
export function readDirective(line: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value] =
    /^%(YAML)[ \t]+([0-9]{1,2}\.[0-9]{1,2})[ \t]*(?:#.*)?$/.exec(line) ??
    /^%(TAG)[ \t]+(!(?:[\w-]*!)?[ \t]+[\w;/?:@&=+$,.!~*'()[\]%-]+)(?:[ \t]+(?:#.*)?)?$/.exec(line) ??
    [];
  return name === undefined || value === undefined ? undefined : { name, value };
}
