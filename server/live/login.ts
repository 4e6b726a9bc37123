// Who we are to a cluster. Certificates, tokens, proxies and the old auth providers are @kubernetes/client-node's KubeConfig;
// exec plugins are our own, since its run without KUBERNETES_EXEC_INFO, without a time limit and again at every request.

import { readFileSync } from "node:fs";
import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Cluster, User } from "@kubernetes/client-node/dist/config_types.js";
import { type Credential, type PluginRun, runPlugin } from "./exec-plugin.ts";
import { LiveFailure } from "./failure.ts";
import { type Fields, isFields, type Selected } from "./kubeconfig.ts";
import { proxyFor } from "./proxy.ts";

/** What a request needs to be let in. */
export interface Access {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** A token file is read again after this time, as client-go does; in milliseconds. */
const tokenFileAge = 60_000;

/** A credential that ends so soon is not used any more; in milliseconds. */
const margin = 5_000;

export class Login {
  readonly selected: Selected;
  readonly #run: PluginRun;
  readonly #now: () => number;
  #credential: Credential | undefined;
  #access: Promise<Access> | undefined;
  #until = 0;

  constructor(selected: Selected, run: PluginRun, now: () => number = Date.now) {
    this.selected = selected;
    this.#run = run;
    this.#now = now;
  }

  /** The same for all requests until it expires, or is forgotten. Throws a LiveFailure. */
  access(): Promise<Access> {
    if (this.#access === undefined || this.#now() >= this.#until) {
      this.#until = Number.POSITIVE_INFINITY;
      const made = this.#make();
      this.#access = made;
      // A failure is not remembered: whoever asks next tries again.
      made.catch(() => {
        if (this.#access === made) this.#access = undefined;
      });
    }
    return this.#access;
  }

  /** The server did not take it: the next request asks the plugin, or reads the file, again. */
  refused(access: Access): void {
    void this.#access?.then(
      (current) => {
        if (current !== access) return; // somebody else was faster
        this.#access = undefined;
        this.#credential = undefined;
      },
      () => undefined,
    );
  }

  /** Whether there is anything to try again with after a 401. */
  get renewable(): boolean {
    const { user } = this.selected;
    return isFields(user.exec) || typeof user.tokenFile === "string" || isFields(user["auth-provider"]);
  }

  async #make(): Promise<Access> {
    const { selected } = this;
    const { user } = selected;
    if (isFields(user.exec)) {
      const isFresh = (this.#credential?.expires ?? Number.POSITIVE_INFINITY) - margin > this.#now();
      if (this.#credential === undefined || !isFresh)
        this.#credential = await runPlugin(selected, user.exec, this.#run);
      this.#until = (this.#credential.expires ?? Number.POSITIVE_INFINITY) - margin;
    } else if (typeof user.tokenFile === "string") this.#until = this.#now() + tokenFileAge;
    return accessOf(selected, this.#credential, this.#run.environment);
  }
}

async function accessOf(
  selected: Selected,
  credential: Credential | undefined,
  environment: PluginRun["environment"],
): Promise<Access> {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [clusterOf(selected, environment)],
    users: [userOf(selected, credential)],
    contexts: [{ name: "it", cluster: "it", user: "it" }],
    currentContext: "it",
  });
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new LiveFailure("login", {
      en: `${selected.userPlace} cannot be used: ${wordsOf(error)}`,
      "zh-cn": `${selected.userPlace} 无法使用：${wordsOf(error)}`,
    });
  }
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (typeof value === "string") headers[name] = value.trim();
  }
  if (typeof options.auth === "string") headers.Authorization = `Basic ${Buffer.from(options.auth).toString("base64")}`;
  const { user } = selected;
  if (typeof user.as === "string") {
    headers["Impersonate-User"] = user.as;
    const groups = user["as-groups"];
    if (Array.isArray(groups) && groups.length > 0) headers["Impersonate-Group"] = groups.map(String);
  }
  if (typeof options.agent !== "object") throw new LiveFailure("login", { en: "no agent", "zh-cn": "没有代理对象" });
  return { agent: options.agent, headers };
}

function clusterOf({ server, cluster }: Selected, environment: PluginRun["environment"]): Cluster {
  const proxyUrl = proxyFor(server, textOf(cluster, "proxy-url"), environment);
  return {
    name: "it",
    server,
    // KubeConfig refuses plain http without it, kubectl does not; there is nothing to verify then.
    skipTLSVerify: cluster["insecure-skip-tls-verify"] === true || server.startsWith("http:"),
    ...fileOrData(cluster, "certificate-authority", "caFile", "caData"),
    ...defined("tlsServerName", textOf(cluster, "tls-server-name")),
    ...defined("proxyUrl", proxyUrl),
  };
}

function userOf({ user }: Selected, credential: Credential | undefined): User {
  const token = credential?.token ?? tokenOf(user);
  const base64 = (pem: string | undefined) => (pem === undefined ? undefined : Buffer.from(pem).toString("base64"));
  return {
    name: "it",
    ...fileOrData(user, "client-certificate", "certFile", "certData"),
    ...fileOrData(user, "client-key", "keyFile", "keyData"),
    ...defined("certData", base64(credential?.certificate)),
    ...defined("keyData", base64(credential?.key)),
    ...defined("token", token),
    ...defined("username", textOf(user, "username")),
    ...defined("password", textOf(user, "password")),
    ...(isFields(user["auth-provider"]) ? { authProvider: { ...user["auth-provider"] } } : {}),
  };
}

function tokenOf(user: Fields): string | undefined {
  const file = textOf(user, "tokenFile");
  return file === undefined ? textOf(user, "token") : readFileSync(file, "utf8").trim();
}

/** What is written out wins over a file, as in client-go. */
function fileOrData(fields: Fields, name: string, asFile: string, asData: string): Readonly<Record<string, string>> {
  const data = textOf(fields, `${name}-data`);
  const file = textOf(fields, name);
  if (data !== undefined) return { [asData]: data };
  return file === undefined ? {} : { [asFile]: file };
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function defined<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
