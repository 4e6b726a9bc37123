// Requests to an API server: one answer, or a stream of it. Nothing is asked but what kinds.ts beside it lists, dry runs and port-forwards.

import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { createGunzip } from "node:zlib";
import { LiveFailure } from "./failure.ts";
import { isFields } from "./kubeconfig.ts";
import type { Access, Login } from "./login.ts";

export interface ApiRequest {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly method?: "GET" | "POST" | "PUT" | "PATCH";
  readonly body?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

/** How long the server may take to begin its answer, and to go on with it; in milliseconds. */
export interface ApiLimits {
  readonly answer: number;
}

const usualLimits: ApiLimits = { answer: 10_000 };

export class Api {
  readonly login: Login;
  readonly #limits: ApiLimits;

  constructor(login: Login, limits: ApiLimits = usualLimits) {
    this.login = login;
    this.#limits = limits;
  }

  /** The answer's JSON. Throws a LiveFailure. */
  async json(request: ApiRequest): Promise<unknown> {
    const text = await this.text(request);
    try {
      return JSON.parse(text);
    } catch {
      throw new LiveFailure("refused", {
        en: `${this.host} did not return JSON. Is it a Kubernetes API server?`,
        "zh-cn": `${this.host} 返回的不是 JSON。它是 Kubernetes API server 吗？`,
      });
    }
  }

  async text(request: ApiRequest): Promise<string> {
    const answer = await this.stream(request);
    return this.#whole(answer);
  }

  /** The answer as it comes, decompressed; the server took the request. Throws a LiveFailure. */
  async stream(request: ApiRequest): Promise<NodeJS.ReadableStream & { destroy(): void }> {
    let access = await this.login.access();
    let answer = await this.#send(request, access);
    if (answer.statusCode === 401 && this.login.renewable) {
      answer.resume();
      this.login.refused(access);
      access = await this.login.access();
      answer = await this.#send(request, access);
    }
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 299)
      throw refusal(status, answer, await this.#whole(answer).catch(() => ""), this.host);
    return answer.headers["content-encoding"] === "gzip" ? gunzip(answer) : answer;
  }

  /** The answer whatever its status, with the server's warnings. Throws a LiveFailure where none comes. */
  async exchange(
    request: ApiRequest,
  ): Promise<{ readonly status: number; readonly warnings: readonly string[]; readonly text: string }> {
    const answer = await this.#send(request, await this.login.access());
    const text = await this.#whole(answer.headers["content-encoding"] === "gzip" ? gunzip(answer) : answer);
    // RFC 7234: 299 - "the text"; Node joins repeated headers by a comma.
    const warnings = [...String(answer.headers.warning ?? "").matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)];
    return {
      status: answer.statusCode ?? 0,
      warnings: warnings.map(([, words = ""]) => words.replace(/\\(.)/g, "$1")),
      text,
    };
  }

  /** As messages call it. */
  get host(): string {
    return new URL(this.login.selected.server).host;
  }

  #send(request: ApiRequest, { agent, headers }: Access): Promise<IncomingMessage> {
    const { server } = this.login.selected;
    const url = new URL(server + request.path);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const send = url.protocol === "https:" ? https.request : http.request;
    const body = request.body === undefined ? undefined : Buffer.from(request.body);
    return new Promise((resolve, reject) => {
      const asked = send(url, {
        agent,
        method: request.method ?? "GET",
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        headers: {
          Accept: "application/json",
          "Accept-Encoding": "gzip",
          "User-Agent": "service-paths",
          ...(body === undefined
            ? {}
            : { "Content-Type": request.contentType ?? "application/json", "Content-Length": String(body.length) }),
          ...headers,
        },
      });
      const timer = setTimeout(() => asked.destroy(noAnswer(this.host, this.#limits.answer)), this.#limits.answer);
      asked.once("response", (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      asked.on("error", (error) => {
        clearTimeout(timer);
        reject(connectionFailure(error, this.host));
      });
      asked.end(body);
    });
  }

  #whole(answer: NodeJS.ReadableStream & { destroy(error?: Error): void }): Promise<string> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let timer: NodeJS.Timeout | undefined;
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => answer.destroy(noAnswer(this.host, this.#limits.answer)), this.#limits.answer);
      };
      const fail = (error: Error) => {
        clearTimeout(timer);
        reject(connectionFailure(error, this.host));
      };
      wait();
      answer.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        wait();
      });
      answer.once("end", () => {
        clearTimeout(timer);
        resolve(Buffer.concat(chunks).toString("utf8"));
      });
      answer.once("error", fail);
      answer.once("close", () => fail(new Error("the connection ended in the middle of the answer")));
    });
  }
}

