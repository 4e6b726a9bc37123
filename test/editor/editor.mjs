// Runs tests inside a real VS Code, through @vscode/test-electron: by default in code-server with Chromium (through
// the shim), with SERVICE_PATHS_DESKTOP=1 in a desktop VS Code that test-electron downloads. The extension is the
// packed .vsix, installed as a user would; the sample workspace is a copy, so that nothing is written into it.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from "@vscode/test-electron";
import * as esbuild from "esbuild";
import { cacheFolder, chromium, codeServer } from "../../scripts/tools.mjs";
import { quietSettings } from "../../scripts/workbench.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const vsix = path.join(root, "kubernetes-service-paths.vsix");
const desktop = process.env.SERVICE_PATHS_DESKTOP === "1";

/**
 * Why the editor cannot be run here, in one line, or undefined when it can.
 * @returns {string | undefined}
 */
export function whyNoEditor() {
  if (desktop || (process.platform === "linux" && ["x64", "arm64"].includes(process.arch))) return undefined;
  return "not run: its VS Code runs on Linux only (SERVICE_PATHS_DESKTOP=1 takes a desktop VS Code)";
}

/** Fetches what the editor needs, if it is not there yet. */
export async function prepareEditor() {
  if (desktop) {
    await downloadDesktop();
  } else {
    codeServer();
    chromium();
  }
  if (!existsSync(vsix)) {
    spawnSync(process.execPath, ["scripts/package.mjs"], { cwd: root, stdio: "inherit" });
  }
}

/**
 * Runs a mocha suite in the editor.
 * @param {object} options
 * @param {string} options.suite the suite's file, relative to test/editor
 * @param {string} options.locale the display language
 * @param {Record<string, unknown>} [options.settings] user settings beside the quiet ones
 * @param {string} [options.folder] what is opened, a copy of it; the tests' workspace unless told
 * @param {string[]} [options.without] folders in it that are left out
 * @param {Record<string, string>} [options.env] what the suite finds in its environment
 * @returns {Promise<{ passed: number, failed: number }>} how many tests ended how; a run that broke off counts as one failure
 */
export async function runInEditor({
  suite,
  locale,
  settings = {},
  folder: opened = "test/workspace",
  without = [],
  env = {},
}) {
  const home = mkdtempSync(path.join(tmpdir(), "service-paths-editor-"));
  const results = path.join(home, "results.json");
  try {
    const executable = desktop ? await downloadDesktop() : path.join(root, "test/editor/code-shim.mjs");
    const profile = [`--user-data-dir=${path.join(home, "user")}`, `--extensions-dir=${path.join(home, "extensions")}`];
    mkdirSync(path.join(home, "user/User"), { recursive: true });
    writeFileSync(path.join(home, "user/User/settings.json"), JSON.stringify({ ...quietSettings, ...settings }));
    install(executable, profile);
    const workspace = path.join(home, "workspace");
    cpSync(path.join(root, opened), workspace, { recursive: true });
    for (const folder of without) rmSync(path.join(workspace, folder), { recursive: true });

    // VS Code runs tests only beside an extension in development. Ours is installed, so this one is empty.
    const empty = path.join(home, "empty");
    mkdirSync(empty);
    const manifest = { name: "empty", publisher: "service-paths-test", version: "0.0.0", engines: { vscode: "*" } };
    writeFileSync(path.join(empty, "package.json"), JSON.stringify(manifest));

    await runTests({
      ...(desktop ? { version: "stable", cachePath: cacheFolder } : {}),
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: empty,
      extensionTestsPath: await bundle(suite),
      launchArgs: [workspace, ...profile, `--locale=${locale}`, "--skip-welcome", "--disable-workspace-trust"],
      extensionTestsEnv: { ...env, SERVICE_PATHS_RESULTS: results, SERVICE_PATHS_LOCALE: locale },
    });
  } catch (error) {
    // A number is the exit code after failed tests, which are counted below.
    if (typeof error?.code !== "number") {
      console.error(error);
    }
  }
  try {
    return JSON.parse(readFileSync(results, "utf8"));
  } catch {
    console.error("The tests in the editor broke off.");
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function downloadDesktop() {
  return downloadAndUnzipVSCode({ version: "stable", cachePath: cacheFolder });
}

function install(executable, profile) {
  const [command = executable, ...args] = desktop ? resolveCliArgsFromVSCodeExecutablePath(executable) : [executable];
  const own = args.filter((argument) => !/^--(user-data|extensions)-dir/.test(argument));
  const answer = spawnSync(command, [...own, ...profile, `--install-extension=${vsix}`, "--force"], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (answer.status !== 0) {
    throw new Error(`The extension could not be installed:\n${answer.stdout}${answer.stderr}${answer.error ?? ""}`);
  }
}

/** Bundles the mocha runner and the suite into .cache/editor; mocha itself comes from node_modules. */
async function bundle(suite) {
  const folder = path.join(root, ".cache/editor", path.parse(suite).name);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { run: "test/editor/mocha.ts", suite: path.join("test/editor", suite) },
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
  });
  return path.join(folder, "run.cjs");
}
