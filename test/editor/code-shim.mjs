#!/usr/bin/env node
// Speaks the part of desktop VS Code's command line that @vscode/test-electron uses, and runs the extension
// tests in code-server (VS Code's own server, workbench and Node extension host) with headless Chromium as the window.
//
//   --extensionDevelopmentPath=P (one)  --extensionTestsPath=P  --locale=L  --user-data-dir=P  --extensions-dir=P
//   --install-extension=X.vsix  --disable-extensions  FOLDER | X.code-workspace
//
// Other arguments are ignored. The tests' output goes to standard output; the exit code is the extension host's,
// or 124 when the time is up. Environment: SHIM_TIMEOUT_S (300), SHIM_VERBOSE (1), SHIM_PICTURES (a folder for
// the pictures that the tests ask for, see picture.ts), SHIM_SIZE (1280x800), SHIM_SCALE (a picture's pixels for one of the window's).
import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "playwright-core";
import { chromium, codeServer } from "../../scripts/tools.mjs";
import { installExtension, startWorkbench } from "../../scripts/workbench.mjs";

const timeoutS = Number(process.env.SHIM_TIMEOUT_S ?? 300);
const verbose = process.env.SHIM_VERBOSE === "1";
const pictures = process.env.SHIM_PICTURES;
const called = readArguments(process.argv.slice(2));

const home = mkdtempSync(path.join(tmpdir(), "code-shim-"));
const output = path.join(home, "tests.out");
const log = path.join(home, "workbench.log");
const note = (text) => {
  appendFileSync(log, text);
  if (verbose) {
    process.stderr.write(text);
  }
};
appendFileSync(output, "");

const options = {
  codeServer: codeServer(),
  home,
  userData: called["user-data-dir"] ?? path.join(home, "user-data"),
  extensions: called["extensions-dir"] ?? path.join(home, "extensions"),
  locale: called.locale,
  // A built VS Code ignores the two extension…Path of its address without this, silently.
  args: ["--vscode-option", "enable-smoke-test-driver"],
  env: { CODE_SHIM_OUT: output, CODE_SHIM_TESTS: path.resolve(called.extensionTestsPath ?? ".") },
  log: (text) => {
    note(text);
    if (/Extension Host Process exited with (code: (?!0,)|.*signal: (?!null))/.test(text)) {
      void finish(1, "the extension host died");
    }
  },
};

