// Builds the test cluster (Go) once, into .cache/cluster/<hash of its sources>/; prints where it is.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, "..", "..", ".cache", "cluster");
const oldestGo = 26;

/**
 * Why the cluster cannot be built here, in one line, or undefined when it can.
 * @returns {string | undefined}
 */
export function whyNoCluster() {
  const go = spawnSync(goCommand(), ["env", "GOVERSION"], { encoding: "utf8", cwd: here });
  if (go.error) return "Go is not installed (1.26 or newer builds the Kubernetes API server that it asks)";
  const version = go.stdout.trim();
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0);
  return go.status === 0 && minor >= oldestGo
    ? undefined
    : `Go 1.${oldestGo} or newer is needed to build the Kubernetes API server that it asks, and this is ${version || "older"}`;
}

/**
 * The cluster's binary, built now if it is not there: about seven minutes on two cores with an empty Go cache, seconds
 * with a full one. Throws when the build fails.
 * @returns {string}
 */
export function buildCluster() {
  const folder = join(cache, hashOfSources());
  const binary = join(folder, process.platform === "win32" ? "cluster.exe" : "cluster");
  if (existsSync(binary)) return binary;
  process.stderr.write("Building a Kubernetes control plane for the tests (once; up to ten minutes) …\n");
  mkdirSync(folder, { recursive: true });
  // CGO_ENABLED and the like stay as they are: changing one rebuilds everything.
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

/** Go's own installer puts it where not every PATH leads. */
export function goCommand() {
  const usual = "/usr/local/go/bin/go";
  const onPath = spawnSync("go", ["version"], { stdio: "ignore" }).status === 0;
  return onPath || !existsSync(usual) ? "go" : usual;
}

function hashOfSources() {
  const hash = createHash("sha256");
  for (const name of readdirSync(here).sort()) {
    if (/\.go$|^go\.(mod|sum)$/.test(name)) hash.update(`${name}\n`).update(readFileSync(join(here, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const why = whyNoCluster();
  if (why) {
    console.error(why);
    process.exit(1);
  }
  console.log(buildCluster());
}
