// One kind of object, kept as the cluster has it: listed once, then watched, and listed again where the watch cannot go on.

import { StringDecoder } from "node:string_decoder";
import type { Api } from "./api.ts";
import type { Clock } from "./clock.ts";
import { failureOf, LiveFailure } from "./failure.ts";
import { type LiveKind, listPath, objectOf } from "./kinds.ts";
import { type Fields, isFields } from "./kubeconfig.ts";
import { listKind } from "./lists.ts";

/**
 * `live`: what is known is what is there. `stale`: it was so at `since`. `forbidden` and `absent` (not installed) take away
 * this kind and nothing else.
 */
export type ReflectorState =
  | { readonly kind: "starting" }
  | { readonly kind: "live" }
  | { readonly kind: "stale"; readonly since: number; readonly failure: LiveFailure }
  | { readonly kind: "forbidden" | "absent" };

export interface ReflectorOptions {
  /** Where to look when all namespaces are forbidden. */
  readonly namespace: string;
  /** Nothing is asked for outside `namespace`. */
  readonly isFixed?: boolean;
  readonly labelSelector?: string;
  readonly clock: Clock;
  /** Objects or the state have changed. */
  readonly onChange: () => void;
}

/** A watch is ended by the server after so many seconds, up to half as many more: a connection that then still says nothing is dead. */
const watchSeconds = 30;
/** How much later than it said the server may end a watch; in milliseconds. */
const grace = 10_000;
/** Waiting times after failures, in milliseconds. */
const firstPause = 250;
const longestPause = 30_000;
/** What is forbidden or not installed is asked for again after this time; in milliseconds. */
const secondLook = 300_000;

export class Reflector {
  readonly kind: LiveKind;
  /** Whether only `namespace` may be read. */
  narrowed = false;
  state: ReflectorState = { kind: "starting" };
  readonly #api: Api;
  readonly #options: ReflectorOptions;
  readonly #objects = new Map<string, Fields>();
  readonly #stopped = new AbortController();
  #version = "";
  /** Failures one after the other. */
  #failures = 0;
  #lastGood: number;

  constructor(api: Api, kind: LiveKind, options: ReflectorOptions) {
    this.#api = api;
    this.kind = kind;
    this.#options = options;
    this.narrowed = options.isFixed === true;
    this.#lastGood = options.clock.now();
  }

  get objects(): Iterable<Fields> {
    return this.#objects.values();
  }

