// Runs a kubeconfig's exec plugin, as client-go does (plugin/pkg/client/auth/exec): with KUBERNETES_EXEC_INFO, one run at a
// time, a time limit, and without a terminal unless there is one. What it prints on standard output is a credential and
// goes nowhere else; what it prints on standard error is for the user.

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { LiveFailure } from "./failure.ts";
import { type Fields, isFields, type Selected } from "./kubeconfig.ts";

export interface Credential {
  readonly token: string | undefined;
  /** PEM. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** In milliseconds since 1970; undefined: until the server refuses it. */
  readonly expires: number | undefined;
}

export interface PluginRun {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How long it may take, in milliseconds. */
  readonly limit: number;
  /** Whether somebody sits at a terminal that the plugin may ask. */
  readonly terminal: boolean;
  /** What it says on standard error, as it comes. */
  readonly onMessage: (text: string) => void;
}

/** More is no credential. */
const longestOutput = 1024 * 1024;

const running = new Map<string, Promise<Credential>>();

/** Runs the plugin; who asks for the same one meanwhile shares that run. Throws a LiveFailure. */
export function runPlugin(selected: Selected, exec: Fields, run: PluginRun): Promise<Credential> {
  const id = JSON.stringify([selected.server, exec]);
  const underWay = running.get(id);
  if (underWay !== undefined) return underWay;
  const started = runOnce(selected, exec, run).finally(() => running.delete(id));
  running.set(id, started);
  return started;
}

async function runOnce(selected: Selected, exec: Fields, run: PluginRun): Promise<Credential> {
  const command = String(exec.command);
  const version = String(exec.apiVersion ?? "");
  if (!/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(version)) {
    throw failed(selected, `apiVersion "${version}"`, {
      en: "is not supported; use client.authentication.k8s.io/v1 or v1beta1",
      "zh-cn": "不受支持；请使用 client.authentication.k8s.io/v1 或 v1beta1",
    });
  }
  if (exec.interactiveMode === "Always" && !run.terminal) {
    throw failed(selected, command, {
      en: "needs a terminal (interactiveMode: Always). Log in with it in a terminal, or run kubectl once",
      "zh-cn": "需要终端（interactiveMode: Always）。请先在终端中登录，或运行一次 kubectl",
    });
  }
  const interactive = run.terminal && exec.interactiveMode !== "Never";
  const output = await outputOf(selected, exec, { ...run, terminal: interactive });
  return credentialOf(selected, command, version, output);
}

function outputOf(selected: Selected, exec: Fields, run: PluginRun): Promise<string> {
  const command = String(exec.command);
  const own = Object.fromEntries(
    (Array.isArray(exec.env) ? exec.env : []).flatMap((item: unknown) =>
      isFields(item) && typeof item.name === "string" ? [[item.name, String(item.value ?? "")]] : [],
    ),
  );
  const args = Array.isArray(exec.args) ? exec.args.map(String) : [];
  const info = JSON.stringify(execInfo(selected, exec, run.terminal));
  // A group of its own, so that what the plugin started ends with it; but a terminal's keys would not reach such a group.
  const grouped = !run.terminal && process.platform !== "win32";
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...run.environment, ...own, KUBERNETES_EXEC_INFO: info },
      stdio: [run.terminal ? "inherit" : "ignore", "pipe", "pipe"],
      detached: grouped,
      windowsHide: true,
    });
    let out = "";
    let said = "";
    let late = false;
    const end = () => {
      try {
        if (grouped && child.pid !== undefined) process.kill(-child.pid, constants.signals.SIGKILL);
        else child.kill("SIGKILL");
      } catch {
        // it has ended by itself
      }
    };
    const timer = setTimeout(() => {
      late = true;
      end();
      // Who left the group may still hold the pipes open.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, run.limit);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      if (out.length > longestOutput) end();
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2000);
      run.onMessage(text);
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const hint = typeof exec.installHint === "string" ? exec.installHint.trim().split("\n")[0] : undefined;
      const more = hint === undefined ? "" : `. ${hint}`;
      const isMissing = error.code === "ENOENT";
      reject(
        failed(selected, command, {
          en: `${isMissing ? "is not installed" : `cannot be started: ${error.code}`}${more}`,
          "zh-cn": `${isMissing ? "未安装" : `无法启动：${error.code}`}${more}`,
        }),
      );
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      const words = said.trim().split("\n").slice(-3).join(" ").trim();
      const more = words === "" ? "" : `: ${words}`;
      if (late) {
        reject(
          failed(selected, command, {
            en: `did not answer within ${run.limit / 1000} s${more}`,
            "zh-cn": `在 ${run.limit / 1000} 秒内没有响应${more}`,
          }),
        );
      } else if (code !== 0) {
        reject(
          failed(selected, command, {
            en: `failed (${signal ?? `exit status ${code}`})${more}`,
            "zh-cn": `失败（${signal ?? `退出状态 ${code}`}）${more}`,
          }),
        );
      } else resolve(out);
    });
  });
}

/** The ExecCredential that a plugin finds in KUBERNETES_EXEC_INFO. */
function execInfo({ cluster, server }: Selected, exec: Fields, interactive: boolean): Fields {
  const extensions = Array.isArray(cluster.extensions) ? cluster.extensions.filter(isFields) : [];
  const own = extensions.find(({ name }) => name === "client.authentication.k8s.io/exec")?.extension;
  const about = {
    server,
    ...pick(cluster, ["tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url"]),
    ...(own === undefined ? {} : { config: own }),
  };
  return {
    apiVersion: exec.apiVersion,
    kind: "ExecCredential",
    spec: { interactive, ...(exec.provideClusterInfo === true ? { cluster: about } : {}) },
  };
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

function credentialOf(selected: Selected, command: string, version: string, output: string): Credential {
  let read: unknown;
  try {
    read = JSON.parse(output);
  } catch {
    read = undefined;
  }
  const status = isFields(read) && read.kind === "ExecCredential" ? read.status : undefined;
  if (!isFields(read) || !isFields(status)) {
    throw failed(selected, command, { en: "did not print an ExecCredential", "zh-cn": "没有输出 ExecCredential" });
  }
  if (read.apiVersion !== version) {
    throw failed(selected, command, {
      en: `returned an apiVersion other than ${version}`,
      "zh-cn": `返回的 apiVersion 不是 ${version}`,
    });
  }
  const text = (name: string) =>
    typeof status[name] === "string" && status[name] !== "" ? String(status[name]) : undefined;
  const token = text("token");
  const certificate = text("clientCertificateData");
  const key = text("clientKeyData");
  if (token === undefined && (certificate === undefined || key === undefined)) {
    throw failed(selected, command, {
      en: "returned neither a token nor a client certificate",
      "zh-cn": "既没有返回令牌，也没有返回客户端证书",
    });
  }
  const expires = Date.parse(text("expirationTimestamp") ?? "");
  return { token, certificate, key, expires: Number.isNaN(expires) ? undefined : expires };
}

function failed({ userPlace }: Selected, what: string, text: { en: string; "zh-cn": string }): LiveFailure {
  return new LiveFailure("login", {
    en: `${userPlace}.exec: ${what} ${text.en}`,
    "zh-cn": `${userPlace}.exec：${what} ${text["zh-cn"]}`,
  });
}
