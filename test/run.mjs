// Runs the test suites, each in a process of its own, and closes with one line: "N passed, N failed".
//   node test/run.mjs                 all of them
//   node test/run.mjs --fast          without the editor, and without the real API server
//   node test/run.mjs --accept …      fixtures are rewritten to what the product answers
//   node test/run.mjs cli editor …    these suites (a name, or the beginning of one)
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ToolMissing } from "../scripts/tools.mjs";
import { signalGroup } from "../scripts/workbench.mjs";
import { buildCluster, goCommand, whyNoCluster } from "./cluster/build.mjs";
import { prepareEditor, whyNoEditor } from "./editor/editor.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {RegExp} [files] test files of node:test that belong to it; the first suite that fits a file has it
 * @property {string[]} [command] what runs it instead; it counts as one test, unless it prints a line
 *   `##results {"passed": N, "failed": N}`, as those of node:test do; a line `##figure …` is shown in the closing summary
 * @property {boolean} [editor] whether it needs the editor, and so runs alone; it needs the package, too
 * @property {boolean} [packed] whether it needs the packed extension
 * @property {boolean} [slow] left out with --fast
 * @property {() => string | undefined} [absent] why it does not run on this machine; only what needs Go or Linux may say so
 * @property {number} [minutes] after which it is ended; 5 unless told
 */

const inEditor = { editor: true, slow: true, minutes: 10, absent: whyNoEditor };