  /** Runs until it is stopped; never throws. */
  async run(): Promise<void> {
    let from: string | undefined;
    while (!this.#stopped.signal.aborted) {
      try {
        from ??= await this.#list();
        from = await this.#watch(from, (at) => {
          from = at;
        });
      } catch (error) {
        if (this.#stopped.signal.aborted) return;
        from = await this.#failed(failureOf(error), from);
      }
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #list(): Promise<string> {
    const { namespace, labelSelector } = this.#options;
    const listed = await listKind(this.#api, this.kind, {
      ...(this.narrowed ? { namespace } : {}),
      labelSelector,
      signal: this.#stopped.signal,
      pause: (ms) => this.#pause(ms),
    });
    this.#version = listed.version;
    this.#objects.clear();
    for (const object of listed.objects) this.#objects.set(idOf(object), object);
    this.#options.onChange();
    this.#good();
    return listed.resourceVersion;
  }

  /** Follows changes until the server ends the watch in order; where the next one goes on. Throws a LiveFailure. */
  async #watch(from: string, reached: (version: string) => void): Promise<string> {
    const { clock, namespace, labelSelector } = this.#options;
    const seconds = watchSeconds + Math.floor(clock.random() * (watchSeconds / 2));
    const answer = await this.#api.stream({
      path: listPath(
        this.kind,
        this.#version,
        this.narrowed && this.kind.scope === "namespaced" ? namespace : undefined,
      ),
      query: {
        ...(labelSelector === undefined ? {} : { labelSelector }),
        watch: "1",
        allowWatchBookmarks: "true",
        resourceVersion: from,
        timeoutSeconds: String(seconds),
      },
      signal: this.#stopped.signal,
    });
    this.#good();
    let at = from;
    return new Promise((resolve, reject) => {
      const decoder = new StringDecoder("utf8");
      let rest = "";
      const stopWaiting = clock.after(seconds * 1000 + grace, () => end(silent(this.#api.host)));
      const end = (failure: LiveFailure | undefined) => {
        stopWaiting();
        answer.destroy();
        if (failure === undefined) resolve(at);
        else reject(failure);
      };
      answer.on("data", (chunk: Buffer) => {
        const lines = (rest + decoder.write(chunk)).split("\n");
        rest = lines.pop() ?? "";
        try {
          for (const line of lines) if (line !== "") at = this.#event(line) ?? at;
        } catch (error) {
          end(failureOf(error));
          return;
        }
        reached(at);
      });
      answer.once("end", () => end(rest === "" ? undefined : cutOff(this.#api.host)));
      answer.once("error", () => end(cutOff(this.#api.host)));
      answer.once("close", () => end(cutOff(this.#api.host)));
    });
  }

  /** Takes one line of a watch; the version that it reaches. Throws a LiveFailure. */
  #event(line: string): string | undefined {
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch {
      // Whatever it said is lost: only a new list knows.
      throw new LiveFailure("gone", { en: "a change could not be read", "zh-cn": "无法读取的变更" });
    }
    const object = isFields(event) && isFields(event.object) ? event.object : {};
    const type = isFields(event) ? event.type : undefined;
    const metadata = isFields(object.metadata) ? object.metadata : {};
    if (type === "ERROR") {
      const words = String(object.message ?? "");
      throw new LiveFailure(object.code === 410 ? "gone" : "refused", { en: words, "zh-cn": words });
    }
    if (type === "ADDED" || type === "MODIFIED" || type === "DELETED") {
      const now = objectOf(this.kind, this.#version, object);
      if (type === "DELETED") this.#objects.delete(idOf(now));
      else this.#objects.set(idOf(now), now);
      this.#options.onChange();
    }
    return typeof metadata.resourceVersion === "string" ? metadata.resourceVersion : undefined;
  }

  #good(): void {
    this.#failures = 0;
    this.#lastGood = this.#options.clock.now();
    if (this.state.kind === "live") return;
    this.state = { kind: "live" };
    this.#options.onChange();
  }

  /** From where to go on after a failure, once it is time. */
  async #failed(failure: LiveFailure, from: string | undefined): Promise<string | undefined> {
    const { clock, onChange } = this.#options;
    if (failure.reason === "gone" && from !== undefined) return undefined;
    if (failure.reason === "forbidden" || failure.reason === "absent") {
      if (failure.reason === "forbidden" && this.kind.scope === "namespaced" && !this.narrowed) {
        this.narrowed = true;
        return undefined;
      }
      this.state = { kind: failure.reason };
      this.#objects.clear();
      onChange();
      await this.#pause(secondLook);
      this.narrowed = this.#options.isFixed === true;
      return undefined;
    }
    // One that breaks off is taken up at once, and nobody need hear of it.
    if (this.#failures > 0 || this.state.kind !== "live") {
      const since = this.state.kind === "stale" ? this.state.since : this.#lastGood;
      this.state = { kind: "stale", since, failure };
      onChange();
    }
    const pause = Math.min(firstPause * 2 ** this.#failures, longestPause);
    this.#failures += 1;
    await this.#pause(failure.retryAfter ?? pause * (0.5 + clock.random() / 2));
    return from;
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopped;
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ms, done);
      signal.addEventListener("abort", done);
      function done(): void {
        cancel();
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }
}

function idOf({ metadata }: Fields): string {
  const { namespace = "", name = "" } = isFields(metadata) ? metadata : {};
  return `${namespace}/${name}`;
}

function silent(host: string): LiveFailure {
  return new LiveFailure("unreachable", { en: `${host} no longer responds`, "zh-cn": `${host} 不再响应` });
}

function cutOff(host: string): LiveFailure {
  return new LiveFailure("unreachable", {
    en: `the connection to ${host} was lost`,
    "zh-cn": `与 ${host} 的连接已中断`,
  });
}
