// .Files.Glob's patterns (gobwas/glob with `/` as separator), run by the matcher that cannot hang.

import { quoteMeta, type Regexp, regexp } from "../go/regexp.ts";

/** The pattern's matcher; undefined for one that is none. */
export function globMatcher(pattern: string): Regexp | undefined {
  let out = "";
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i] ?? "";
    switch (letter) {
      case "*":
        if (pattern[i + 1] === "*") {
          while (pattern[i + 1] === "*") i += 1;
          out += ".*";
        } else out += "[^/]*";
        break;
      case "?":
        out += "[^/]";
        break;
      case "{":
        depth += 1;
        out += "(?:";
        break;
      case "}":
        if (depth > 0) {
          depth -= 1;
          out += ")";
        } else out += "\\}";
        break;
      case ",":
        out += depth > 0 ? "|" : ",";
        break;
      case "\\":
        i += 1;
        if (pattern[i] === undefined) return undefined;
        out += quoteMeta(pattern[i] ?? "");
        break;
      case "[": {
        const end = pattern.indexOf("]", i + 1);
        if (end < 0) return undefined;
        const inner = pattern.slice(i + 1, end);
        out += `[${inner.startsWith("!") ? "^" : ""}${inner.replace(/^!/, "").replace(/[\\^[\]]/g, "\\$&")}]`;
        i = end;
        break;
      }
      default:
        out += quoteMeta(letter);
    }
  }
  if (depth > 0) return undefined;
  try {
    return regexp(`(?s)^(?:${out})$`);
  } catch {
    return undefined;
  }
}
