// What the extension knows of dist/live.js, which it loads when somebody connects. Types only.

import type { Text } from "./base/text.ts";

export interface KubeContext {
  readonly name: string;
  /** Where nothing else is said. */
  readonly namespace: string;
}

export interface ConnectOptions {
  /** A kubeconfig that the user named; undefined: the one that kubectl would read. */
  readonly kubeconfig?: string | undefined;
  /** undefined: the kubeconfig's current one. */
  readonly context?: string | undefined;
  /** Only what is in this namespace is read, and what is in none. */
  readonly only?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What an exec plugin says, for the user to read. */
  readonly onMessage: (text: string) => void;
  readonly onChange: (state: ConnectionState) => void;
}

export interface ConnectionState {
  readonly context: string;
  readonly namespace: string;
  /** The one namespace that is read; undefined: all that may be. */
  readonly only: string | undefined;
  /** `stale`: what is known is what was there at `since`. `failed`: nothing is known. */
  readonly phase: "connecting" | "live" | "stale" | "failed";
  /** In milliseconds since 1970. */
  readonly since: number | undefined;
  readonly why: Text | undefined;
  /** What had to be left out, one sentence each. */
  readonly omissions: readonly Text[];
  /** Changes when the objects do. */
  readonly revision: number;
}

export interface Connection {
  readonly state: () => ConnectionState;
  /** Whole objects, as the API server gave them, without what nobody needs. */
  readonly objects: () => readonly unknown[];
  /** What the API server says to a Service (a whole object), without changing anything. Never rejects. */
  readonly dryRun: (object: Readonly<Record<string, unknown>>) => Promise<DryRunAnswer>;
  /** Opens a local port that leads to the Service's; TCP only. Rejects where no local port can be had. */
  readonly forward: (to: ForwardRequest) => Promise<OpenForward>;
  /** Ends everything, forwards too. */
  readonly stop: () => void;
}

/** `unasked`: no answer about the Service was given. */
export type DryRunAnswer =
  | { readonly verdict: "accepted"; readonly asked: "create" | "replace"; readonly warnings: readonly string[] }
  | {
      readonly verdict: "refused";
      readonly asked: "create" | "replace";
      readonly status: number;
      readonly message: string;
      /** One for each field, in the server's words. */
      readonly causes: readonly string[];
      readonly warnings: readonly string[];
    }
  | { readonly verdict: "unasked"; readonly why: Text };

export interface TryRequest {
  readonly host: string;
  readonly port: number;
  readonly scheme: "tcp" | "http" | "https";
  /** Of the GET; "/" unless told. */
  readonly path?: string;
}

export interface TryResult {
  /** Whether something answers. */
  readonly ok: boolean;
  readonly text: Text;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

export interface ForwardRequest {
  readonly namespace: string;
  readonly service: string;
  /** The Service's port. */
  readonly port: number;
  /** Taken if it is free. */
  readonly localPort: number;
  readonly onChange: (state: ForwardState) => void;
}

export interface ForwardState {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  readonly localPort: number;
  /** `waiting`: no pod is ready. */
  readonly phase: "up" | "waiting" | "stopped";
  readonly pod: string | undefined;
  /** Why it is not the port that was asked for: EADDRINUSE, EACCES. */
  readonly instead: string | undefined;
}

export interface OpenForward {
  readonly state: () => ForwardState;
  readonly stop: () => void;
}

export interface FollowOptions {
  readonly kubeconfig?: string | undefined;
  /** undefined: the kubeconfig's current one. */
  readonly context?: string | undefined;
  readonly environment: ConnectOptions["environment"];
  /** It now leads to another cluster, login or namespace. */
  readonly onChange: () => void;
  /** It cannot be used any more; undefined: it can again. */
  readonly onBroken: (why: Text | undefined) => void;
}

export interface Following {
  readonly stop: () => void;
}

export interface LiveModule {
  /** Says when the kubeconfig's files change what a context leads to. Never throws. */
  readonly followKubeconfig: (options: FollowOptions) => Following;
  /** Contexts of the kubeconfig; contacts nobody. Throws an Error with a `text` in both languages. */
  readonly listContexts: (
    environment: ConnectOptions["environment"],
    kubeconfig?: string,
  ) => { readonly contexts: readonly KubeContext[]; readonly current: string | undefined };
  /** Tries an address from this machine, at most for a few seconds. Never rejects. */
  readonly tryPath: (request: TryRequest) => Promise<TryResult>;
  /** Connects, and stays connected until it is stopped. Throws as `listContexts` does, and never later. */
  readonly connect: (options: ConnectOptions) => Connection;
}
