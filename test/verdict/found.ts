// Disagreements that a hunt found, kept as fixtures: test/verdict/found/*.json.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { ServerVerdict } from "../cluster/start.ts";

/** A case as in test/conformance: what a server with these ranges says of a manifest. */
export interface FoundCase {
  readonly serviceCidr: string;
  readonly manifest: string;
  readonly verdicts: readonly ServerVerdict[];
}

const folder = new URL("found/", import.meta.url);

/** Writes a fixture, named by what it holds; gives its name. */
export function keep(found: FoundCase): string {
  const name = `${createHash("sha256").update(found.serviceCidr).update(found.manifest).digest("hex").slice(0, 12)}.json`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(name, folder), `${JSON.stringify(found, undefined, 2)}\n`);
  return `test/verdict/found/${name}`;
}

/** All that were kept. */
export function* kept(): Generator<FoundCase & { readonly name: string }> {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith(".json"))
      yield { name, ...(JSON.parse(readFileSync(new URL(name, folder), "utf8")) as FoundCase) };
  }
}
