// The editor suite, in one language: node test/editor/run.mjs [en|zh-cn]
import path from "node:path";
import { fileURLToPath } from "node:url";
import { prepareEditor, runInEditor } from "./editor.mjs";

const locale = process.argv[2] ?? "en";
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

await prepareEditor();
const { passed, failed } = await runInEditor({
  suite: "editor.suite.ts",
  locale,
  env: {
    SERVICE_PATHS_SNAPSHOT: path.join(root, "test/snapshots/article.json"),
    SHIM_PICTURES: path.join(root, ".cache/pictures", locale),
    SHIM_TIMEOUT_S: "300",
  },
});
console.log(`##results ${JSON.stringify({ passed, failed })}`);
process.exit(failed > 0 ? 1 : 0);
