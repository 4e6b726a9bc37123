// Go templates: finds their actions ({{ … }}), and blanks them so that YAML is left. Every other character keeps its place.

import type { Span } from "../base/span.ts";

/** One `{{ … }}`. */
export interface Action extends Span {
  /**
   * What it does to the text: `open` (if, range, with, define, block), `else` and `end` choose among what is written; `silent`
   * (comments, assignments) leaves nothing; `output` writes something that nobody knows.
   */
  readonly does: "open" | "else" | "end" | "silent" | "output";
  /** Begins with `{{-`: it takes the white space before it away, so that what it writes continues what stands there. */
  readonly trims: boolean;
}

export interface Mask {
  /** As long as the template, with the same line ends. */
  readonly text: string;
  readonly actions: readonly Action[];
  /** Whether every action ends. */
  readonly closed: boolean;
}

/**
 * A template's text with its actions masked. Lines that are nothing but actions become empty ones, whatever their indentation;
 * actions that are all of a value become white space; in the middle of a text they become letters. So keys and values stay
 * what they are, and where they are. Never throws, whatever the text.
 */
export function mask(text: string): Mask {
  const { actions, closed } = findActions(text);
  let masked = "";
  let at = 0;
  for (let first = 0; first < actions.length; ) {
    const last = lastOfRun(text, actions, first);
    const run = { start: actions[first]?.start ?? at, end: actions[last]?.end ?? at };
    const before = blanksBefore(text, run.start);
    const isToLineEnd = isLineEnd(text, run.end);
    if (isToLineEnd && isLineStart(text, before)) {
      masked += text.slice(at, before) + becoming(emptyLine, text, before, run.end);
      at = run.end;
    } else if (isToLineEnd && isValuesPlace(text, before, run.start)) {
      masked += text.slice(at, run.start) + becoming(" ", text, run.start, run.end);
      at = run.end;
    } else {
      for (const action of actions.slice(first, last + 1)) {
        masked += text.slice(at, action.start) + word(text, action);
        at = action.end;
      }
    }
    first = last + 1;
  }
  return { text: masked + text.slice(at), actions, closed };
}

/** A line break to YAML, one character long: a line of these has no indentation that a block of text could take for its own. */
const emptyLine = "\u2028";

function becoming(char: string, text: string, start: number, end: number): string {
  return text.slice(start, end).replace(/[^\r\n]/g, char);
}

/** Letters on its first line, white space on the others, so that nothing ends up where YAML would not have it. */
function word(text: string, { start, end, does }: Action): string {
  if (does === "silent") return becoming(" ", text, start, end);
  const first = /^[^\r\n]*/.exec(text.slice(start, end))?.[0].length ?? 0;
  return "_".repeat(first) + becoming(" ", text, start + first, end);
}

/** What the actions of a template do to the values around them. */
export interface Marks {
  /** Whether an action stands in it. */
  touches(place: Span): boolean;
  /**
   * Where a scalar stands of which nobody knows what it will be: an action is in it, is its value, or goes on where it ends.
   * undefined: it is as written.
   */
  unknownPlace(scalar: Span & { readonly style: string }): Span | undefined;
  /** Whether a branch ends in between. */
  parts(from: number, to: number): boolean;
}

