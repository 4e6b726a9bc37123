// Go's regular expressions: they take time in proportion to the text, whatever the pattern.

import { compileProgram, type Instruction, isWordCode, type Program } from "./regexp-syntax.ts";
import { fail } from "./values.ts";

/** Start and end of the match and of each group, -1 where a group took no part. */
type Match = readonly number[];

/** What one call may cost, in characters times instructions; more is an error, never a hang. */
const maxWork = 200_000_000;

const compiled = new Map<string, Regexp>();

/** Compiles an expression, or takes it from those that were compiled before. Throws a GoError. */
export function regexp(pattern: string): Regexp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = new Regexp(compileProgram(pattern), pattern);
  if (compiled.size > 200) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

export class Regexp {
  private readonly program: Program;
  private readonly pattern: string;
  constructor(program: Program, pattern: string) {
    this.program = program;
    this.pattern = pattern;
  }

  matches(text: string): boolean {
    return this.at(text, 0) !== undefined;
  }

  /** The first match at or after an offset. */
  at(text: string, from: number): Match | undefined {
    return run(this.program, text, from);
  }

  /** FindAllString's matches: an empty one right behind another does not count. */
  all(text: string, limit: number): readonly Match[] {
    const found: Match[] = [];
    let previousEnd = -1;
    for (let at = 0; at <= text.length && (limit < 0 || found.length < limit); ) {
      const match = this.at(text, at);
      if (match === undefined) break;
      const [start = 0, end = 0] = match;
      let counts = true;
      if (end === at) {
        if (start === previousEnd) counts = false;
        at += widthAt(text, at);
      } else at = end;
      previousEnd = end;
      if (counts) found.push(match);
    }
    return found;
  }

  /** ReplaceAllString (with `$1` and `${name}`) or ReplaceAllLiteralString. */
  replaceAll(text: string, replacement: string, isLiteral: boolean): string {
    let out = "";
    let lastEnd = 0;
    let at = 0;
    while (at <= text.length) {
      const match = this.at(text, at);
      if (match === undefined) break;
      const [start = 0, end = 0] = match;
      out += text.slice(lastEnd, start);
      if (end > lastEnd || start === 0) out += isLiteral ? replacement : this.expand(replacement, text, match);
      lastEnd = end;
      if (at + widthAt(text, at) > end) at += widthAt(text, at);
      else if (at + 1 > end) at += 1;
      else at = end;
    }
    return out + text.slice(lastEnd);
  }

  split(text: string, limit: number): readonly string[] | undefined {
    if (limit === 0) return undefined;
    if (this.pattern !== "" && text === "") return [""];
    const strings: string[] = [];
    let begin = 0;
    let end = 0;
    for (const [start = 0, stop = 0] of this.all(text, limit)) {
      if (limit > 0 && strings.length === limit - 1) break;
      end = start;
      if (stop !== 0) strings.push(text.slice(begin, end));
      begin = stop;
    }
    if (end !== text.length) strings.push(text.slice(begin));
    return strings;
  }

  private expand(template: string, text: string, match: Match): string {
    let out = "";
    let rest = template;
    for (;;) {
      const dollar = rest.indexOf("$");
      if (dollar < 0) return out + rest;
      out += rest.slice(0, dollar);
      rest = rest.slice(dollar);
      if (rest.startsWith("$$")) {
        out += "$";
        rest = rest.slice(2);
        continue;
      }
      const found = /^\$(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/u.exec(rest);
      if (found === null) {
        out += "$";
        rest = rest.slice(1);
        continue;
      }
      rest = rest.slice(found[0].length);
      const name = found[1] ?? found[2] ?? "";
      const index = /^(?:0|[1-9][0-9]{0,7})$/.test(name) ? Number(name) : this.program.names.get(name);
      if (index === undefined) continue;
      const start = match[index * 2] ?? -1;
      if (start >= 0) out += text.slice(start, match[index * 2 + 1]);
    }
  }
}

/** regexp.QuoteMeta. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

interface Threads {
  /** Instructions in order of preference. */
  readonly list: number[];
  readonly captures: (readonly number[])[];
  readonly seen: Uint32Array;
  generation: number;
}

function threads(size: number): Threads {
  return { list: [], captures: [], seen: new Uint32Array(size), generation: 0 };
}

/** Follows all ways at once; the first that a backtracking matcher would find wins. */
function run(program: Program, text: string, from: number): Match | undefined {
  const { instructions, start, groups } = program;
  let current = threads(instructions.length);
  let following = threads(instructions.length);
  let best: Match | undefined;
  let work = 0;
  const none: number[] = new Array((groups + 1) * 2).fill(-1);
  for (let at = from; ; ) {
    if (best === undefined) add(current, start, none, at);
    if (current.list.length === 0 && (best !== undefined || at >= text.length)) break;
    const code = text.codePointAt(at);
    const width = code === undefined ? 1 : code > 0xffff ? 2 : 1;
    following.list.length = 0;
    following.captures.length = 0;
    following.generation += 1;
    work += current.list.length;
    if (work > maxWork) fail("regular expression takes too long");
    for (let i = 0; i < current.list.length; i++) {
      const instruction = instructions[current.list[i] ?? 0];
      const captures = current.captures[i] ?? none;
      if (instruction?.op === "match") {
        best = captures;
        break;
      }
      if (instruction?.op === "char" && code !== undefined && instruction.test(code))
        add(following, instruction.next, captures, at + width);
    }
    [current, following] = [following, current];
    if (code === undefined) break;
    at += width;
  }
  return best;

  function add(to: Threads, first: number, captures: readonly number[], at: number): void {
    if (to.generation === 0) to.generation = 1;
    const stack: { at: number; captures: readonly number[] }[] = [{ at: first, captures }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (to.seen[top.at] === to.generation) continue;
      to.seen[top.at] = to.generation;
      const instruction: Instruction | undefined = instructions[top.at];
      switch (instruction?.op) {
        case "split":
          stack.push(
            { at: instruction.other, captures: top.captures },
            { at: instruction.next, captures: top.captures },
          );
          break;
        case "save": {
          const saved = top.captures.slice();
          saved[instruction.slot] = at;
          stack.push({ at: instruction.next, captures: saved });
          break;
        }
        case "assert":
          if (holds(instruction.what, text, at)) stack.push({ at: instruction.next, captures: top.captures });
          break;
        default:
          to.list.push(top.at);
          to.captures.push(top.captures);
      }
    }
  }
}

function holds(what: (Instruction & { op: "assert" })["what"], text: string, at: number): boolean {
  switch (what) {
    case "textStart":
      return at === 0;
    case "textEnd":
      return at === text.length;
    case "lineStart":
      return at === 0 || text[at - 1] === "\n";
    case "lineEnd":
      return at === text.length || text[at] === "\n";
    default: {
      const before = at > 0 && isWordCode(text.charCodeAt(at - 1));
      const after = at < text.length && isWordCode(text.charCodeAt(at));
      return (before !== after) === (what === "word");
    }
  }
}
