// Services for the tests of the tree, as the server sends them.
import type { Text } from "../../../server/src/base/text.ts";
import type { AccessPath, ServicePaths } from "../../../server/src/protocol.ts";
import type { Translate } from "../translate.ts";

/** The words as they are, with the gaps filled in: English, without an editor. */
export const plainWords: Translate = Object.assign(
  (message: string, ...args: (string | number)[]) =>
    message.replace(/\{(\d)\}/g, (gap, at: string) => String(args[Number(at)] ?? gap)),
  { say: (text: Text) => text.en },
);

const position = (line: number) => ({ line, character: 0 });
const range = (line: number) => ({ start: position(line), end: position(line) });

const endpoints = {
  kind: "endpoints",
  port: 8080,
  certainty: "manifest",
  workloads: [
    {
      kind: "Deployment",
      namespace: "default",
      name: "embed-app",
      file: "embed.yaml",
      uri: "file:///w/embed.yaml",
      range: range(17),
    },
  ],
} as const;

const servicePort = { name: null, port: 8080 };

function path(given: Partial<AccessPath>): AccessPath {
  return {
    kind: "dns",
    viewpoint: "cluster",
    protocol: "TCP",
    address: null,
    port: 8080,
    url: null,
    path: null,
    servicePort,
    certainty: "manifest",
    state: "complete",
    hops: [{ kind: "client" }, endpoints],
    why: null,
    ...given,
  };
}

/** The article's NodePort Service, with a node address and without a snapshot. */
export const embed: ServicePaths = {
  namespace: "default",
  name: "embed",
  type: "NodePort",
  headless: false,
  file: "article/embed.yaml",
  uri: "file:///w/article/embed.yaml",
  range: range(4),
  problems: { error: 0, warning: 1, information: 0 },
  paths: [
    path({
      address: "embed.default.svc.cluster.local",
      url: "http://embed.default.svc.cluster.local:8080",
      names: ["embed.default.svc", "embed.default", "embed"],
    }),
    path({ kind: "cluster-ip", certainty: "on-create", state: "unknown", why: "The cluster chooses the address." }),
    path({
      kind: "node-port",
      viewpoint: "node-network",
      address: "192.168.1.100",
      port: 32080,
      url: "http://192.168.1.100:32080",
      certainty: "setting",
      hops: [
        { kind: "client", label: "A client in the nodes' network" },
        { kind: "node", address: "192.168.1.100", port: 32080, certainty: "setting" },
        { kind: "service", address: null, port: 8080, certainty: "on-create" },
        endpoints,
      ],
    }),
    path({ kind: "port-forward", viewpoint: "this-machine", address: "localhost", url: "http://localhost:8080" }),
  ],
};

/** A headless Service over UDP in another namespace whose selector matches nothing. */
export const database: ServicePaths = {
  namespace: "shop-data",
  name: "database",
  type: "ClusterIP",
  headless: true,
  file: "shop/database.yaml",
  uri: "file:///w/shop/database.yaml",
  range: range(5),
  problems: { error: 0, warning: 2, information: 0 },
  paths: [
    path({
      address: "database.shop-data.svc.cluster.local",
      port: 53,
      protocol: "UDP",
      state: "broken",
      why: "The selector matches no Pod.",
      hops: [{ kind: "client" }],
    }),
  ],
};
