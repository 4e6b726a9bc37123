// A real control plane for the tests of live clusters: one for all of a file's tests, with helpers to fill it.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildCluster } from "../cluster/build.mjs";
import { type RunningCluster, startCluster } from "../cluster/start.ts";

export type Json = Record<string, unknown>;

export interface World {
  readonly cluster: RunningCluster;
  /** A folder of this file's tests. */
  readonly folder: string;
  /** Asks the API server; throws where it refuses. */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Json>;
  readonly create: (...objects: readonly Json[]) => Promise<void>;
  /** Writes a kubeconfig and says where. `user` and `cluster` are its fields. */
  readonly kubeconfig: (name: string, fields?: { user?: Json; cluster?: Json; namespace?: string }) => string;
  readonly write: (name: string, text: string, mode?: number) => string;
  readonly stop: () => Promise<void>;
}

const plurals: Readonly<Record<string, string>> = {
  Ingress: "ingresses",
  NetworkPolicy: "networkpolicies",
};
const clusterWide = /^(Node|Namespace|ClusterRole|ClusterRoleBinding|CustomResourceDefinition|IngressClass)$/;

/** Starts a control plane with controllers, scheduler and stand-in kubelets. */
export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), "service-paths-live-"));
  const cluster = await startCluster({ binary: buildCluster(), cidr: "10.96.0.0/16", parts: "all" });
  const ask: World["ask"] = (method, way, body) =>
    new Promise((resolve, reject) => {
      const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
      const request = https.request(
        cluster.url + way,
        {
          method,
          rejectUnauthorized: false,
          headers: { Authorization: `Bearer ${cluster.token}`, "Content-Type": type },
        },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
          });
          answer.once("end", () => {
            if ((answer.statusCode ?? 0) > 299) reject(new Error(`${method} ${way}: ${answer.statusCode} ${text}`));
            else resolve(text.startsWith("{") ? (JSON.parse(text) as Json) : {});
          });
        },
      );
      request.once("error", reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  const write: World["write"] = (name, text, mode) => {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: mode ?? 0o600 });
    return file;
  };
  return {
    cluster,
    folder,
    ask,
    create: async (...objects) => {
      for (const object of objects) await ask("POST", collectionOf(object), object);
    },
    kubeconfig: (name, fields = {}) =>
      write(
        name,
        JSON.stringify(
          configOf(
            { server: cluster.url, "insecure-skip-tls-verify": true, ...fields.cluster },
            fields.user ?? { token: cluster.token },
            fields.namespace,
          ),
        ),
      ),
    write,
    stop: async () => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configOf(cluster: Json, user: Json, namespace: string | undefined): Json {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user }],
    contexts: [
      { name: "test", context: { cluster: "c", user: "u", ...(namespace === undefined ? {} : { namespace }) } },
    ],
    "current-context": "test",
  };
}

function collectionOf(object: Json): string {
  const apiVersion = String(object.apiVersion);
  const kind = String(object.kind);
  const metadata = object.metadata as Json;
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = plurals[kind] ?? `${kind.toLowerCase()}s`;
  return clusterWide.test(kind)
    ? `${root}/${plural}`
    : `${root}/namespaces/${metadata.namespace ?? "default"}/${plural}`;
}

export function node(name: string, index: number): Json {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: { podCIDR: `10.244.${index}.0/24`, podCIDRs: [`10.244.${index}.0/24`] },
    status: {
      addresses: [{ type: "InternalIP", address: `192.0.2.${10 + index}` }],
      allocatable: { pods: "110", cpu: "8", memory: "16Gi" },
      capacity: { pods: "110", cpu: "8", memory: "16Gi" },
    },
  };
}

export function service(namespace: string, name: string, spec: Json): Json {
  return { apiVersion: "v1", kind: "Service", metadata: { namespace, name }, spec };
}

export function deployment(namespace: string, name: string, replicas = 1, annotations: Json = {}): Json {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, annotations },
        spec: {
          containers: [{ name: "main", image: "example.com/main:1", ports: [{ name: "http", containerPort: 8080 }] }],
        },
      },
    },
  };
}

export const namespace = (name: string): Json => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

const top = fileURLToPath(new URL("../..", import.meta.url));

export interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line. */
export function cli(words: readonly string[], folder: string, environment: Record<string, string> = {}): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(top, "dist", "cli.js"), ...words], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH ?? "", LANG: "C", HOME: folder, ...environment },
    });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    child.once("close", (status) => resolve({ status, out, err }));
  });
}
