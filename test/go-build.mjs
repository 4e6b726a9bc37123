// Builds a Go program of the tests once for one state of its sources.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * The program's binary in `.cache/FOLDER/<hash of its sources>/`, built now if it is not there; older ones are removed.
 * Throws when the build fails.
 * @param {{ readonly sources: string, readonly cache: string, readonly name: string, readonly notice: string }} program
 *   `sources` and `cache` are folders; `notice` is printed before a build
 * @returns {string}
 */
export function buildGo({ sources, cache, name, notice }) {
  const folder = join(cache, hashOfSources(sources));
  const binary = join(folder, process.platform === "win32" ? `${name}.exe` : name);
  if (existsSync(binary)) return binary;
  process.stderr.write(`${notice}\n`);
  mkdirSync(folder, { recursive: true });
  // CGO_ENABLED and the like stay as they are: changing one rebuilds everything.
  const unfinished = `${binary}.${process.pid}`;
  const build = spawnSync(goCommand(), ["build", "-buildvcs=false", "-ldflags=-s -w", "-o", unfinished, "."], {
    cwd: sources,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (build.status !== 0) throw new Error(`go build failed${build.error ? `: ${build.error.message}` : ""}`);
  renameSync(unfinished, binary);
  for (const other of readdirSync(cache)) {
    if (join(cache, other) !== folder) rmSync(join(cache, other), { recursive: true, force: true });
  }
  return binary;
}

/** Go's own installer puts it where not every PATH leads. */
export function goCommand() {
  const usual = "/usr/local/go/bin/go";
  const onPath = spawnSync("go", ["version"], { stdio: "ignore" }).status === 0;
  return onPath || !existsSync(usual) ? "go" : usual;
}

function hashOfSources(sources) {
  const hash = createHash("sha256");
  for (const name of readdirSync(sources).sort()) {
    if (/\.go$|^go\.(mod|sum)$/.test(name)) hash.update(`${name}\n`).update(readFileSync(join(sources, name)));
  }
  return hash.digest("hex").slice(0, 16);
}
