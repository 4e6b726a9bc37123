// Kubeconfig files as kubectl finds and merges them (client-go's clientcmd): the first file that names a
// cluster, a user or a context decides, the first current-context counts, relative paths start at their own file's folder.

import { accessSync, constants, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import yaml from "js-yaml";
import { same, type Text } from "../src/base/text.ts";
import type { KubeContext } from "../src/live-face.ts";
import { LiveFailure } from "./failure.ts";

type Environment = Readonly<Record<string, string | undefined>>;
export type Fields = Readonly<Record<string, unknown>>;

/** The files that count, in order. */
export interface KubeconfigFiles {
  readonly files: readonly string[];
  /** `named`: by the user, so it must be there. Of a list in KUBECONFIG, and of the usual file, any may be missing. */
  readonly from: "named" | "environment" | "home";
}

/** One named entry of a file, with the place that messages tell. */
interface Entry {
  readonly name: string;
  readonly fields: Fields;
  readonly file: string;
  /** As in `clusters[0].cluster`. */
  readonly field: string;
}

/** Several files as one. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly contexts: readonly KubeContext[];
  readonly current: string | undefined;
  /** What a context leads to. Throws a LiveFailure that names file and field. */
  readonly select: (context: string | undefined) => Selected;
}

/** All that is needed to ask a cluster; paths in it are absolute. */
export interface Selected {
  readonly context: string;
  readonly namespace: string;
  readonly server: string;
  /** The kubeconfig's own fields. */
  readonly cluster: Fields;
  readonly user: Fields;
  /** Where an exec plugin stands, for messages. */
  readonly userPlace: string;
}

/** Where kubectl looks: the file that was named, else KUBECONFIG, else .kube/config in the home folder. */
export function kubeconfigFiles(environment: Environment, named?: string): KubeconfigFiles {
  if (named !== undefined) return { files: [path.resolve(named)], from: "named" };
  const list = (environment.KUBECONFIG ?? "").split(path.delimiter).filter((file) => file !== "");
  if (list.length > 0) return { files: [...new Set(list.map((file) => path.resolve(file)))], from: "environment" };
  const home = environment.HOME || environment.USERPROFILE || homedir();
  return { files: [path.join(home, ".kube", "config")], from: "home" };
}

/** Reads and merges. Throws a LiveFailure for what cannot be read. */
export function readKubeconfig({ files, from }: KubeconfigFiles): Kubeconfig {
  const clusters = new Map<string, Entry>();
  const users = new Map<string, Entry>();
  const contexts = new Map<string, Entry>();
  let current: string | undefined;
  for (const file of files) {
    const text = textOf(file, from);
    const read = text === undefined ? {} : fieldsOf(file, text);
    for (const [list, member, found] of [
      ["clusters", "cluster", clusters],
      ["users", "user", users],
      ["contexts", "context", contexts],
    ] as const) {
      for (const entry of entriesOf(file, read, list, member)) if (!found.has(entry.name)) found.set(entry.name, entry);
    }
    const named = read["current-context"];
    if (current === undefined && typeof named === "string" && named !== "") current = named;
  }
  return {
    files,
    contexts: [...contexts.values()].map(({ name, fields }) => ({ name, namespace: namespaceOf(fields) })),
    current,
    select: (wanted) => select(wanted ?? current, { clusters, users, contexts }, files),
  };
}

function textOf(file: string, from: KubeconfigFiles["from"]): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "ENOENT" && from !== "named") return undefined;
    const why = code === "ENOENT" ? { en: "there is no such file", "zh-cn": "没有这个文件" } : same(code);
    throw wrong(file, undefined, { en: `cannot be read: ${why.en}`, "zh-cn": `无法读取：${why["zh-cn"]}` });
  }
}

function fieldsOf(file: string, text: string): Fields {
  let value: unknown;
  try {
    value = yaml.load(text.replace(/^\uFEFF/, ""), { schema: yaml.CORE_SCHEMA });
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line: number } };
    const line = mark === undefined ? "" : `:${mark.line + 1}`;
    // The reader's own message quotes the lines around, which may hold a token.
    throw wrong(`${file}${line}`, undefined, {
      en: `is not valid YAML: ${reason ?? "it cannot be read"}`,
      "zh-cn": `不是有效的 YAML：${reason ?? "无法读取"}`,
    });
  }
  if (value === undefined || value === null) return {};
  if (!isFields(value)) throw wrong(file, undefined, { en: "is not a kubeconfig", "zh-cn": "不是 kubeconfig" });
  return value;
}

function entriesOf(file: string, read: Fields, list: string, member: string): readonly Entry[] {
  const items = read[list] ?? [];
  if (!Array.isArray(items)) throw wrong(file, list, { en: "must be a list", "zh-cn": "必须是列表" });
  return items.flatMap((item: unknown, index) => {
    if (!isFields(item) || typeof item.name !== "string") {
      throw wrong(file, `${list}[${index}].name`, { en: "is missing", "zh-cn": "缺失" });
    }
    const fields = item[member];
    return { name: item.name, fields: isFields(fields) ? fields : {}, file, field: `${list}[${index}].${member}` };
  });
}

