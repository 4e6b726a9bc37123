// What a workspace of 10,000 manifests costs the server over stdio: `npm run bench`, or this file with their number. Figures, not assertions.
// It writes the workspace and a bundle of the server into a temporary folder, and deletes both.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

const top = fileURLToPath(new URL("../..", import.meta.url));
const manifests = Number(process.argv[2] ?? 10_000);
/** `one-namespace`: all applications in one, which is hardest on whatever looks through a namespace. */
const shape = process.argv[3] ?? "a-namespace-for-each-team";

/** Milliseconds between the keystrokes of somebody who types fast. */
const typing = 50;

const temporary = mkdtempSync(path.join(tmpdir(), "service-paths-bench-"));
void run().finally(() => rmSync(temporary, { recursive: true, force: true }));

async function run(): Promise<void> {
  const bundle = path.join(temporary, "cli.cjs");
  await build({
    entryPoints: [path.join(top, "server/cli.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: bundle,
    logLevel: "error",
  });
  const folder = path.join(temporary, "workspace");
  const bytes = writeWorkspace(folder);
  console.log(
    `${manifests} manifest files and ${manifests / 5} others, ${(bytes / 1e6).toFixed(1)} MB, Node ${process.version}`,
  );
  await wholeRun(bundle, folder);
  await cancelledRun(bundle, folder);
}

/** Opens a file, types into it while the index is made and afterwards, and asks for everything once. */
async function wholeRun(bundle: string, folder: string): Promise<void> {
  const client = await start(bundle, folder);
  say("initialize answered", client.initialized);
  const file = path.join(folder, "team-003", "app-0017", "service.yaml");
  const opened = performance.now();
  const editor = open(client, file);
  await editor.findings();
  say("first findings of the open file", performance.now() - opened);
  const during: number[] = [];
  while (!client.isIndexed()) {
    during.push(await editor.keystroke());
    await setTimeout(typing);
  }
  say("index complete, after initialized", (client.indexedAt() ?? Number.NaN) - client.startedAt);
  sayAll("keystroke to findings, while indexing", during);
  await editor.keystroke();
  const memory = client.memory();
  sayAll("keystroke to findings, afterwards", await times(40, editor.keystroke));
  sayAll("keystroke in a label that others select", await times(20, open(client, deployment(folder)).keystroke));
  const all = performance.now();
  await client.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
  say("all findings of the workspace", performance.now() - all);
  sayAll("keystroke to findings, with all findings kept", await times(40, editor.keystroke));
  const again = performance.now();
  await client.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
  say("all findings again, after a keystroke", performance.now() - again);
  console.log(`memory: ${memory} after indexing, ${client.memory()} with all findings`);
  await client.stop();
}

function deployment(folder: string): string {
  return path.join(folder, "team-003", "app-0017", "deployment.yaml");
}

/** Cancels the index as soon as there is a progress to cancel. */
async function cancelledRun(bundle: string, folder: string): Promise<void> {
  const client = await start(bundle, folder, "cancel");
  const editor = open(client, path.join(folder, "team-003", "app-0017", "service.yaml"));
  while (!client.isIndexed()) await editor.findings();
  const { cancelledAt } = client;
  say("progress ended, after it was cancelled", (client.indexedAt() ?? Number.NaN) - (cancelledAt() ?? Number.NaN));
  sayAll("keystroke to findings, cancelled", await times(20, editor.keystroke));
  await client.stop();
}

type Client = Awaited<ReturnType<typeof start>>;

async function start(bundle: string, folder: string, wish: "index" | "cancel" = "index") {
  const server = spawn(process.execPath, [bundle, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = connect(server);
  let indexed: number | undefined;
  let cancelled: number | undefined;
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.onRequest("workspace/diagnostic/refresh", () => null);
  connection.onNotification("$/progress", ({ token, value }: { token: string; value: { kind: string } }) => {
    if (value.kind === "end") indexed = performance.now();
    if (wish !== "cancel" || value.kind === "end" || cancelled !== undefined) return;
    cancelled = performance.now();
    void connection.sendNotification("window/workDoneProgress/cancel", { token });
  });
  connection.listen();
  const begun = performance.now();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "bench" }],
    capabilities: {
      window: { workDoneProgress: true },
      textDocument: { diagnostic: {} },
      workspace: { diagnostics: { refreshSupport: true } },
    },
  });
  const initialized = performance.now() - begun;
  const startedAt = performance.now();
  await connection.sendNotification("initialized", {});
  return {
    connection,
    initialized,
    startedAt,
    isIndexed: () => indexed !== undefined,
    indexedAt: () => indexed,
    cancelledAt: () => cancelled,
    memory: () => memoryOf(server),
    stop: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
    },
  };
}

function connect({ stdout, stdin }: ChildProcess): ProtocolConnection {
  if (stdout === null || stdin === null) throw new Error("the server has no standard input or output");
  return createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
}

