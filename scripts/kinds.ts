// Writes server/src/schema/kubernetes.ts: the kinds that the product knows, from the OpenAPI document that the test
// cluster's API server serves (/openapi/v2), and the names of their Go types, which its errors tell, from k8s.io/api.
//   node --import tsx scripts/kinds.ts [OPENAPI.json]

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildCluster, goCommand } from "../test/cluster/build.mjs";
import { startCluster } from "../test/cluster/start.ts";

const top = fileURLToPath(new URL("..", import.meta.url));
const target = path.join(top, "server/src/schema/kubernetes.ts");

/** What is shipped: kinds that are read, mended, completed or decoded strictly somewhere. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  v1: [
    "Service",
    "Pod",
    "ConfigMap",
    "Secret",
    "Namespace",
    "ServiceAccount",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "Endpoints",
    "PodTemplate",
    "ReplicationController",
    "LimitRange",
    "ResourceQuota",
  ],
  "apps/v1": ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"],
  "batch/v1": ["Job", "CronJob"],
  "networking.k8s.io/v1": ["Ingress", "IngressClass", "NetworkPolicy"],
  "discovery.k8s.io/v1": ["EndpointSlice"],
  "autoscaling/v1": ["HorizontalPodAutoscaler"],
  "autoscaling/v2": ["HorizontalPodAutoscaler"],
  "policy/v1": ["PodDisruptionBudget"],
  "rbac.authorization.k8s.io/v1": ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"],
  "storage.k8s.io/v1": ["StorageClass"],
};

interface Property {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly items?: Property;
  readonly additionalProperties?: Property;
}

interface Definition extends Property {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
  readonly "x-kubernetes-group-version-kind"?: readonly { group: string; version: string; kind: string }[];
}

interface OpenApi {
  readonly definitions: Readonly<Record<string, Definition>>;
}

/** Types with a form of their own in JSON, by the end of their definition's name. */
const leaves: Readonly<Record<string, string>> = {
  "util.intstr.IntOrString": "intOrString",
  "api.resource.Quantity": "quantity",
  "meta.v1.Time": "time",
  "meta.v1.MicroTime": "microTime",
  "meta.v1.FieldsV1": "raw",
  "pkg.runtime.RawExtension": "raw",
};

/** A field of a Go struct, in order; without a name the struct lies in it inline. */
interface GoField {
  readonly name: string | undefined;
  readonly type: string;
}

class Generator {
  private readonly structs = new Map<string, Readonly<Record<string, string>>>();
  private readonly enums = new Map<string, readonly string[]>();
  private readonly sources = new Map<string, ReadonlyMap<string, readonly GoField[]>>();
  private readonly folders = new Map<string, string>();
  private readonly api: OpenApi;

  constructor(api: OpenApi) {
    this.api = api;
  }

  write(version: string): string {
    const kinds: Record<string, Record<string, string>> = {};
    for (const [apiVersion, names] of Object.entries(wanted)) {
      const row: Record<string, string> = {};
      for (const kind of names) row[kind] = this.struct(this.definitionOf(apiVersion, kind));
      kinds[apiVersion] = row;
    }
    const sorted = <T>(map: ReadonlyMap<string, T>) =>
      Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    return [
      `// Kubernetes ${version}: written by scripts/kinds.ts, not by hand.`,
      "",
      "/** Which struct is each kind's, by apiVersion. */",
      `export const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = ${show(kinds)};`,
      "",
      "/** The fields of each struct by their names in JSON, in the order of Go; schema.ts says how a type is written. */",
      `export const structs: Readonly<Record<string, Readonly<Record<string, string>>>> = ${show(sorted(this.structs))};`,
      "",
      "/** The values of each text that has few. */",
      `export const enums: Readonly<Record<string, readonly string[]>> = ${show(sorted(this.enums))};`,
      "",
    ].join("\n");
  }

  private definitionOf(apiVersion: string, kind: string): string {
    const [version, group = ""] = apiVersion.split("/").reverse();
    const found = Object.entries(this.api.definitions).find(([, definition]) =>
      definition["x-kubernetes-group-version-kind"]?.some(
        (each) => each.group === group && each.version === version && each.kind === kind,
      ),
    );
    if (found === undefined) throw new Error(`the document has no ${apiVersion} ${kind}`);
    return found[0];
  }

  /** Takes a struct in, and all that it holds; gives its name, `core/v1.Service`. */
  private struct(definition: string): string {
    const { package: home, folder, type } = placeOf(definition);
    const name = `${home}.${type}`;
    if (this.structs.has(name)) return name;
    this.structs.set(name, {});
    const { properties = {}, required = [] } = this.api.definitions[definition] ?? {};
    const go = this.goFields(folder, type);
    const written: Record<string, string> = {};
    const order = [...go.keys()].filter((key) => key in properties);
    for (const key of new Set([...order, ...Object.keys(properties)])) {
      const property = properties[key];
      if (property === undefined) continue;
      const mark = required.includes(key) ? "!" : "";
      written[key] = this.type(property, go.get(key), home) + mark;
    }
    this.structs.set(name, written);
    return name;
  }

