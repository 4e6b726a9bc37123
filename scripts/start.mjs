// Shows the extension on the sample, a small shop with one mistake, in a real VS Code. Ctrl-C ends it.
//   npm start           desktop VS Code where "code" is on the PATH, else code-server at an address that it prints
//   npm start FOLDER    the same, on another folder
// package.json says "exec", so that a signal to npm arrives here and not at a shell between; Windows takes the second half.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, codeServer, which } from "./tools.mjs";
import { installExtension, quietSettings, signalGroup, startWorkbench } from "./workbench.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.resolve(process.env.INIT_CWD ?? ".", process.argv[2] ?? path.join(root, "test/sample"));
process.chdir(root);

/** How to end what was started; replaced as soon as there is something to end. */
let stop = async () => {};
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    await stop();
    process.exit(0);
  });
}

try {
  const desktop = desktopCode();
  console.log("Building…");
  run(desktop === undefined ? "scripts/package.mjs" : "esbuild.mjs");
  console.log(summaryOf(path.relative(root, folder)));
  await (desktop === undefined ? openCodeServer() : openDesktop(desktop));
} catch (error) {
  console.error(error.name === "ToolMissing" ? error.message : error);
  await stop();
  process.exitCode = 1;
}

/** What the command line finds in the folder, in one line, and how to read more of it. */
function summaryOf(shown) {
  const { stdout } = spawnSync(process.execPath, ["dist/cli.js", "check", shown], { encoding: "utf8" });
  return `${stdout.trim().split("\n").at(-1)}\nMore: node dist/cli.js check ${shown}`;
}

/** The desktop's "code"; undefined, with a word why, when there is none to use. */
function desktopCode() {
  const found = which(process.platform === "win32" ? "code.cmd" : "code");
  if (found === undefined) return undefined;
  // In a terminal of a remote VS Code, "code" only talks to the window, which takes no extension under development.
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined || realpathSync(found).includes("remote-cli")) {
    console.log("The code on the PATH is the remote command line; using code-server instead.");
    return undefined;
  }
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    console.log("There is code on the PATH, but no display; using code-server instead.");
    return undefined;
  }
  return found;
}

async function openDesktop(code) {
  const userData = path.join(cacheFolder, "desktop");
  writeSettings(userData);
  const args = ["--new-window", "--wait", "--disable-workspace-trust", `--user-data-dir=${userData}`];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  args.push(`--extensionDevelopmentPath=${root}`, folder);
  const child = spawn(code, args, { stdio: "ignore", detached: true, shell: process.platform === "win32" });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  stop = async () => {
    signalGroup(child.pid, "SIGTERM");
    // The editor left that group; the lock of its folder of user data, which only we use, says which process it is.
    try {
      process.kill(Number(readFileSync(path.join(userData, "code.lock"), "utf8")), "SIGTERM");
    } catch {}
  };
  console.log("VS Code opens the folder with the extension. Press Ctrl-C here or close the window to stop.");
  await ended;
}

async function openCodeServer() {
  const home = path.join(cacheFolder, "start");
  const options = {
    codeServer: codeServer(),
    home,
    userData: path.join(home, "user-data"),
    extensions: path.join(home, "extensions"),
    port: await freePort(Number(process.env.PORT ?? 8733)),
    locale: process.env.SERVICE_PATHS_LOCALE,
  };
  writeSettings(options.userData);
  installExtension(options, path.join(root, "kubernetes-service-paths.vsix"));
  const workbench = await startWorkbench(options);
  stop = workbench.stop;
  console.log(`\nOpen ${workbench.url}/?folder=${encodeURI(folder)}`);
  console.log("Press Ctrl-C to stop.");
  const code = await workbench.ended;
  if (!stopping) throw new Error(`code-server ended with ${code}`);
}

function writeSettings(userData) {
  mkdirSync(path.join(userData, "User"), { recursive: true });
  writeFileSync(path.join(userData, "User/settings.json"), JSON.stringify(quietSettings, undefined, 2));
}

/** This port, or if somebody has it any other. */
function freePort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => (port === 0 ? reject(error) : resolve(freePort(0))));
    probe.listen(port, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function run(script) {
  const { status } = spawnSync(process.execPath, [script], { stdio: ["ignore", "ignore", "inherit"] });
  if (status === null) process.exit(130); // Ctrl-C reached it before us
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
}
