// Builds and packs the extension into kubernetes-service-paths.vsix: bundles and assets, nothing else.
import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const vsix = "kubernetes-service-paths.vsix";

run("esbuild.mjs");
// The pictures would be half of the package; without them the editor would show broken ones.
const readme = readFileSync(path.join(root, "README.md"), "utf8").replace(/^!\[.*\]\(docs\/pictures\/.*\)\n\n?/gm, "");
writeFileSync(path.join(root, "dist/README.md"), readme);
run(
  "node_modules/@vscode/vsce/vsce",
  ...["package", "--out", vsix, "--readme-path", "dist/README.md"],
  // There is no public repository yet to resolve links against, and the bundles need no packages beside them.
  ...["--allow-missing-repository", "--no-rewrite-relative-links", "--no-dependencies"],
);
console.log(`${vsix}: ${(statSync(path.join(root, vsix)).size / 1024).toFixed(0)} KiB`);

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