  /** `[]core/v1.ServicePort`, `map[string]string`, `int32`, `core/v1.Protocol`. */
  private type(property: Property, goType: string | undefined, home: string): string {
    const own = goType?.replace(/^\*/, "");
    if (property.$ref !== undefined) {
      const definition = property.$ref.replace("#/definitions/", "");
      const leaf = Object.entries(leaves).find(([end]) => definition.endsWith(end))?.[1];
      return leaf ?? this.struct(definition);
    }
    if (property.items !== undefined) return `[]${this.type(property.items, own?.replace(/^\[\]/, ""), home)}`;
    if (property.additionalProperties !== undefined)
      return `map[string]${this.type(property.additionalProperties, own?.replace(/^map\[\w+\]/, ""), home)}`;
    if (property.type === "boolean") return "bool";
    if (property.type === "integer") return property.format === "int64" ? "int64" : "int32";
    if (property.format === "byte") return "bytes";
    if (property.type !== "string") return "raw";
    if (own === undefined || own === "string" || !/^[\w.]+$/.test(own)) return "string";
    const name = qualified(own, home);
    if (property.enum !== undefined) this.enums.set(name, property.enum);
    return name;
  }

  private goFields(folder: string, type: string): ReadonlyMap<string, string> {
    const fields = new Map<string, string>();
    for (const { name, type: own } of this.goStructs(folder).get(type) ?? []) {
      if (name !== undefined) {
        fields.set(name, own);
        continue;
      }
      const [inner = "", alias] = own.split(".").reverse();
      const homes: Readonly<Record<string, string>> = {
        metav1: "k8s.io/apimachinery/pkg/apis/meta/v1",
        v1: "k8s.io/api/core/v1",
      };
      for (const [key, go] of this.goFields(homes[alias ?? ""] ?? folder, inner)) fields.set(key, go);
    }
    return fields;
  }

  private goStructs(folder: string): ReadonlyMap<string, readonly GoField[]> {
    const known = this.sources.get(folder);
    if (known !== undefined) return known;
    const file = path.join(this.moduleFolder(folder), "types.go");
    const found = existsSync(file) ? readStructs(readFileSync(file, "utf8")) : new Map<string, GoField[]>();
    this.sources.set(folder, found);
    return found;
  }

  /** Where the sources of a Go package lie. */
  private moduleFolder(folder: string): string {
    const module = folder.split("/").slice(0, 2).join("/");
    let at = this.folders.get(module);
    if (at === undefined) {
      at = execFileSync(goCommand(), ["list", "-m", "-f", "{{.Dir}}", module], {
        cwd: path.join(top, "test/cluster"),
        encoding: "utf8",
      }).trim();
      this.folders.set(module, at);
    }
    return path.join(at, folder.slice(module.length));
  }
}

/** The structs of a Go file. */
function readStructs(source: string): Map<string, readonly GoField[]> {
  const found = new Map<string, readonly GoField[]>();
  for (const [, name = "", body = ""] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    const fields: GoField[] = [];
    for (const [, words = "", json = ""] of body.matchAll(/^\t([^\n/`]+?)\s+`[^`]*?json:"([^"]*)"[^`]*`/gm)) {
      const [field = "", type] = words.split(/\s+/);
      const [key = ""] = json.split(",");
      if (type === undefined || json.includes("inline")) fields.push({ name: undefined, type: type ?? field });
      else if (key !== "" && key !== "-") fields.push({ name: key, type });
    }
    found.set(name, fields);
  }
  return found;
}

/** `io.k8s.api.core.v1.Service` lies in k8s.io/api/core/v1. */
function placeOf(definition: string): { package: string; folder: string; type: string } {
  const parts = definition.split(".");
  const type = parts.pop() ?? "";
  const folder = `k8s.io/${parts.slice(2).join("/")}`;
  return { package: parts.slice(-2).join("/"), folder, type };
}

/** `Protocol` in core/v1 is `core/v1.Protocol`; `types.UID` and the like keep their package. */
function qualified(type: string, home: string): string {
  if (!type.includes(".")) return `${home}.${type}`;
  return type.replace(/^metav1\./, "meta/v1.").replace(/^v1\./, "core/v1.");
}

function show(value: object): string {
  return JSON.stringify(value, null, 2);
}

async function served(): Promise<OpenApi> {
  const cluster = await startCluster({ binary: buildCluster(), cidr: "10.96.0.0/16", parts: "api" });
  try {
    return JSON.parse(await read(`${cluster.url}/openapi/v2`, cluster.token)) as OpenApi;
  } finally {
    await cluster.stop();
  }
}

/** The cluster's certificate is its own, so it is not verified. */
function read(url: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const request = get(url, { headers, rejectUnauthorized: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
      response.on("error", reject);
    });
    request.on("error", reject);
  });
}

async function main(file: string | undefined): Promise<void> {
  const document = file === undefined ? await served() : (JSON.parse(readFileSync(file, "utf8")) as OpenApi);
  const version = /^\tk8s\.io\/kubernetes v(\S+)/m.exec(
    readFileSync(path.join(top, "test/cluster/go.mod"), "utf8"),
  )?.[1];
  writeFileSync(target, new Generator(document).write(version ?? ""));
  execFileSync(path.join(top, "node_modules/.bin/biome"), ["format", "--write", target]);
}

void main(process.argv[2]);
