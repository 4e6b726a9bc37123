// Reads a case of the table (table/README.md): marked YAML with settings, files, a snapshot, and the answer.

import { defaultSettings, type Settings } from "../../server/src/base/settings.ts";

export interface TableCase {
  readonly settings: Settings;
  /** Only these kinds are listed; empty: all. */
  readonly kinds: readonly string[];
  /** Services that the API server refuses, as namespace/name. */
  readonly refused: readonly string[];
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** YAML of live objects; undefined: no snapshot. */
  readonly cluster: string | undefined;
  readonly services: readonly ExpectedService[];
}

export interface ExpectedService {
  /** `default/web NodePort`, with ` headless` behind it for headless ones. */
  readonly title: string;
  /** One an entry, columns with one space between. */
  readonly lines: readonly string[];
}

export function readCase(text: string): TableCase {
  const sections = text.split(/^--- # (settings|cluster|paths|file: .*)\n/m).slice(1);
  const files: { path: string; text: string }[] = [];
  const told = new Map<string, readonly string[]>();
  let cluster: string | undefined;
  let services: readonly ExpectedService[] = [];
  for (let index = 0; index < sections.length; index += 2) {
    const header = sections[index] ?? "";
    const body = sections[index + 1] ?? "";
    if (header.startsWith("file: ")) files.push({ path: header.slice("file: ".length).trim(), text: body });
    else if (header === "cluster") cluster = body;
    else if (header === "paths") services = readServices(body);
    else for (const [key, values] of readSettings(body)) told.set(key, values);
  }
  const one = (key: string, fallback: string) => told.get(key)?.[0] ?? fallback;
  const settings: Settings = {
    ...defaultSettings,
    nodeAddresses: told.get("nodeAddresses") ?? [],
    serviceCidrs: told.get("serviceCidr") ?? [],
    clusterDomain: one("clusterDomain", defaultSettings.clusterDomain),
    namespace: one("namespace", defaultSettings.namespace),
  };
  for (const key of told.keys()) if (!known.has(key)) throw new Error(`the table knows no setting ${key}`);
  return { settings, kinds: told.get("kinds") ?? [], refused: told.get("refused") ?? [], files, cluster, services };
}

const known = new Set(["nodeAddresses", "serviceCidr", "clusterDomain", "namespace", "kinds", "refused"]);

function* readSettings(body: string): Iterable<readonly [string, readonly string[]]> {
  for (const line of body.split("\n")) {
    const match = /^(\w+): \[?([^\]]*)\]?$/.exec(line);
    if (match?.[1] === undefined) continue;
    yield [match[1], (match[2] ?? "").split(",").map((value) => value.trim().replace(/^"|"$/g, ""))];
  }
}

function readServices(body: string): readonly ExpectedService[] {
  const services: { title: string; lines: string[] }[] = [];
  for (const line of body.split("\n")) {
    if (line.trim() === "") continue;
    if (line.startsWith(" ")) services.at(-1)?.lines.push(line.trim().replace(/ +/g, " "));
    else services.push({ title: line.replace(/: \|$/, ""), lines: [] });
  }
  return services;
}
