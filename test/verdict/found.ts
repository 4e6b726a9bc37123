// Disagreements that a hunt found, kept as fixtures: found/*.json (verdicts) and found-texts/*.json (reading).

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Reading, ServerVerdict } from "../cluster/start.ts";

/** A case as in test/conformance: what a server with these ranges says of a manifest. */
export interface FoundCase {
  readonly serviceCidr: string;
  readonly manifest: string;
  readonly verdicts: readonly ServerVerdict[];
}

/** A text as in test/conformance/yaml.jsonl: how kubectl reads it. */
export interface FoundText extends Reading {
  readonly text: string;
}

/** Writes a fixture, named by what it holds; gives its name. */
export function keepCase(found: FoundCase): string {
  return keep("found", `${found.serviceCidr} ${found.manifest}`, found);
}

/** Likewise. */
export function keepText(found: FoundText): string {
  return keep("found-texts", found.text, found);
}

/** All manifests that were kept. */
export function keptCases(): Generator<FoundCase & { readonly name: string }> {
  return kept("found");
}

/** All texts that were kept. */
export function keptTexts(): Generator<FoundText & { readonly name: string }> {
  return kept("found-texts");
}

type Folder = "found" | "found-texts";

function keep(folder: Folder, key: string, found: object): string {
  const name = `${createHash("sha256").update(key).digest("hex").slice(0, 12)}.json`;
  mkdirSync(new URL(folder, import.meta.url), { recursive: true });
  writeFileSync(new URL(`${folder}/${name}`, import.meta.url), `${JSON.stringify(found, undefined, 2)}\n`);
  return `test/verdict/${folder}/${name}`;
}

function* kept<T>(folder: Folder): Generator<T & { readonly name: string }> {
  const place = new URL(`${folder}/`, import.meta.url);
  if (!existsSync(place)) return;
  for (const name of readdirSync(place).sort()) {
    if (name.endsWith(".json")) yield { name, ...(JSON.parse(readFileSync(new URL(name, place), "utf8")) as T) };
  }
}