export function marksOf(text: string, actions: readonly Action[]): Marks {
  return { touches, unknownPlace, parts };

  function touches(place: Span): boolean {
    const action = actions[firstFrom(place.start)];
    return action !== undefined && action.start < place.end;
  }

  function unknownPlace(scalar: Span & { readonly style: string }): Span | undefined {
    const { start, end, style } = scalar;
    if (touches(scalar)) return { start, end };
    let from = end;
    let run: Span | undefined;
    for (let index = firstFrom(end); ; index++) {
      const action = actions[index];
      if (action === undefined || action.start < from || !isSilent(text.slice(from, action.start))) return undefined;
      if (start < end && style !== "block") {
        const goesOn =
          action.trims && action.does === "output" && !/\bnindent\b/.test(text.slice(action.start, action.end));
        return goesOn ? { start, end } : undefined;
      }
      if (!/\n/.test(text.slice(end, action.start))) run = { start: run?.start ?? action.start, end: action.end };
      if (action.does === "output") {
        if (start < end || run === undefined) return { start, end };
        return { start: run.start, end: actions[lastOfRun(text, actions, index)]?.end ?? run.end };
      }
      from = action.end;
    }
  }

  function parts(from: number, to: number): boolean {
    for (let index = firstFrom(from); ; index++) {
      const action = actions[index];
      if (action === undefined || action.start >= to) return false;
      if (action.does === "else" || action.does === "end") return true;
    }
  }

  /** Of the actions that end after an offset, the first. */
  function firstFrom(offset: number): number {
    let low = 0;
    let high = actions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((actions[middle]?.end ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** How many blocks (`{{ if }}` … `{{ end }}`) the text leaves open, counted from `depth` that are open before it. */
export function openBlocks(text: string, depth: number): number {
  let open = depth;
  if (!text.includes("{{")) return open;
  for (const { does } of findActions(text).actions) {
    if (does === "open") open += 1;
    else if (does === "end") open = Math.max(open - 1, 0);
  }
  return open;
}

/** In order. One without an end goes to the end of its line. Takes time in proportion to the text. */
function findActions(text: string): { actions: readonly Action[]; closed: boolean } {
  const actions: Action[] = [];
  const find = { comment: finder(text, "*/"), close: finder(text, "}}"), backquote: finder(text, "`") };
  let closed = true;
  for (let start = text.indexOf("{{"); start !== -1; ) {
    const end = actionEnd(text, start, find);
    if (end === undefined) closed = false;
    const action = describe(text, start, end ?? lineEnd(text, start));
    actions.push(action);
    start = text.indexOf("{{", action.end);
  }
  return { actions, closed };
}

/** indexOf for places that only go forward: what it found once is not looked for again. */
function finder(text: string, word: string): (from: number) => number {
  let found = -2;
  return (from) => {
    if (found !== -1 && found < from) found = text.indexOf(word, from);
    return found;
  };
}

type Finders = Readonly<Record<"comment" | "close" | "backquote", (from: number) => number>>;

const keyword = /^(if|range|with|define|block|else|end|break|continue)\b/;

function describe(text: string, start: number, end: number): Action {
  const trims = text[start + 2] === "-";
  const words = text.slice(start + (trims ? 3 : 2), Math.min(end, start + 200)).trimStart();
  return { start, end, trims, does: doing(words) };
}

function doing(words: string): Action["does"] {
  const word = keyword.exec(words)?.[1];
  if (word === "else" || word === "end") return word;
  if (word === "break" || word === "continue" || words.startsWith("/*")) return "silent";
  if (word !== undefined) return "open";
  return /^\$\w*(?:\s*,\s*\$\w*)?\s*:?=[^=]/.test(words) ? "silent" : "output";
}

/** After the `}}`, which texts and comments may hold too. */
function actionEnd(text: string, start: number, find: Finders): number | undefined {
  const comment = /^\{\{-?\s*\/\*/.exec(text.slice(start, start + 20));
  if (comment !== null) {
    const close = find.comment(start + comment[0].length);
    const end = close === -1 ? -1 : find.close(close);
    return end === -1 ? undefined : end + 2;
  }
  for (let at = start + 2; at < text.length; at++) {
    const char = text[at];
    if (char === "}" && text[at + 1] === "}") return at + 2;
    if (char === "`") {
      const close = find.backquote(at + 1);
      if (close !== -1) at = close;
    } else if (char === '"' || char === "'") at = quoteEnd(text, at, char) ?? at;
    // Another action begins where this one should have ended.
    else if (char === "{" && text[at + 1] === "{") return undefined;
  }
  return undefined;
}

/** Where a text in an action ends; undefined where the quote is none. */
function quoteEnd(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === quote) return at;
    if (char === "\n") return undefined;
    if (char === "\\") at += 1;
  }
  return undefined;
}

/** Whether there is nothing but white space and comments. */
function isSilent(between: string): boolean {
  return between.length < 2000 && between.split("\n").every((line) => /^\s*(#|$)/.test(line));
}

/** The last of the actions that follow one another with nothing but blanks between them. */
function lastOfRun(text: string, actions: readonly Action[], first: number): number {
  let last = first;
  for (;;) {
    const here = actions[last];
    const next = actions[last + 1];
    if (here === undefined || next === undefined || !isBlank(text, here.end, next.start)) return last;
    last += 1;
  }
}

function blanksBefore(text: string, start: number): number {
  let at = start;
  while (text[at - 1] === " " || text[at - 1] === "\t") at -= 1;
  return at;
}

function isLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === "\n" || (at === 1 && text[0] === "\ufeff");
}

/** Whether the line ends there, a comment aside. */
function isLineEnd(text: string, end: number): boolean {
  let at = end;
  while (text[at] === " " || text[at] === "\t") at += 1;
  return at >= text.length || text[at] === "\n" || text[at] === "\r" || (text[at] === "#" && at > end);
}

/** Whether a whole value goes there: behind a key's colon, a dash that begins its line, or the head of a block of text. */
function isValuesPlace(text: string, before: number, start: number): boolean {
  const line = text.slice(Math.max(0, before - 200), before);
  // `key:{{ include … | nindent 2 }}` is one too; `{{ name }}:{{ tag }}` is not.
  if (before === start) return /(?:^|\n)[ \t]*(?:- +)*[\w./-]+:$/.test(line);
  return /:(?: +[|>][-+\d]*)?$|(?:^|\n)[ \t]*(?:- +)*-$/.test(line);
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text[at] !== " " && text[at] !== "\t") return false;
  return true;
}

function lineEnd(text: string, from: number): number {
  const found = /[\r\n]/g;
  found.lastIndex = from;
  return found.exec(text)?.index ?? text.length;
}
