// Objects for a test's cluster, and how to ask its API server: also bundled into the suites that run in the editor.

import https from "node:https";

export type Json = Record<string, unknown>;

/** Asks the API server; throws where it refuses. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<Json>;

const plurals: Readonly<Record<string, string>> = {
  Ingress: "ingresses",
  NetworkPolicy: "networkpolicies",
};
const clusterWide = /^(Node|Namespace|ClusterRole|ClusterRoleBinding|CustomResourceDefinition|IngressClass)$/;

/** Asks as the administrator. */
export function askerOf(cluster: { readonly url: string; readonly token: string }): Ask {
  return (method, way, body) =>
    new Promise((resolve, reject) => {
      const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
      const request = https.request(
        cluster.url + way,
        {
          method,
          rejectUnauthorized: false,
          headers: { Authorization: `Bearer ${cluster.token}`, "Content-Type": type },
        },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
          });
          answer.once("end", () => {
            if ((answer.statusCode ?? 0) > 299) reject(new Error(`${method} ${way}: ${answer.statusCode} ${text}`));
            else resolve(text.startsWith("{") ? (JSON.parse(text) as Json) : {});
          });
        },
      );
      request.once("error", reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

export async function create(ask: Ask, objects: readonly Json[]): Promise<void> {
  for (const object of objects) await ask("POST", collectionOf(object), object);
}

function collectionOf(object: Json): string {
  const apiVersion = String(object.apiVersion);
  const kind = String(object.kind);
  const metadata = object.metadata as Json;
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = plurals[kind] ?? `${kind.toLowerCase()}s`;
  return clusterWide.test(kind)
    ? `${root}/${plural}`
    : `${root}/namespaces/${metadata.namespace ?? "default"}/${plural}`;
}

export function node(name: string, index: number): Json {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: { podCIDR: `10.244.${index}.0/24`, podCIDRs: [`10.244.${index}.0/24`] },
    status: {
      addresses: [{ type: "InternalIP", address: `192.0.2.${10 + index}` }],
      allocatable: { pods: "110", cpu: "8", memory: "16Gi" },
      capacity: { pods: "110", cpu: "8", memory: "16Gi" },
    },
  };
}

export function service(namespace: string, name: string, spec: Json): Json {
  return { apiVersion: "v1", kind: "Service", metadata: { namespace, name }, spec };
}

export function deployment(namespace: string, name: string, replicas = 1, annotations: Json = {}): Json {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, annotations },
        spec: {
          containers: [{ name: "main", image: "example.com/main:1", ports: [{ name: "http", containerPort: 8080 }] }],
        },
      },
    },
  };
}

export const namespace = (name: string): Json => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
