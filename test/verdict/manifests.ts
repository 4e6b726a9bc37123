// Generates whole manifests: one or more Services, written in one of many ways, at times with a slip of the hand.

import fc from "fast-check";
import { type Oddness, service } from "./services.ts";
import { begins, betweens, type Draft, ends, lineEnds, write } from "./writer.ts";

/** A change to a text as a hurried hand makes it. */
interface Slip {
  readonly at: number;
  readonly kind: "insert" | "delete" | "delete-line" | "repeat-line" | "indent" | "outdent" | "swap-lines" | "cut";
  readonly text: string;
}

const slip: fc.Arbitrary<Slip> = fc.record({
  at: fc.nat(2000),
  kind: fc.constantFrom<Slip["kind"]>(
    "insert",
    "delete",
    "delete-line",
    "repeat-line",
    "indent",
    "outdent",
    "swap-lines",
    "cut",
  ),
  text: fc.constantFrom(
    " ",
    "\t",
    ":",
    "-",
    "#",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "\n",
    "- ",
    ": ",
    " #",
    "\\",
    "<<: ",
    "&x ",
    "*x",
    "!!str ",
    "\r",
    "~",
    "=",
    "é",
    "\u00a0",
    "\u0007",
    "---\n",
    "...\n",
  ),
});

/** The text of a manifest, shrunk by its values and by its ways of writing. */
export const manifest: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: single(0, plainly) },
  { weight: 30, arbitrary: single(3, plainly) },
  { weight: 20, arbitrary: single(12, plainly) },
  { weight: 5, arbitrary: single(35, plainly) },
  { weight: 12, arbitrary: several(0, plainly) },
  { weight: 8, arbitrary: several(3, plainly) },
  { weight: 12, arbitrary: single(0, oddly) },
  { weight: 12, arbitrary: single(3, oddly) },
  { weight: 8, arbitrary: several(3, oddly) },
  { weight: 8, arbitrary: slipped(fc.oneof(single(0, plainly), single(3, oddly))) },
);

type Writing = (objects: fc.Arbitrary<Draft["objects"]>) => fc.Arbitrary<Draft>;

function single(oddness: Oddness, writing: Writing): fc.Arbitrary<string> {
  return writing(service(oddness).map((one) => [one])).map(write);
}

/** Names, nodePorts and addresses come from small pools, so Services meet. */
function several(oddness: Oddness, writing: Writing): fc.Arbitrary<string> {
  return writing(fc.array(service(oddness), { minLength: 2, maxLength: 4 })).map(write);
}

function plainly(objects: fc.Arbitrary<Draft["objects"]>): fc.Arbitrary<Draft> {
  return objects.map((all) => ({
    objects: all,
    form: "documents",
    decisions: [],
    begin: 0,
    between: 0,
    end: 0,
    lines: 0,
  }));
}

function oddly(objects: fc.Arbitrary<Draft["objects"]>): fc.Arbitrary<Draft> {
  const mostlyFirst = (count: number): fc.Arbitrary<number> =>
    fc.oneof(
      { withCrossShrink: true },
      { weight: 5, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.nat(count - 1) },
    );
  return fc.record({
    objects,
    form: fc.oneof(
      { withCrossShrink: true },
      { weight: 6, arbitrary: fc.constant<Draft["form"]>("documents") },
      { weight: 5, arbitrary: fc.constantFrom<Draft["form"]>("list", "json", "json-list", "json-stream", "flow") },
    ),
    decisions: fc.array(fc.nat(45), { maxLength: 80, size: "max" }),
    begin: mostlyFirst(begins.length),
    between: mostlyFirst(betweens.length),
    end: mostlyFirst(ends.length),
    lines: mostlyFirst(lineEnds.length),
  });
}

export function slipped(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(text, fc.array(slip, { minLength: 1, maxLength: 3 }))
    .map(([whole, slips]) => wellFormed(slips.reduce(apply, whole)));
}

function apply(text: string, slip: Slip): string {
  const at = text.length === 0 ? 0 : slip.at % text.length;
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at) + 1;
  const before = text.slice(0, lineStart);
  const line = text.slice(lineStart, lineEnd);
  const after = text.slice(lineEnd);
  switch (slip.kind) {
    case "insert":
      return text.slice(0, at) + slip.text + text.slice(at);
    case "delete":
      return text.slice(0, at) + text.slice(at + 1);
    case "delete-line":
      return before + after;
    case "repeat-line":
      return before + line + line + after;
    case "indent":
      return `${before} ${line}${after}`;
    case "outdent":
      return before + line.replace(/^ {1,2}/, "") + after;
    case "swap-lines": {
      const next = after.indexOf("\n") + 1;
      return before + after.slice(0, next) + line + after.slice(next);
    }
    case "cut":
      return text.slice(0, at);
  }
}

/** Without halves of characters, which no file holds. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "x");
}
