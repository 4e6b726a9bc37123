// .helmignore, as Helm reads it: Go's filepath.Match, the first rule that fits decides.

import { trimSpace } from "../../base/go-text.ts";
import { fail } from "../go/values.ts";

interface Rule {
  readonly isNegated: boolean;
  readonly mustBeFolder: boolean;
  readonly matches: (path: string) => boolean;
}

/** What says whether a path below the chart is left out. */
export type Ignored = (path: string, isFolder: boolean) => boolean;

/** Reads the file's text (undefined where there is none). Throws a GoError for a pattern that Helm refuses. */
export function ignoreRules(text: string | undefined): Ignored {
  const rules = [...(text ?? "").split(/\r?\n/), "templates/.?*"].flatMap(ruleOf);
  return (path, isFolder) => {
    if (path === "" || path === "." || path === "./") return false;
    for (const { isNegated, mustBeFolder, matches } of rules) {
      if (isNegated) {
        if ((mustBeFolder && !isFolder) || !matches(path)) return true;
      } else if ((!mustBeFolder || isFolder) && matches(path)) return true;
    }
    return false;
  };
}

function ruleOf(line: string): readonly Rule[] {
  let rule = trimSpace(line);
  if (rule === "" || rule.startsWith("#")) return [];
  if (rule.includes("**")) fail("double-star (**) syntax is not supported");
  if (pathPattern(rule) === undefined) fail("syntax error in pattern");
  const isNegated = rule.startsWith("!");
  if (isNegated) rule = rule.slice(1);
  const mustBeFolder = rule.endsWith("/");
  if (mustBeFolder) rule = rule.slice(0, -1);
  const isRooted = rule.startsWith("/");
  const onName = !rule.includes("/");
  const pattern = pathPattern(isRooted ? rule.slice(1) : rule);
  const matches = (path: string) => pattern?.test(onName ? path.slice(path.lastIndexOf("/") + 1) : path) === true;
  return [{ isNegated, mustBeFolder, matches }];
}

/** filepath.Match as an expression: every part of it is one character or a run without `/`, so it cannot blow up beyond the square. */
export function pathPattern(pattern: string): RegExp | undefined {
  let out = "^";
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i] ?? "";
    if (letter === "*") {
      while (pattern[i + 1] === "*") i += 1;
      out += "[^/]*";
    } else if (letter === "?") out += "[^/]";
    else if (letter === "\\") {
      i += 1;
      const next = pattern[i];
      if (next === undefined) return undefined;
      out += escaped(next);
    } else if (letter === "[") {
      let end = i + 1;
      if (pattern[end] === "^") end += 1;
      let inner = "";
      let count = 0;
      for (; pattern[end] !== "]" || count === 0; end++) {
        const one = pattern[end];
        if (one === undefined || (one === "]" && count === 0) || (one === "-" && count === 0)) return undefined;
        if (one === "\\") {
          end += 1;
          if (pattern[end] === undefined) return undefined;
          inner += `\\${pattern[end]}`;
        } else inner += one === "-" ? "-" : one.replace(/[\^[\]\\]/, "\\$&");
        count += 1;
      }
      out += `[${pattern[i + 1] === "^" ? "^" : ""}${inner}]`;
      i = end;
    } else out += escaped(letter);
  }
  try {
    return new RegExp(`${out}$`);
  } catch {
    return undefined;
  }
}

function escaped(letter: string): string {
  return letter.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
}
