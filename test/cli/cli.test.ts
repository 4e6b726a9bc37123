// The command line as its users meet it: a process, its output, its exit status.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("../..", import.meta.url));
const cli = path.join(top, "dist", "cli.js");
const folder = mkdtempSync(path.join(tmpdir(), "service-paths-"));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function run(words: readonly string[], input = "", environment: Record<string, string> = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    cwd: folder,
    input,
    encoding: "utf8",
    env: { PATH: process.env.PATH, LANG: "C", ...environment },
  });
  return { status, out: stdout, err: stderr };
}

function write(file: string, text: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

const service = (name: string, nodePort: number, more = "") =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  type: NodePort\n  ports:\n    - port: 80\n      nodePort: ${nodePort}\n${more}`;

interface Checked {
  version: number;
  diagnostics: {
    file: string;
    rule: string;
    severity: string;
    field: string;
    fixes: { title: string; safe: boolean }[];
    related: { file: string }[];
  }[];
  summary: Record<string, number>;
}
const checked = (words: readonly string[], input = "") =>
  JSON.parse(run(["check", "--format", "json", ...words], input).out) as Checked;

test("the sample workspace gets what its files deserve and nothing else", () => {
  const sample = path.join(top, "test", "workspace");
  const result = JSON.parse(run(["check", "--format", "json", sample]).out) as Checked;
  const found = new Map<string, Set<string>>();
  for (const { file, rule } of result.diagnostics) found.set(file, (found.get(file) ?? new Set()).add(rule));
  const mistakes = readdirSync(path.join(sample, "mistakes")).sort();
  const isBelow = (file: string, name: string) => file === `mistakes/${name}` || file.startsWith(`mistakes/${name}/`);
  const actual = mistakes.map((name) => [
    name,
    [...found].filter(([file]) => isBelow(file, name)).flatMap(([, rules]) => [...rules]),
  ]);
  // A mistake's file is named after its rule; what stands behind a dot tells two of one rule apart.
  assert.deepEqual(
    actual,
    mistakes.map((name) => [name, [name.split(".")[0]]]),
  );
  const others = [...found]
    .filter(([file]) => !file.startsWith("mistakes/"))
    .map(([file, rules]) => [file, [...rules]]);
  assert.deepEqual(others, [["shop/queue.yaml", ["same-port-two-protocols"]]]);
});

test("the sample that npm start opens is a shop that works, with one mistake and its fix", () => {
  const sample = path.join(top, "test/sample");
  const { diagnostics } = checked([sample]);
  assert.deepEqual(
    diagnostics.map(({ file, rule, fixes }) => [file, rule, fixes[0]?.title]),
    [["reviews.yaml", "target-port-name-missing", "Change to http (8080), a port of Deployment reviews"]],
  );
  const { services } = JSON.parse(run(["paths", "--format", "json", sample]).out) as {
    services: { name: string; paths: { state: string }[] }[];
  };
  const unreachable = services.filter(({ paths }) => paths.some(({ state }) => state === "broken"));
  assert.deepEqual(
    unreachable.map(({ name }) => name),
    ["reviews"],
  );
});

test("paths of the article are what the text says", () => {
  const snapshot = path.join(top, "test", "snapshots", "article.json");
  const { out, status } = run([
    "paths",
    "--format",
    "json",
    "--node-address",
    "192.168.1.100",
    "--snapshot",
    snapshot,
    path.join(top, "test/workspace/article"),
  ]);
  assert.equal(status, 0);
  const { services } = JSON.parse(out) as {
    services: { name: string; paths: { kind: string; address: string; port: number; url: string; state: string }[] }[];
  };
  const path_ = (name: string, kind: string) =>
    services.find((candidate) => candidate.name === name)?.paths.find((candidate) => candidate.kind === kind);
  assert.equal(path_("embed", "node-port")?.url, "http://192.168.1.100:32080");
  assert.equal(path_("embed", "cluster-ip")?.address, "70.114.188.169");
  assert.equal(path_("embedding", "cluster-ip")?.address, "10.100.217.4");
  assert.equal(path_("embedding", "dns")?.address, "embedding.default.svc.cluster.local");
  assert.deepEqual(new Set(services.flatMap(({ paths }) => paths.map(({ state }) => state))), new Set(["complete"]));
});

test("paths are shown from the viewpoints that are asked for", () => {
  write("viewpoints/web.yaml", service("web", 30080));
  const { out } = run(["paths", "--format", "json", "--viewpoint", "node-network", "viewpoints"]);
  const { services } = JSON.parse(out) as { services: { paths: { kind: string }[] }[] };
  assert.deepEqual(
    services.map(({ paths }) => paths.map(({ kind }) => kind)),
    [["node-port"]],
  );
});

test("files are named as they were given, or relative to the folder that was", () => {
  write("names/a/one.yaml", service("one", 80));
  write("names/b/two.yml", service("two", 80));
  write("names/b/notes.txt", "nodePort: 80");
  write("names/values.yaml", "nodePort: 80\n");
  const files = (words: readonly string[], input = "") =>
    checked(words, input)
      .diagnostics.filter(({ rule }) => rule === "node-port-out-of-range")
      .map(({ file }) => file);
  assert.deepEqual(files(["names"]), ["a/one.yaml", "b/two.yml"]);
  assert.deepEqual(files(["names/b", "names/a"]), ["names/b/two.yml", "names/a/one.yaml"]);
  assert.deepEqual(files(["./names/a/one.yaml"]), ["names/a/one.yaml"]);
  assert.deepEqual(files(["-"], service("in", 80)), ["-"]);
});

test("the order of files decides who is first", () => {
  write("order/a.yaml", service("a", 30500));
  write("order/b.yaml", service("b", 30500));
  const taken = (words: readonly string[]) =>
    checked(words).diagnostics.filter(({ rule }) => rule === "node-port-taken");
  assert.deepEqual(
    taken(["order"]).map(({ file, related }) => [file, related[0]?.file]),
    [["b.yaml", "a.yaml"]],
  );
  assert.deepEqual(
    taken(["order/b.yaml", "order/a.yaml"]).map(({ file }) => file),
    ["order/a.yaml"],
  );
});

test(".gitignore leaves files out of folders, not out of what is named", () => {
  write("ignored/.git/HEAD", "");
  write("ignored/.gitignore", "/build/\n*.gen.yaml\n!keep.gen.yaml\n");
  write("ignored/build/x.yaml", service("x", 80));
  write("ignored/y.gen.yaml", service("y", 80));
  write("ignored/keep.gen.yaml", service("keep", 80));
  write("ignored/sub/.gitignore", "z.yaml\n");
  write("ignored/sub/z.yaml", service("z", 80));
  write("ignored/node_modules/n.yaml", service("n", 80));
  assert.equal(checked(["ignored"]).summary.files, 1);
  assert.equal(checked(["ignored/build/x.yaml"]).summary.files, 1);
});

test("text that is none is skipped with a line on standard error", () => {
  write("binary/nul.yaml", "kind: Service\0");
  write("binary/latin.yaml", Uint8Array.from([0x6b, 0xe9, 0x0a]));
  write("binary/good.yaml", service("good", 30501));
  const { status, err, out } = run(["check", "binary"]);
  assert.equal(status, 0);
  assert.match(err, /nul\.yaml.*skipped/);
  assert.match(err, /latin\.yaml.*skipped/);
  assert.match(out, /1 Service in 1 file/);
});

test("what is named is judged, whatever it is", () => {
  const rules = (text: string) => checked(["-"], text).diagnostics.map(({ rule, field }) => [rule, field]);
  assert.deepEqual(rules("kind: Service\nmetadata:\n  name: a\n"), [["kubectl-kind-needed", ""]]);
  assert.deepEqual(rules("just text\n"), [["kubectl-kind-needed", ""]]);
  assert.deepEqual(rules("a: [\n"), [["decode-syntax", ""]]);
  write("found/values.yaml", "kind: Service\n");
  assert.equal(checked(["found"]).diagnostics.length, 0);
});

test("exit statuses", () => {
  write("exit/bad.yaml", service("bad", 80));
  assert.equal(run(["check", "exit"]).status, 1);
  assert.equal(run(["check", "exit", "--fail-on", "never"]).status, 0);
  assert.equal(run(["check", "exit", "--rule-severity", "node-port-out-of-range=off"]).status, 0);
  assert.equal(run(["verdict", "exit"]).status, 1);
  assert.equal(run(["paths", "exit"]).status, 0);
  for (const words of [
    ["chekc"],
    ["check", "nowhere"],
    ["check", "--kubernetes-version", "1.99"],
    ["check", "--format", "xml"],
    ["check", "--frobnicate"],
    ["explain", "nothing-like-it"],
  ]) {
    const { status, err, out } = run(words);
    assert.equal(status, 2, words.join(" "));
    assert.match(err, /^service-paths: .+\n$/, words.join(" "));
    assert.equal(out, "", words.join(" "));
  }
});

test("help and version", () => {
  assert.match(run(["--help"]).out, /^ {2}check \[PATH/m);
  assert.match(run([]).out, /^ {2}check \[PATH/m);
  assert.match(run(["--help"], "", { LANG: "zh_CN.UTF-8" }).out, /访问路径/);
  assert.match(run(["--version"]).out, /^\d+\.\d+\.\d+\n$/);
});

test("the environment chooses the language, --locale wins", () => {
  write("lang/bad.yaml", service("bad", 80));
  assert.match(run(["check", "lang"], "", { LANG: "zh_CN.UTF-8" }).out, /错误/);
  assert.match(
    run(["check", "lang", "--locale", "en"], "", { LANG: "zh_CN.UTF-8" }).out,
    /error {2}node-port-out-of-range/,
  );
});

test("fix puts a misspelt key right before it adds what seems to be missing", () => {
  const pods =
    "---\napiVersion: v1\nkind: Pod\nmetadata: { name: web, labels: { app: web, tier: front } }\nspec: { containers: [{ name: c, image: i, ports: [{ name: http, containerPort: 8080 }] }] }\n";
  const text = (ports: string, selector: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  ${selector}:\n    app: web\n    tier: front # keep me\n  ports:\n  - ${ports}: 8443\n    targetPort: http\n${pods}`;
  assert.equal(run(["fix", "--all", "-"], text("prot", "selecter")).out, text("port", "selector"));
});

