// The suite that connects to a cluster, in the editor: starts a real control plane with the sample applied, and something
// that answers behind its pods. node --import tsx test/editor/live.mjs [en|zh-cn]
import { readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadAll } from "js-yaml";
import { node, startWorld } from "../live/world.ts";
import { prepareEditor, runInEditor } from "./editor.mjs";

const locale = process.argv[2] ?? "en";
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

await prepareEditor();
const behind = http.createServer((request, answer) => answer.end(`asked for ${request.url}`));
await new Promise((resolve) => {
  behind.listen(0, "127.0.0.1", () => resolve(undefined));
});
const world = await startWorld();
let results = { passed: 0, failed: 1 };
try {
  await world.create(node("n0", 0), node("n1", 1));
  const files = ["namespaces", "api", "web", "payment"].map((name) =>
    path.join(root, `test/workspace/shop/${name}.yaml`),
  );
  for (const object of files.flatMap((file) => loadAll(readFileSync(file, "utf8")))) {
    if (object.kind === "Deployment")
      object.spec.template.metadata.annotations = {
        "cluster.test/forward.8080": `127.0.0.1:${behind.address().port}`,
      };
    await world.create(object);
  }
  results = await runInEditor({
    suite: "live.suite.ts",
    locale,
    env: {
      KUBECONFIG: world.kubeconfig("config"),
      SERVICE_PATHS_CLUSTER: JSON.stringify({ url: world.cluster.url, token: world.cluster.token }),
      SHIM_PICTURES: path.join(root, ".cache/pictures", locale),
      SHIM_TIMEOUT_S: "240",
    },
  });
} finally {
  await world.stop();
  behind.close();
}
console.log(`##results ${JSON.stringify(results)}`);
process.exit(results.failed > 0 ? 1 : 0);
