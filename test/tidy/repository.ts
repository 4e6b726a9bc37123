// The repository's files as git knows them, and what each source imports: what the tidy tests look at.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const top = fileURLToPath(new URL("../..", import.meta.url));

/** Every file of the repository that git knows or would add, with `/` between its folders. */
export const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: top,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(path.join(top, file)));

export const sources = files.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));

export function textOf(file: string): string {
  return readFileSync(path.join(top, file), "utf8");
}

/** What a file imports, as it is written there; imports of types and dynamic imports too. */
export function* importsOf(file: string): Iterable<string> {
  for (const match of textOf(file).matchAll(
    /^(?:import|export)\s[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm,
  )) {
    const name = match[1] ?? match[2] ?? match[3];
    if (name !== undefined) yield name;
  }
}

/** The file of the repository that an import names; undefined for a package. */
export function importedFile(file: string, name: string): string | undefined {
  return name.startsWith(".") ? path.posix.join(path.posix.dirname(file), name) : undefined;
}