interface Entries {
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
}

function select(
  wanted: string | undefined,
  { clusters, users, contexts }: Entries,
  files: readonly string[],
): Selected {
  const where = files.join(path.delimiter);
  if (wanted === undefined) {
    throw contexts.size === 0
      ? wrong(where, undefined, { en: "has no contexts", "zh-cn": "中没有任何上下文" })
      : wrong(where, "current-context", {
          en: `is not set; contexts: ${[...contexts.keys()].join(", ")}`,
          "zh-cn": `未设置；可用的上下文：${[...contexts.keys()].join("、")}`,
        });
  }
  const context = contexts.get(wanted);
  if (context === undefined) {
    const names = [...contexts.keys()];
    throw new LiveFailure("kubeconfig", {
      en: `there is no context "${wanted}" in ${where}; contexts: ${names.join(", ") || "none"}`,
      "zh-cn": `${where} 中没有上下文 "${wanted}"；可用的上下文：${names.join("、") || "无"}`,
    });
  }
  const cluster = named(context, "cluster", clusters);
  const user =
    typeof context.fields.user === "string" && context.fields.user !== "" ? named(context, "user", users) : undefined;
  const { server } = cluster.fields;
  if (typeof server !== "string" || !URL.canParse(server) || !/^https?:/.test(server)) {
    throw wrong(cluster.file, `${cluster.field}.server`, {
      en: server === undefined ? "is missing" : "is not an http or https address",
      "zh-cn": server === undefined ? "缺失" : "不是 http 或 https 地址",
    });
  }
  return {
    context: wanted,
    namespace: namespaceOf(context.fields),
    server: server.replace(/\/+$/, ""),
    cluster: withPaths(cluster, ["certificate-authority"]),
    user:
      user === undefined ? {} : withCommand(user, withPaths(user, ["client-certificate", "client-key", "tokenFile"])),
    userPlace: user === undefined ? context.file : `${user.file}: ${user.field}`,
  };
}

function named(context: Entry, member: "cluster" | "user", entries: ReadonlyMap<string, Entry>): Entry {
  const name = context.fields[member];
  const found = typeof name === "string" ? entries.get(name) : undefined;
  if (found !== undefined) return found;
  throw wrong(
    context.file,
    `${context.field}.${member}`,
    name === undefined
      ? { en: "is missing", "zh-cn": "缺失" }
      : { en: `refers to "${name}", which does not exist`, "zh-cn": `引用的 "${name}" 不存在` },
  );
}

/** The entry's fields with absolute paths. Throws where a file is not there: the system's own message would not say which field. */
function withPaths(entry: Entry, fields: readonly string[]): Fields {
  const changed: Record<string, unknown> = { ...entry.fields };
  for (const field of fields) {
    const value = changed[field];
    if (value === undefined || value === "" || value === null) continue;
    if (typeof value !== "string")
      throw wrong(entry.file, `${entry.field}.${field}`, { en: "must be a path", "zh-cn": "必须是路径" });
    const file = path.resolve(path.dirname(entry.file), value);
    // What is written out wins over a file (client-go), so that file need not be there.
    if (!(typeof changed[`${field}-data`] === "string" && changed[`${field}-data`] !== "")) {
      try {
        accessSync(file, constants.R_OK);
      } catch {
        throw wrong(entry.file, `${entry.field}.${field}`, {
          en: `refers to ${file}, which cannot be read`,
          "zh-cn": `指向的 ${file} 无法读取`,
        });
      }
    }
    changed[field] = file;
  }
  return changed;
}

/** A plugin that is named by a relative path lies there from its kubeconfig on; a bare name is looked for on the PATH. */
function withCommand(user: Entry, fields: Fields): Fields {
  const { exec } = fields;
  if (exec === undefined || exec === null) return fields;
  const command = isFields(exec) ? exec.command : undefined;
  if (!isFields(exec) || typeof command !== "string" || command === "") {
    throw wrong(user.file, `${user.field}.exec.command`, { en: "is missing", "zh-cn": "缺失" });
  }
  const isPath = command.includes("/") || command.includes(path.sep);
  return isPath ? { ...fields, exec: { ...exec, command: path.resolve(path.dirname(user.file), command) } } : fields;
}

function namespaceOf(fields: Fields): string {
  return typeof fields.namespace === "string" && fields.namespace !== "" ? fields.namespace : "default";
}

function wrong(file: string, field: string | undefined, what: Text): LiveFailure {
  const place = field === undefined ? file : `${file}: ${field}`;
  return new LiveFailure("kubeconfig", { en: `${place} ${what.en}`, "zh-cn": `${place} ${what["zh-cn"]}` });
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
