// A real control plane for the tests of live clusters: one for all of a file's tests, with helpers to fill it.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildCluster } from "../cluster/build.mjs";
import { type RunningCluster, startCluster } from "../cluster/start.ts";
import { type Ask, askerOf, create, type Json } from "./objects.ts";

export { deployment, type Json, namespace, node, service } from "./objects.ts";

export interface World {
  readonly cluster: RunningCluster;
  /** A folder of this file's tests. */
  readonly folder: string;
  /** Asks the API server; throws where it refuses. */
  readonly ask: Ask;
  readonly create: (...objects: readonly Json[]) => Promise<void>;
  /** Writes a kubeconfig and says where. `user` and `cluster` are its fields. */
  readonly kubeconfig: (name: string, fields?: { user?: Json; cluster?: Json; namespace?: string }) => string;
  readonly write: (name: string, text: string, mode?: number) => string;
  readonly stop: () => Promise<void>;
}

/** Starts a control plane with controllers, scheduler and stand-in kubelets. */
export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), "service-paths-live-"));
  const cluster = await startCluster({ binary: buildCluster(), cidr: "10.96.0.0/16", parts: "all" });
  const ask = askerOf(cluster);
  const write: World["write"] = (name, text, mode) => {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: mode ?? 0o600 });
    return file;
  };
  return {
    cluster,
    folder,
    ask,
    create: (...objects) => create(ask, objects),
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
