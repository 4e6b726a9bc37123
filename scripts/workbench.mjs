// Starts VS Code's server and workbench (npm's code-server) on 127.0.0.1 without a way to the outside,
// for "npm start", the editor tests and the pictures; and installs an extension into it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * What every editor that we start is told: say nothing to anybody, fetch nothing, change no file on its own.
 * `files.autoSave` is "afterDelay" in a browser, which would write a tried quick fix into the sample.
 */
export const quietSettings = {
  "telemetry.telemetryLevel": "off",
  "chat.disableAIFeatures": true,
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "npm.fetchOnlinePackageInfo": false,
  "files.autoSave": "off",
};

/**
 * @typedef {object} Options
 * @property {{ entry: string, node: string }} codeServer as tools.mjs gives it
 * @property {string} home a folder of this workbench's own, for everything that it writes besides the next two
 * @property {string} userData
 * @property {string} extensions
 * @property {number} [port] 0 or absent: a free one
 * @property {string} [locale]
 * @property {string[]} [args] further arguments of code-server
 * @property {Record<string, string>} [env] further environment
 * @property {(text: string) => void} [log] what the server prints
 */

/**
 * Starts the server; resolves when it listens.
 * @param {Options} options
 * @returns {Promise<{ url: string, ended: Promise<number>, stop: () => Promise<void> }>} `ended` gives the exit code
 */
export async function startWorkbench(options) {
  const { codeServer, port = 0, locale, args = [], log = () => {} } = options;
  prepareFolders(options);
  const server = spawn(
    codeServer.node,
    [
      ...commonArguments(options),
      ...["--bind-addr", `127.0.0.1:${port}`, "--auth", "none", "--disable-telemetry", "--disable-update-check"],
      ...["--disable-workspace-trust", "--disable-getting-started-override", "--ignore-last-opened"],
      ...(locale === undefined ? [] : ["--locale", locale]),
      ...args,
    ],
    // A group of its own, so that stop() reaches the extension host and the language server too.
    { env: environment(options), stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  const ended = new Promise((resolve) => {
    server.once("error", () => resolve(1));
    server.once("exit", (code) => resolve(code ?? 1));
  });
  const stop = async () => {
    signalGroup(server.pid, "SIGTERM");
    const slow = setTimeout(() => signalGroup(server.pid, "SIGKILL"), 5000);
    await ended;
    clearTimeout(slow);
    signalGroup(server.pid, "SIGKILL"); // what outlived its parent
  };
  const url = await new Promise((resolve, reject) => {
    let text = "";
    const read = (chunk) => {
      log(String(chunk));
      text = (text + chunk).slice(-10_000);
      const address = /HTTP server listening on (http:\/\/[^\s/]+)/.exec(text)?.[1];
      if (address !== undefined) {
        resolve(address);
      }
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`code-server ended with ${code}:\n${text}`)));
  });
  return { url, ended, stop };
}

/**
 * Installs a packed extension; needs no network.
 * @param {Options} options
 * @param {string} vsix
 */
export function installExtension(options, vsix) {
  prepareFolders(options);
  const { codeServer } = options;
  const args = [...commonArguments(options), "--install-extension", vsix, "--force"];
  const answer = spawnSync(codeServer.node, args, { env: environment(options), encoding: "utf8" });
  if (answer.status !== 0) {
    throw new Error(`${path.basename(vsix)} could not be installed:\n${answer.stdout}${answer.stderr}`);
  }
}

/** Sends a signal to a process and all that it started; one that is gone already is no error. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {}
}

function commonArguments({ codeServer, home, userData, extensions }) {
  const config = path.join(home, "config.yaml");
  return [codeServer.entry, "--config", config, "--user-data-dir", userData, "--extensions-dir", extensions];
}

function prepareFolders({ home, userData, extensions, locale }) {
  mkdirSync(path.join(userData, "User"), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(path.join(home, "config.yaml"), ""); // else code-server writes one into the user's ~/.config
  const settings = path.join(userData, "User", "settings.json");
  if (!existsSync(settings)) {
    writeFileSync(settings, JSON.stringify(quietSettings, undefined, 2));
  }
  const packs = path.join(userData, "languagepacks.json");
  if (locale !== undefined && !locale.startsWith("en") && !existsSync(packs)) {
    // VS Code takes a display language only from a language pack. This one is empty: VS Code's own words stay
    // English, while vscode.env.language, package.nls.LOCALE.json and the l10n bundles follow the locale.
    const words = path.join(userData, "empty.i18n.json");
    const pack = { extensionIdentifier: { id: "service-paths.empty-language-pack" }, version: "0.0.0" };
    const entry = { hash: "empty", label: locale, extensions: [pack], translations: { vscode: words } };
    writeFileSync(words, JSON.stringify({ version: "1.0.0", contents: {} }));
    writeFileSync(packs, JSON.stringify({ [locale]: entry }));
  }
}

function environment({ home, env = {} }) {
  // A terminal inside VS Code or code-server has variables that would make the new server a part of the old one.
  const strange = /^(VSCODE_|ELECTRON_|CODE_SERVER_|(HASHED_)?PASSWORD$|PORT$)/;
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !strange.test(name)));
  const folders = { TMPDIR: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: path.join(home, "data") };
  return { ...own, ...folders, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env };
}