test("fix mends in place, prints, or shows a diff; safe ones only unless told", () => {
  const text = service("fixme", 80, "  SELECTOR: {}\n").replace("port: 80", "Port: 80");
  write("fix/web.yaml", text);
  assert.match(
    run(["fix", "--dry-run", "fix"]).out,
    /^--- web\.yaml\n\+\+\+ web\.yaml\n@@ -5,6 \+5,6 @@\n[\s\S]*-.*Port: 80\n\+.*port: 80/m,
  );
  assert.equal(readFileSync(path.join(folder, "fix/web.yaml"), "utf8"), text);
  assert.equal(run(["fix", "fix"]).status, 1, "the nodePort is left, for a fix of it chooses a value");
  assert.equal(
    readFileSync(path.join(folder, "fix/web.yaml"), "utf8"),
    text.replace("Port: 80", "port: 80").replace("SELECTOR", "selector"),
  );
  assert.equal(run(["fix", "--all", "fix"]).status, 0);
  assert.match(readFileSync(path.join(folder, "fix/web.yaml"), "utf8"), /nodePort: 30000|(?<!nodePort: 80\n)$/);
  assert.equal(run(["fix", "-"], text).out, text.replace("Port: 80", "port: 80").replace("SELECTOR", "selector"));
});

test("the other formats of check are well formed", () => {
  write("formats/bad.yaml", service("bad", 80));
  const sarif = JSON.parse(run(["check", "formats", "--format", "sarif"]).out) as {
    version: string;
    runs: { results: { ruleId: string }[] }[];
  };
  assert.equal(sarif.version, "2.1.0");
  assert.ok(sarif.runs[0]?.results.some(({ ruleId }) => ruleId === "node-port-out-of-range"));
  assert.match(
    run(["check", "formats", "--format", "github"]).out,
    /^::error file=bad\.yaml,line=9,endLine=9,col=17,endColumn=19,title=node-port-out-of-range::/m,
  );
  assert.match(
    run(["check", "formats", "--format", "junit"]).out,
    /<testsuite name="bad\.yaml" tests="\d" failures="[1-9]">/,
  );
  // What does not fail the call fails no test.
  assert.match(
    run(["check", "formats", "--format", "junit", "--fail-on", "never"]).out,
    /failures="0">[\s\S]*<testcase name="node-port-out-of-range [^>]*><system-out>error: /,
  );
});