function gunzip(answer: IncomingMessage): NodeJS.ReadableStream & { destroy(): void } {
  const plain = createGunzip();
  answer.once("error", (error) => plain.destroy(error));
  answer.once("close", () => {
    if (!answer.complete) plain.destroy(new Error("the connection ended in the middle of the answer"));
  });
  plain.once("close", () => answer.destroy());
  return answer.pipe(plain);
}

/** The server's own words go with it: they name the user, the resource and the verb. */
function refusal(status: number, answer: IncomingMessage, body: string, host: string): LiveFailure {
  let words = "";
  try {
    const read: unknown = JSON.parse(body);
    if (isFields(read) && typeof read.message === "string") words = read.message;
  } catch {
    // what stands before the API server answers in its own way
  }
  const name = http.STATUS_CODES[status] ?? "";
  const more = words === "" || words === name ? "" : `: ${words}`;
  const retry = Number(answer.headers["retry-after"]);
  return new LiveFailure(
    ({ 401: "unauthorized", 403: "forbidden", 404: "absent", 410: "gone", 429: "busy" } as const)[status] ?? "refused",
    {
      en: `${host} returned ${status} ${name}${more}`,
      "zh-cn": `${host} 返回 ${status} ${name}${more}`,
    },
    { status, ...(Number.isFinite(retry) && retry > 0 ? { retryAfter: retry * 1000 } : {}) },
  );
}

function noAnswer(host: string, limit: number): LiveFailure {
  return new LiveFailure("unreachable", {
    en: `no answer from ${host} within ${limit / 1000} s`,
    "zh-cn": `${host} 在 ${limit / 1000} 秒内没有响应`,
  });
}

/** What a socket says, in words. */
export function connectionFailure(error: unknown, host: string): LiveFailure {
  if (error instanceof LiveFailure) return error;
  const { code = "", message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
  if (code === "ABORT_ERR") return new LiveFailure("unreachable", { en: "stopped", "zh-cn": "已停止" });
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_TLS|ISSUER|ERR_SSL|^EPROTO/.test(code)) {
    return new LiveFailure("unreachable", {
      en: `the certificate of ${host} is not trusted: ${message.split("\n")[0]} (${code})`,
      "zh-cn": `${host} 的证书不受信任：${message.split("\n")[0]} (${code})`,
    });
  }
  const words: Readonly<Record<string, { en: string; "zh-cn": string }>> = {
    ECONNREFUSED: { en: "connection refused", "zh-cn": "连接被拒绝" },
    ECONNRESET: { en: "the connection was reset", "zh-cn": "连接被重置" },
    ENOTFOUND: { en: "there is no such host", "zh-cn": "没有这台主机" },
    EAI_AGAIN: { en: "its name cannot be resolved", "zh-cn": "无法解析其名称" },
    EHOSTUNREACH: { en: "no route to the host", "zh-cn": "没有到达它的路由" },
    ENETUNREACH: { en: "no route to its network", "zh-cn": "没有到达其网络的路由" },
    ETIMEDOUT: { en: "no answer", "zh-cn": "没有响应" },
  };
  const known = words[code] ?? { en: message, "zh-cn": message };
  return new LiveFailure("unreachable", {
    en: `cannot reach ${host}: ${known.en}`,
    "zh-cn": `无法连接 ${host}：${known["zh-cn"]}`,
  });
}
