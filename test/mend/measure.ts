// Damages every manifest of a corpus in every way, mends it, and counts what came back.

import { readdirSync, readFileSync } from "node:fs";
import { mend } from "../../server/src/mend/mend.ts";
import { parse } from "../../server/src/yaml/parse.ts";
import { split } from "../../server/src/yaml/split.ts";
import { jsonText } from "../../server/src/yaml/to-json.ts";
import { type Way, ways } from "./damage.ts";

export interface Manifest {
  readonly name: string;
  /** `multi` for several documents of different kinds. */
  readonly kind: string;
  readonly text: string;
}

export interface Outcome {
  readonly way: Way;
  readonly manifest: Manifest;
  readonly damaged: string;
  readonly answer: "intact" | "mended" | "unsure" | "impossible";
  readonly text: string;
  readonly sameData: boolean;
  /** The right text is among the alternatives. */
  readonly offered: boolean;
  readonly comments: number;
  readonly commentsKept: number;
  /** What the damage lost, in words. */
  readonly lost: string | undefined;
  readonly milliseconds: number;
}

/** The manifests of test/mend/corpus/`half`/. */
export function readCorpus(half: string): readonly Manifest[] {
  const folder = new URL(`./corpus/${half}/`, import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), "utf8");
      const kinds = [...text.matchAll(/^kind: (\w+)/gm)].map((match) => match[1] ?? "");
      return { name: name.replace(/\.yaml$/, ""), kind: kinds.length > 1 ? "multi" : (kinds[0] ?? "?"), text };
    });
}

/** Every way of damage, or only that one (or that row), for every manifest. */
export function* measure(manifests: readonly Manifest[], only?: string): Generator<Outcome> {
  for (const manifest of manifests) {
    const data = dataOf(manifest.text);
    const comments = commentsOf(manifest.text);
    for (const way of ways) {
      if (only !== undefined && way.id !== only && way.row !== only) continue;
      const damaged = way.damage(manifest.text);
      if (damaged === undefined) continue;
      const start = performance.now();
      const mending = mend(damaged);
      const milliseconds = performance.now() - start;
      const text = mending.kind === "mended" || mending.kind === "unsure" ? mending.text : damaged;
      const others = mending.kind === "mended" || mending.kind === "unsure" ? mending.alternatives : [];
      yield {
        way,
        manifest,
        damaged,
        answer: mending.kind,
        text,
        sameData: dataOf(text) === data,
        offered: others.some((other) => dataOf(other) === data),
        comments: comments.length,
        commentsKept: kept(comments, commentsOf(text)),
        lost: way.loses(manifest.text),
        milliseconds,
      };
    }
  }
}

/** The data of all documents; "!" where kubectl refuses one. */
export function dataOf(text: string): string {
  const documents: string[] = [];
  for (const chunk of split(text)) {
    const { root, errors } = parse(chunk.text, chunk.language);
    if (errors.length > 0) return "!";
    if (root !== undefined) documents.push(jsonText(root));
  }
  return documents.join("\n");
}

/** The comments of all documents, their white space evened out; a no-break space counts as white space. */
export function commentsOf(text: string): readonly string[] {
  return split(text).flatMap((chunk) =>
    parse(chunk.text, chunk.language).comments.map((comment) => comment.text.replace(/\s+/g, " ").trim()),
  );
}

/** How many of `wanted` are there, in order. */
function kept(wanted: readonly string[], found: readonly string[]): number {
  const rows: number[] = new Array(found.length + 1).fill(0);
  for (const comment of wanted) {
    let diagonal = 0;
    for (let index = 1; index <= found.length; index += 1) {
      const above = rows[index] ?? 0;
      rows[index] = found[index - 1] === comment ? diagonal + 1 : Math.max(above, rows[index - 1] ?? 0);
      diagonal = above;
    }
  }
  return rows[found.length] ?? 0;
}
