// Builds the test cluster (Go) once, into .cache/cluster/<hash of its sources>/; prints where it is.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildGo, goCommand } from "../go-build.mjs";

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
  const notice = "Building a Kubernetes control plane for the tests (once; up to ten minutes) …";
  return buildGo({ sources: here, cache, name: "cluster", notice });
}

export { goCommand };

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const why = whyNoCluster();
  if (why) {
    console.error(why);
    process.exit(1);
  }
  console.log(buildCluster());
}