/** @type {Suite[]} */
const suites = [
  { name: "types", command: ["node", "node_modules/typescript/bin/tsc", "-b"] },
  { name: "lint", command: ["node", "node_modules/@biomejs/biome/bin/biome", "check", "--diagnostic-level=error"] },
  {
    name: "verdict",
    command: ["node", "--import", "tsx", "test/verdict/run.ts"],
    slow: true,
    absent: noCluster,
    minutes: 20,
  },
  { name: "live", files: /^test\/live\//, slow: true, absent: noCluster },
  {
    name: "helm",
    command: ["node", "--import", "tsx", "test/helm/run.ts"],
    slow: true,
    absent: noJudge,
    minutes: 15,
  },
  { name: "fixtures", files: /^test\/fixtures\// },
  { name: "properties", files: /^test\/properties\/|[./-]propert(y|ies)\.test\.ts$/ },
  { name: "recall", files: /^test\/recall\// },
  { name: "protocol", files: /^test\/protocol\// },
  { name: "cli", files: /^test\/cli\// },
  { name: "tidy", files: /^test\/tidy(\/|\.)/ },
  { name: "grammar", files: /^test\/(syntaxes|grammar)\// },
  { name: "packaging", files: /^test\/packaging\//, packed: true },
  { name: "conformance", files: /^test\/(conformance|verdict|objects)\/|[./-]conformance\.test\.ts$/ },
  { name: "unit", files: /./ },
  { name: "editor en", command: ["node", "test/editor/run.mjs", "en"], ...inEditor },
  {
    name: "editor live",
    command: ["node", "--import", "tsx", "test/editor/live.mjs"],
    ...inEditor,
    absent: () => whyNoEditor() ?? noCluster(),
  },
  { name: "editor zh-cn", command: ["node", "test/editor/run.mjs", "zh-cn"], ...inEditor },
];

const flags = process.argv.slice(2).filter((argument) => argument.startsWith("--"));
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const fast = flags.includes("--fast");
const chosen = suites.filter(({ name, slow }) =>
  wanted.length > 0 ? wanted.some((beginning) => name.startsWith(beginning)) : !(fast && slow),
);

/** The processes under way, by process group, so that Ctrl-C leaves none behind. */
const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    for (const pid of running) signalGroup(pid, "SIGTERM");
    process.exit(130);
  });
}

const started = Date.now();
const goIsThere = (/** @type {() => string | undefined} */ reason) =>
  chosen.some(({ absent }) => absent === reason) && whyNoCluster() === undefined;
const modulesThere = goIsThere(noCluster) && fetchModules("test/cluster");
const helmThere = goIsThere(noJudge) && fetchModules("test/helm");
const problems = await prepare();
report(await runAll());

/**
 * What the chosen tests need: the packed extension, and for the editor its tools. Fetches before, so that no test does.
 * @returns {Promise<string[]>} what could not be had
 */
async function prepare() {
  const problems = [];
  if (chosen.some(({ packed, editor }) => packed || editor)) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/package.mjs"], { encoding: "utf8" });
    if (status === 0) console.log(`Packed ${stdout.trim().split("\n").at(-1)}`);
    else problems.push(`The extension cannot be packed:\n${stdout}${stderr}`);
  }
  try {
    if (chosen.some(({ editor, absent }) => editor && absent?.() === undefined)) await prepareEditor();
  } catch (error) {
    problems.push(error instanceof ToolMissing ? error.message : String(error));
  }
  if (chosen.some(({ absent }) => absent === noCluster) && noCluster() === undefined) {
    try {
      buildCluster();
    } catch (error) {
      problems.push(`The test cluster cannot be built: ${error.message}`);
    }
  }
  for (const problem of problems) console.error(`${problem}\n`);
  return problems;
}

/** Two suites at a time, one for each core of a small machine; those of the editor by themselves, after the others. */
async function runAll() {
  const files = testFiles();
  const rows = new Map();
  const todo = chosen.filter(({ editor }) => !editor);
  const work = async () => {
    for (let suite = todo.shift(); suite !== undefined; suite = todo.shift()) {
      rows.set(suite, await runSuite(suite, files.get(suite) ?? []));
    }
  };
  await Promise.all([work(), work()]);
  for (const suite of chosen.filter(({ editor }) => editor)) rows.set(suite, await runSuite(suite, []));
  return chosen.map((suite) => rows.get(suite));
}

async function runSuite(suite, files) {
  const begun = Date.now();
  const row = { name: suite.name, passed: 0, failed: 0, skipped: 0, note: "", seconds: 0, figures: [] };
  const absent = suite.absent?.();
  if (absent !== undefined) return { ...row, note: absent };
  if (suite.editor && problems.length > 0) return { ...row, failed: 1, note: "not run: its preparation failed" };
  if (suite.command === undefined && files.length === 0) return { ...row, failed: 1, note: "has no test file" };

  const { code, output, late } = await runProcess(suite.command ?? nodeTest(files), suite.minutes ?? 5);
  row.seconds = (Date.now() - begun) / 1000;
  const results = /^##results (\{.*\})$/m.exec(output)?.[1];
  row.figures = [...output.matchAll(/^##figure (.*)$/gm)].map(([, figure]) => figure);
  if (results !== undefined) Object.assign(row, JSON.parse(results));
  else if (suite.command !== undefined) row[code === 0 ? "passed" : "failed"] = 1;
  if (late) row.note = `ended after ${suite.minutes ?? 5} minutes`;
  else if (code !== 0 && row.failed === 0) row.note = `ended with ${code}`;
  else if (row.passed + row.failed === 0) row.note = "ran no test";
  if (row.note !== "" && row.failed === 0) row.failed = 1;
  if (row.failed > 0) print(suite.name, output);
  return row;
}

function nodeTest(files) {
  return ["node", "--import", "tsx", "--test-reporter=./test/reporter.mjs", "test/run-files.mjs", ...files];
}

function runProcess([command, ...args], minutes) {
  const env = { ...process.env, ...(flags.includes("--accept") ? { ACCEPT: "1" } : {}) };
  return new Promise((resolve) => {
    const program = command === "node" ? process.execPath : command;
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    let late = false;
    running.add(child.pid);
    const timer = setTimeout(() => {
      late = true;
      signalGroup(child.pid, "SIGTERM");
      setTimeout(() => signalGroup(child.pid, "SIGKILL"), 10_000).unref();
    }, minutes * 60_000);
    const read = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("error", (error) => read(`${error}\n`));
    child.on("close", (code) => {
      clearTimeout(timer);
      running.delete(child.pid);
      resolve({ code: code ?? 1, output, late });
    });
  });
}

/** Every test file under server, client and test, by suite. */
function testFiles() {
  const files = ["server", "client", "test", "scripts"].flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((file) => `${folder}/${file}`.replaceAll("\\", "/")),
  );
  const bySuite = new Map();
  for (const file of files.filter((name) => name.endsWith(".test.ts")).sort()) {
    const suite = suites.find(({ files }) => files?.test(file));
    if (suite !== undefined) bySuite.set(suite, [...(bySuite.get(suite) ?? []), file]);
  }
  return bySuite;
}

/** A failed suite's output; all of it goes to .cache/tests, for what is too long to read here. */
function print(name, output) {
  mkdirSync(".cache/tests", { recursive: true });
  const file = `.cache/tests/${name.replace(" ", "-")}.log`;
  writeFileSync(file, output);
  const lines = output.split("\n").filter((line) => !line.startsWith("##results"));
  console.log(`\n── ${name} ${"─".repeat(Math.max(0, 76 - name.length))}\n${lines.slice(0, 200).join("\n")}`);
  if (lines.length > 200) console.log(`… ${lines.length - 200} more lines in ${file}`);
}

function report(rows) {
  const cell = (value, width) => String(value).padStart(width);
  console.log(
    `\n${"suite".padEnd(14)}${cell("passed", 8)}${cell("failed", 8)}${cell("skipped", 9)}${cell("seconds", 9)}`,
  );
  for (const { name, passed, failed, skipped, seconds, note } of rows) {
    const numbers = cell(passed, 8) + cell(failed, 8) + cell(skipped, 9) + cell(seconds.toFixed(1), 9);
    console.log(`${name.padEnd(14)}${numbers}${note === "" ? "" : `  ${note}`}`);
  }
  for (const { name, figures } of rows) for (const figure of figures) console.log(`\n${name}: ${figure}`);
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  if (rows.length === 0) problems.push(`No suite begins with ${wanted.join(" or ")}.`);
  for (const problem of problems) console.log(`\n${problem.split("\n")[0]}`);
  const failed = sum("failed") + problems.length;
  console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s in all`);
  console.log(`${sum("passed")} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/** Why there is no real API server to ask on this machine: no Go, or no way to the modules that it is built from. */
function noCluster() {
  const why = whyNoCluster();
  if (why !== undefined) return `not run: ${why}`;
  if (!modulesThere) return "not run: Go cannot fetch the modules of the Kubernetes API server that it asks";
  return undefined;
}

/** Why Helm cannot be asked; it is built with the same Go. */
function noJudge() {
  const why = whyNoCluster();
  if (why !== undefined) return `not run: ${why}`;
  return helmThere ? undefined : "not run: Go cannot fetch the modules of Helm, which it asks";
}

function fetchModules(/** @type {string} */ cwd) {
  return spawnSync(goCommand(), ["list", "-deps", "-f", " ", "."], { cwd, stdio: "ignore" }).status === 0;
}
