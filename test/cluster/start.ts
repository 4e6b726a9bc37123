// Starts a test cluster (see README.md here) and asks it.

import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface ClusterOptions {
  /** The binary, from build.mjs. */
  readonly binary: string;
  /** As `--service-cluster-ip-range`: two ranges with a comma between are a dual-stack cluster. */
  readonly cidr: string;
  /** As `--service-node-port-range`; 30000-32767 when it is not there. */
  readonly nodePorts?: string;
  /** `kubectl`: no server, only `read`. `api`: enough for verdicts. `all`: with controllers, scheduler, stand-in kubelets. */
  readonly parts: "kubectl" | "api" | "all";
}

/** What the API server answered to one Service, in the shape of `service-paths verdict --format json`. */
export interface ServerVerdict {
  readonly document: number;
  readonly item?: number;
  readonly accepted: boolean;
  readonly status: number;
  readonly errors: readonly { readonly field: string; readonly reason: string; readonly message: string }[];
  readonly warnings: readonly { readonly field: string; readonly message: string }[];
  readonly object?: Readonly<Record<string, unknown>>;
}

/** How kubectl reads a text: each document as JSON text, up to the first error. */
export interface Reading {
  readonly documents: readonly string[];
  readonly error: string | null;
}

/** A running cluster. */
export interface RunningCluster {
  readonly url: string;
  readonly token: string;
  readonly kubeconfig: string;
  /** How long it took to start. */
  readonly seconds: number;
  /** What `kubectl create -f` would be told, on a cluster that holds nothing else. Questions are answered in order. */
  readonly judge: (manifest: string) => Promise<readonly ServerVerdict[]>;
  readonly read: (texts: readonly string[]) => Promise<readonly Reading[]>;
  readonly stop: () => Promise<void>;
}

type Answer = { readonly verdicts: readonly ServerVerdict[] } | { readonly readings: readonly Reading[] };

type Line =
  | { readonly ready: Pick<RunningCluster, "url" | "token" | "kubeconfig" | "seconds"> }
  | ({ readonly id: number } & Answer)
  | { readonly id?: number; readonly error: string };

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Rejects when the cluster does not come up. */
export async function startCluster(options: ClusterOptions): Promise<RunningCluster> {
  const folder = mkdtempSync(join(tmpdir(), "service-paths-cluster-"));
  const log = join(folder, "log");
  const data = join(folder, "data");
  const only = { kubectl: ["-only-kubectl"], api: ["-only-api"], all: [] }[options.parts];
  const ports = options.nodePorts === undefined ? [] : ["-node-ports", options.nodePorts];
  const child = spawn(options.binary, ["-dir", data, "-cidr", options.cidr, ...ports, ...only], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stderr.pipe(createWriteStream(log));
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const waiting = new Map<number, Waiting>();
  let asked = 0;

  const ready = new Promise<Pick<RunningCluster, "url" | "token" | "kubeconfig" | "seconds">>((resolve, reject) => {
    const fail = (why: string): void => {
      const error = new Error(`${why}\n${tail(log)}`);
      reject(error);
      for (const one of waiting.values()) one.reject(error);
      waiting.clear();
    };
    child.once("error", (error) => fail(`the cluster did not start: ${error.message}`));
    child.once("exit", (code, signal) => fail(`the cluster ended (${signal ?? code})`));
    child.stdin.on("error", () => undefined); // its end is reported above
    createInterface({ input: child.stdout }).on("line", (text) => {
      const line = JSON.parse(text) as Line;
      if ("ready" in line) return resolve(line.ready);
      const one = line.id === undefined ? undefined : waiting.get(line.id);
      if (line.id !== undefined) waiting.delete(line.id);
      if ("error" in line) one?.reject(new Error(line.error));
      else one?.resolve(line);
    });
  });

  const leave = (): void => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once("exit", leave);
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
    process.off("exit", leave);
    leave();
  };
  const ask = (question: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const id = asked++;
      waiting.set(id, { resolve, reject });
      child.stdin.write(`${JSON.stringify({ id, ...question })}\n`);
    });
  const judge = async (manifest: string): Promise<readonly ServerVerdict[]> => {
    const answer = await ask({ manifest });
    return "verdicts" in answer ? answer.verdicts : [];
  };
  const read = async (texts: readonly string[]): Promise<readonly Reading[]> => {
    const answer = await ask({ texts });
    return "readings" in answer ? answer.readings : [];
  };

  try {
    return { ...(await ready), judge, read, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The last lines of a log, for somebody who has to find out what went wrong. */
function tail(file: string): string {
  if (!existsSync(file)) return "";
  return readFileSync(file, "utf8").split("\n").slice(-20).join("\n");
}
