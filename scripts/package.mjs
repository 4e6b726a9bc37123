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
const { repository } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
run(
  "node_modules/@vscode/vsce/vsce",
  // The bundles need no packages beside them.
  ...["package", "--out", vsix, "--readme-path", "dist/README.md", "--no-dependencies"],
  // While the public address is not known (scripts/address.mjs), there is nothing to resolve links against.
  ...(repository === undefined ? ["--allow-missing-repository"] : []),
  // vsce knows how links look on these two only.
  ...(/^https:\/\/(github|gitlab)\.com\//.test(repository?.url) ? [] : ["--no-rewrite-relative-links"]),
);
console.log(`${vsix}: ${(statSync(path.join(root, vsix)).size / 1024).toFixed(0)} KiB`);

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