if (called["install-extension"] !== undefined) {
  try {
    installExtension(options, called["install-extension"]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  process.exit();
}

let finished = false;
let browser;
let workbench;
process.on("SIGTERM", () => finish(143));
process.on("SIGINT", () => finish(130));
process.on("uncaughtException", (error) => finish(1, error.stack));
process.on("unhandledRejection", (error) => finish(1, error?.stack ?? String(error)));
setTimeout(() => finish(124, `no result after ${timeoutS} s`), timeoutS * 1000).unref();

const stopFollowing = followOutput();
workbench = await startWorkbench(options);
void workbench.ended.then(() => finish(1, "code-server ended"));
browser = await playwright.launch({
  executablePath: chromium(),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
  ],
});
const page = await openWindow();

/** The workbench's window, in which the tests begin to run. */
async function openWindow() {
  const { host } = new URL(workbench.url);
  const [width = 1280, height = 800] = process.env.SHIM_SIZE?.split("x").map(Number) ?? [];
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: Number(process.env.SHIM_SCALE ?? 1),
    locale: called.locale ?? "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await context.route(
    (url) => /^(https?|wss?):$/.test(url.protocol) && url.hostname !== "127.0.0.1",
    (route) => {
      note(`kept from the network: ${route.request().url()}\n`);
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on("pageerror", (error) => note(`page error: ${error.message}\n`));
  page.on("crash", () => finish(1, "the page crashed"));
  // The workbench calls these two; they must be there before it loads.
  await page.exposeFunction("codeAutomationLog", (type, values) => note(`${type} ${values.join(" ")}\n`));
  await page.exposeFunction("codeAutomationExit", (code) => void finish(code));

  const remote = (file) => `vscode-remote://${host}${encodeURI(path.resolve(file))}`;
  const tests = fileURLToPath(new URL("code-shim-tests.cjs", import.meta.url));
  const payload = [
    ["skipWelcome", "true"],
    ["extensionDevelopmentPath", remote(called.extensionDevelopmentPath ?? ".")],
    ["extensionTestsPath", remote(tests)],
    ...("disable-extensions" in called ? [["disableExtensions", "true"]] : []),
  ];
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  const workspace = called[""];
  if (workspace === undefined) {
    query.set("ew", "true");
  } else {
    query.set(workspace.endsWith(".code-workspace") ? "workspace" : "folder", path.resolve(workspace));
  }
  const answer = await page.goto(`${workbench.url}/?${query}`);
  if (answer?.ok() !== true) {
    await finish(1, `the workbench answered ${answer?.status()}`);
  }
  return page;
}

/** Ends everything that this run started, and then itself. */
async function finish(code, why) {
  if (finished) {
    return;
  }
  finished = true;
  stopFollowing();
  if (why !== undefined) {
    console.error(`code-shim: ${why}`);
    if (pictures !== undefined) {
      await takePicture("failed").catch(() => {});
    }
    if (!verbose) {
      const lines = readFileSync(log, "utf8").split("\n");
      console.error(
        lines
          .filter((line) => !/^\s+at /.test(line))
          .slice(-40)
          .join("\n"),
      );
    }
  }
  await browser?.close().catch(() => {});
  await workbench?.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.stdout.write("", () => process.exit(code));
}

/**
 * Copies what the tests print to our standard output as it comes. A line "##picture NAME [SELECTOR]" is a wish
 * for a picture, as soon as the window has what the selector means; "##window JSON" is a deed in the window, see window.ts.
 * @returns {() => void} ends it, after the last of the output
 */
function followOutput() {
  const file = openSync(output, "r");
  let position = 0;
  let rest = Buffer.alloc(0);
  const copy = () => {
    const fresh = Buffer.alloc(fstatSync(file).size - position);
    position += readSync(file, fresh, 0, fresh.length, position);
    const all = Buffer.concat([rest, fresh]);
    const end = all.lastIndexOf(10) + 1;
    rest = all.subarray(end);
    for (const line of all.subarray(0, end).toString().split("\n").slice(0, -1)) {
      const [, name, selector] = /^##picture (\S+)(?: (.+))?$/.exec(line) ?? [];
      if (line.startsWith("##window ")) {
        void actInWindow(JSON.parse(line.slice("##window ".length)));
      } else if (name === undefined) {
        process.stdout.write(`${line}\n`);
      } else {
        void takePicture(name, selector).catch((error) => note(`no picture: ${error}\n`));
      }
    }
  };
  const timer = setInterval(copy, 50);
  return () => {
    clearInterval(timer);
    copy();
    process.stdout.write(rest);
    closeSync(file);
  };
}

/** The tests wait until the file is there. */
async function takePicture(name, selector) {
  mkdirSync(pictures, { recursive: true });
  if (selector !== undefined) await page.locator(selector).first().waitFor({ timeout: 20_000 });
  await page.screenshot({ path: path.join(pictures, `${name}.png`), timeout: 10_000 });
}

/**
 * Does what a person at the window would do, and answers in a file of its own, which the tests wait for.
 * @param {{ answer: string } & import("./window.ts").Deed} deed
 */
async function actInWindow({ answer, ...deed }) {
  let told;
  try {
    told = { texts: await perform(deed) };
  } catch (error) {
    told = { error: error.message };
  }
  // Under its name only when all of it is there.
  writeFileSync(`${answer}.part`, JSON.stringify(told));
  renameSync(`${answer}.part`, answer);
}

/** @returns {Promise<string[]>} the texts that were asked for */
async function perform(deed) {
  switch (deed.do) {
    case "copy":
      await page.evaluate((text) => navigator.clipboard.writeText(text), deed.text);
      return [];
    case "press":
      await page.keyboard.press(deed.keys);
      return [];
    case "click":
      await page.locator(deed.selector).first().click({ timeout: 5_000 });
      return [];
    case "read":
      return page.locator(deed.selector).allInnerTexts();
    default:
      throw new Error(`no deed: ${deed.do}`);
  }
}

/** @returns {Record<string, string>} by option name without dashes; the workspace under "" */
function readArguments(args) {
  const read = {};
  for (let at = 0; at < args.length; at++) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(args[at]) ?? [];
    if (name === undefined) {
      read[""] = args[at];
    } else if (value !== undefined) {
      read[name] = value;
    } else {
      const takesValue = ["locale", "user-data-dir", "extensions-dir", "install-extension"].includes(name);
      read[name] = takesValue ? args[++at] : "";
    }
  }
  return read;
}
