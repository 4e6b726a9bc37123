// Builds the judge (Helm's engine, Go) once, into .cache/helm/<hash of its sources>/; prints where it is.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { goCommand } from "../cluster/build.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, "..", "..", ".cache", "helm");

/**
 * The judge's binary, built now if it is not there: some minutes with an empty Go cache. Throws when the build fails.
 * @returns {string}
 */
export function buildJudge() {
  const folder = join(cache, hashOfSources());
  const binary = join(folder, process.platform === "win32" ? "judge.exe" : "judge");
  if (existsSync(binary)) return binary;
  process.stderr.write("Building Helm's template engine for the tests (once; some minutes) …\n");
  mkdirSync(folder, { recursive: true });
  const unfinished = `${binary}.${process.pid}`;
  const build = spawnSync(goCommand(), ["build", "-buildvcs=false", "-ldflags=-s -w", "-o", unfinished, "."], {
    cwd: here,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (build.status !== 0) throw new Error(`go build failed${build.error ? `: ${build.error.message}` : ""}`);
  renameSync(unfinished, binary);
  for (const other of readdirSync(cache)) {
    if (join(cache, other) !== folder) rmSync(join(cache, other), { recursive: true, force: true });
  }
  return binary;
}

function hashOfSources() {
  const hash = createHash("sha256");
  for (const name of readdirSync(here).sort()) {
    if (/\.go$|^go\.(mod|sum)$/.test(name)) hash.update(`${name}\n`).update(readFileSync(join(here, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(buildJudge());
