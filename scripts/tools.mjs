// Fetches the tools that running and testing in a real VS Code need, once, and says what it does:
// code-server (VS Code's server and workbench) from npm, Chromium from apt-get.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Everything that is fetched or kept between runs lies here; git ignores it. */
export const cacheFolder = path.join(root, ".vscode-test");

const codeServerVersion = "4.139.1"; // VS Code 1.139.1
const nodeVersion = "24.21.0"; // code-server wants Node 24; the rest of the project runs on 20

/**
 * code-server's entry file and the Node that runs it; installs both on first use.
 * @returns {{ entry: string, node: string }}
 */
export function codeServer() {
  const folder = path.join(cacheFolder, `code-server-${codeServerVersion}`);
  const nodePackage = `node-linux-${process.arch}`;
  const found = {
    entry: path.join(folder, "node_modules/code-server/out/node/entry.js"),
    node: path.join(folder, "node_modules", nodePackage, "bin/node"),
  };
  if (existsSync(folder)) {
    return found; // it takes this name only when all of it is there
  }
  if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
    throw new ToolMissing(
      `code-server runs here on Linux (x64, arm64) only, not on ${process.platform} ${process.arch}: install VS Code with its "code" command on the PATH.`,
    );
  }
  console.log(
    `Installing code-server ${codeServerVersion} and Node ${nodeVersion} into ${path.relative(root, folder)} …`,
  );
  const partial = path.join(cacheFolder, `.partial-${process.pid}`);
  mkdirSync(partial, { recursive: true });
  try {
    writeFileSync(path.join(partial, "package.json"), '{ "private": true }\n');
    const packages = [`code-server@${codeServerVersion}`, `${nodePackage}@${nodeVersion}`];
    // Install scripts would compile for minutes what a test does not need; the terminal and the file watcher come built.
    npm(partial, "install", "--ignore-scripts", "--save-exact", ...packages);
    const vscode = path.join(partial, "node_modules/code-server/lib/vscode");
    npm(vscode, "install", "--ignore-scripts", "--omit=dev");
    copyFileSync(path.join(root, "scripts/log-files.cjs"), path.join(vscode, "node_modules/@vscode/spdlog/index.js"));
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    } // else another run was faster
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return found;
}

/**
 * The path of Chromium; installs it and fonts (Chinese ones too) when this machine lets us.
 * @returns {string}
 */
export function chromium() {
  const missing = ["fonts-noto-cjk", "fonts-dejavu-core"].filter((name) => !isInstalled(name));
  const before = findChromium();
  if (before === undefined) {
    missing.unshift("chromium");
  }
  if (missing.length > 0 && process.platform === "linux") {
    installPackages(missing);
  }
  const found = before ?? findChromium();
  if (found === undefined) {
    throw new ToolMissing(
      "The editor tests need Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk fonts-dejavu-core), or set CHROMIUM to its path.",
    );
  }
  return found;
}

/** A tool that is not there and that we may not install; the message says what to do. */
export class ToolMissing extends Error {
  name = "ToolMissing";
}

/** Whether a process of this user may install system packages without being asked for a password. */
function administrator() {
  if (process.getuid?.() === 0) {
    return [];
  }
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0 ? ["sudo", "-n"] : undefined;
}

function installPackages(names) {
  const prefix = administrator();
  if (prefix === undefined || which("apt-get") === undefined) {
    return;
  }
  console.log(`Installing ${names.join(", ")} with apt-get …`);
  const quiet = ["-qq", "-o", "Dpkg::Use-Pty=0"];
  run([...prefix, "apt-get", ...quiet, "update"]);
  run([
    ...prefix,
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    "apt-get",
    ...quiet,
    "install",
    "-y",
    "--no-install-recommends",
    ...names,
  ]);
}

function findChromium() {
  const named = process.env.CHROMIUM;
  const names = named ? [named] : ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  // Ubuntu's chromium is a stub that only tells to install a snap, so a file alone proves nothing.
  const name = names.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
  return name && (path.isAbsolute(name) ? name : which(name));
}

function isInstalled(name) {
  const answer = spawnSync("dpkg-query", ["-W", "-f", "${Status}", name], { encoding: "utf8" });
  return answer.error !== undefined || answer.stdout.includes("install ok installed");
}

/** Where the PATH finds a command, or undefined. */
export function which(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function npm(folder, ...args) {
  // What "npm run" told its script about this project must not steer an installation elsewhere.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_local_prefix|command)|^INIT_CWD$/.test(name),
    ),
  );
  run(["npm", ...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, env });
}

function run([command, ...args], options = {}) {
  const answer = spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], ...options });
  if (answer.status !== 0) {
    const why = answer.error?.message ?? `${answer.stdout}\n${answer.stderr}`.trim().split("\n").slice(-15).join("\n");
    throw new ToolMissing(`"${[command, ...args].join(" ")}" failed:\n${why}`);
  }
}