test("verdict says where it rests on a range of addresses that nobody told", () => {
  const service = (spec: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}], ${spec}}\n`;
  const specs = [
    "type: ClusterIP",
    "ipFamilyPolicy: RequireDualStack",
    "clusterIP: 10.96.0.10",
    "ipFamilies: [IPv4]",
    "clusterIP: None",
    "clusterIP: 10.96.0.300",
  ];
  const assumed = (...options: string[]) =>
    specs.map((spec) => {
      const { verdicts } = JSON.parse(run(["verdict", "--format", "json", ...options, "-"], service(spec)).out) as {
        verdicts: { assumes?: string[] }[];
      };
      return verdicts[0]?.assumes;
    });
  const range = ["service-cidr"];
  assert.deepEqual(assumed(), [undefined, range, range, range, undefined, undefined]);
  assert.deepEqual(
    assumed("--service-cidr", "10.96.0.0/12"),
    specs.map(() => undefined),
  );
  assert.match(run(["verdict", "-"], service("clusterIP: 10.96.0.10")).out, /--service-cidr/);
});

test("verdict says of each Service whether it is accepted, and why not", () => {
  const text = `${service("one", 30600)}---\n${service("two", 30600)}---\nkind: ConfigMap\napiVersion: v1\n`;
  const { verdicts } = JSON.parse(run(["verdict", "--format", "json", "-"], text).out) as {
    verdicts: Record<string, unknown>[];
  };
  assert.deepEqual(
    verdicts.map(({ document, accepted, status }) => ({ document, accepted, status })),
    [
      { document: 0, accepted: true, status: 201 },
      { document: 1, accepted: false, status: 422 },
    ],
  );
});

test("explain knows rules and fields", () => {
  // The page that ships beside the program, with its example.
  for (const [locale, wrong, fixed] of [
    ["en", "Wrong", "After the fix"],
    ["zh-cn", "错误示例", "修复之后"],
  ] as const) {
    const { out } = run(["explain", "node-port-out-of-range", "--locale", locale]);
    const [, before = "", after = ""] = out.split(/^## /m);
    assert.ok(before.startsWith(`${wrong}\n`), out);
    assert.ok(after.startsWith(`${fixed}\n`), out);
    for (const part of [before, after]) assert.match(part, /^```yaml\n[^`]*kind: Service[^`]*^```$/m);
  }
  const page = run(["explain", "node-port-taken"]).out;
  assert.match(
    page,
    /^# node-port-taken\n[\s\S]*\n## Wrong\n[\s\S]*\n## After the fix\n[\s\S]*\n## When to allow it\n/,
  );
  assert.deepEqual(
    page.split("\n").filter((line) => line.length > 80),
    [],
  );
  assert.match(run(["explain", "spec.ports[0].targetPort"]).out, /^# spec\.ports\.targetPort\n/);
  assert.match(run(["explain", "ports.targetPort", "--locale", "zh-cn"]).out, /端口/);
  assert.match(run(["explain"]).out, /node-port-taken/);
});

test("lsp speaks on standard input and output", async () => {
  const server = spawn(process.execPath, [cli, "lsp", "--stdio"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const params = { processId: null, rootUri: null, capabilities: {} };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  let answer = "";
  for await (const chunk of server.stdout) {
    answer += String(chunk);
    if (answer.includes('"serverInfo"')) break;
  }
  server.kill();
  assert.match(answer, /"name":"service-paths"/);
});

test("a slip in an option is said, and changes nothing", () => {
  write("slips/web.yaml", service("web", 30080));
  for (const [words, named] of [
    [["check", "slips", "--service-cidr", "10.96.0.0"], /--service-cidr/],
    [["check", "slips", "--node-address", "192.0.2.10,node-1"], /node-1/],
    [["paths", "slips", "--viewpoint", "cluster,outside"], /outside/],
    [["paths", "slips", "--local-cluster", "k0s"], /--local-cluster/],
    [["check", "slips", "--rule-severity", "node-port-token=off"], /node-port-token/],
    [["fix", "slips", "--rule", "node-port-token"], /node-port-token/],
  ] as const) {
    const { status, out, err } = run(words);
    assert.equal(status, 2, words.join(" "));
    assert.equal(out, "");
    assert.match(err, named);
  }
});
