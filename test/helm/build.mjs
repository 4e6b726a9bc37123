// Builds the judge (Helm's engine, Go) once, into .cache/helm/<hash of its sources>/; prints where it is.

import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildGo } from "../go-build.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, "..", "..", ".cache", "helm");

/**
 * The judge's binary, built now if it is not there: some minutes with an empty Go cache. Throws when the build fails.
 * @returns {string}
 */
export function buildJudge() {
  const notice = "Building Helm's template engine for the tests (once; some minutes) …";
  return buildGo({ sources: here, cache, name: "judge", notice });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(buildJudge());