/** A file in the editor: each keystroke grows or shrinks a label's value, which is what others look at. */
function open({ connection }: Client, file: string) {
  const uri = pathToFileURL(file).href;
  const text = readFileSync(file, "utf8");
  void connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 1, text },
  });
  const lines = text.split("\n");
  const line = lines.map((each) => each.includes("app.kubernetes.io/instance: ")).lastIndexOf(true);
  const end = lines[line]?.length ?? 0;
  let version = 1;
  const findings = () => connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
  return {
    findings,
    keystroke: async () => {
      const begun = performance.now();
      version++;
      const isAdding = version % 2 === 0;
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: [
          {
            range: { start: { line, character: end }, end: { line, character: end + (isAdding ? 0 : 1) } },
            text: isAdding ? "x" : "",
          },
        ],
      });
      await findings();
      return performance.now() - begun;
    },
  };
}

async function times(count: number, ask: () => Promise<number>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let round = 0; round < count; round++) taken.push(await ask());
  return taken;
}

/** Resident memory now and at its most, where the system tells. */
function memoryOf({ pid }: ChildProcess): string {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const megabytes = (key: string) => Math.round(Number(new RegExp(`${key}:\\s*(\\d+)`).exec(status)?.[1]) / 1024);
    return `${megabytes("VmRSS")} MB (at most ${megabytes("VmHWM")} MB)`;
  } catch {
    return "unknown";
  }
}

function say(what: string, milliseconds: number): void {
  console.log(`${what.padEnd(50)}${milliseconds.toFixed(1).padStart(9)} ms`);
}

function sayAll(what: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1).padStart(9);
  console.log(`${what.padEnd(50)}${at(0.5)} ms median, ${at(0.95)} ms p95, ${at(1)} ms worst (${values.length})`);
}

/**
 * Teams with a namespace each, an application in each folder: Service, Deployment, ConfigMap, Ingress and NetworkPolicy, a file
 * each; every fifth team has an overlay for two environments. Beside them a fifth as many YAML files that are none of Kubernetes'.
 */
function writeWorkspace(folder: string): number {
  let bytes = 0;
  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    bytes += text.length;
  };
  const apps = manifests / 5;
  for (let app = 0; app < apps; app++) {
    const team = `team-${String(Math.floor(app / 20)).padStart(3, "0")}`;
    const name = `app-${String(app % 20).padStart(4, "0")}`;
    const texts = shape === "one-namespace" ? application("all", `${name}-${team}`, app) : application(team, name, app);
    for (const [file, text] of Object.entries(texts)) write(`${team}/${name}/${file}.yaml`, text);
    if (app % 20 === 0 && (app / 20) % 5 === 0) {
      write(`${team}/${name}/kustomization.yaml`, "resources:\n- service.yaml\n- deployment.yaml\n");
      for (const env of ["staging", "production"]) {
        write(`${team}/envs/${env}/kustomization.yaml`, `nameSuffix: -${env}\nresources:\n- ../../${name}\n`);
      }
    }
    write(`${team}/${name}/values.yml`, Array.from({ length: 60 }, (_, at) => `key${at}: value ${at}\n`).join(""));
  }
  return bytes;
}

function application(team: string, name: string, index: number): Record<string, string> {
  const metadata = `metadata:
  name: ${name}
  namespace: ${team}
  labels:
    app.kubernetes.io/name: ${name}
`;
  const labels = (indent: string) =>
    `${indent}app.kubernetes.io/name: ${name}\n${indent}app.kubernetes.io/part-of: bench\n${indent}app.kubernetes.io/instance: ${name}\n`;
  return {
    service: `apiVersion: v1
kind: Service
${metadata}spec:
  type: ${index % 10 === 0 ? "NodePort" : "ClusterIP"}
  selector:
${labels("    ")}  ports:
    - name: http
      port: 80
      targetPort: http
`,
    deployment: `apiVersion: apps/v1
kind: Deployment
${metadata}spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
${labels("        ")}    spec:
      containers:
        - name: web
          image: example/web:1.29
          envFrom:
            - configMapRef:
                name: ${name}
          ports:
            - name: http
              containerPort: 8080
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
            limits:
              memory: 128Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: http
`,
    config: `apiVersion: v1
kind: ConfigMap
${metadata}data:
  UPSTREAM: http://app-${String((index + 1) % 20).padStart(4, "0")}.${team}.svc.cluster.local
  LOG: debug
${Array.from({ length: 30 }, (_, at) => `  setting.${at}: value of setting ${at}\n`).join("")}`,
    ingress: `apiVersion: networking.k8s.io/v1
kind: Ingress
${metadata}spec:
  rules:
    - host: ${name}.${team}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  name: http
`,
    policy: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
${metadata}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  policyTypes:
    - Ingress
  ingress:
    - ports:
        - port: http
`,
  };
}
