// How we read a text, and whether kubectl reads it so.

import { parse } from "../../server/src/yaml/parse.ts";
import { split } from "../../server/src/yaml/split.ts";
import { jsonText } from "../../server/src/yaml/to-json.ts";
import type { Reading } from "../cluster/start.ts";

/** The documents up to the first error, whose code it is. */
export function ourReading(text: string): Reading {
  const documents: string[] = [];
  for (const chunk of split(text)) {
    const { root, errors } = parse(chunk.text, chunk.language);
    if (errors[0] !== undefined) return { documents, error: errors[0].code };
    if (root !== undefined && root.kind !== "null") documents.push(jsonText(root));
  }
  return { documents, error: null };
}

/** What differs, in a line that is the same for all differences of a sort; undefined where nothing does. */
export function readingDifference(kubectl: Reading, ours: Reading): string | undefined {
  if ((kubectl.error === null) !== (ours.error === null)) {
    const why = kubectl.error?.replace(/line \d+/g, "line N").replace(/[`'"].*[`'"]/gs, "…") ?? "reads it";
    return `kubectl: ${why}; ours: ${ours.error ?? "reads it"}`;
  }
  const theirs = kubectl.documents.map(canonical).join("\n");
  return theirs === ours.documents.map(canonical).join("\n") ? undefined : "read otherwise";
}

/** JSON with sorted keys, and U+FFFD for half a character, which it is to Go. Numbers count as written, since JavaScript's would lose digits. */
function canonical(json: string): string {
  const numbersAsText = json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"number ${token}"`,
  );
  return JSON.stringify(sorted(JSON.parse(numbersAsText))).replace(/\\ud[89a-f][\da-f]{2}/g, "\ufffd");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)]);
}
