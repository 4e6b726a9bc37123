// The editor suite, in one language: node test/editor/run.mjs [en|zh-cn]
import path from "node:path";
import { fileURLToPath } from "node:url";
import { prepareEditor, runInEditor } from "./editor.mjs";

const locale = process.argv[2] ?? "en";
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

await prepareEditor();
const pictures = { SHIM_PICTURES: path.join(root, ".cache/pictures", locale), SHIM_TIMEOUT_S: "300" };
const runs = [
  {
    suite: "editor.suite.ts",
    env: { ...pictures, SERVICE_PATHS_SNAPSHOT: path.join(root, "test/snapshots/article.json") },
  },
  { suite: "environments.suite.ts", folder: "test/workspaces/demo", env: pictures },
];
// A name as second word runs only that suite.
const wanted = process.argv[3];
let passed = 0;
let failed = 0;
for (const run of runs) {
  if (wanted !== undefined && !run.suite.startsWith(wanted)) continue;
  const result = await runInEditor({ ...run, locale });
  passed += result.passed;
  failed += result.failed;
}
console.log(`##results ${JSON.stringify({ passed, failed })}`);
process.exit(failed > 0 ? 1 : 0);
