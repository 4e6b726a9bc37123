// The tree's shape and words, without an editor.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { EnvironmentInfo, ServicePaths } from "../../../server/src/protocol.ts";
import { changesBetween } from "./changes.ts";
import { database, embed, plainWords as t } from "./example-services.ts";
import { filterServices } from "./filter.ts";
import { buildTree, findNode, type Grouping, serviceNodes, type TreeModel } from "./model.ts";
import { contextValue, type TreeNode } from "./node.ts";

const tree = (services: readonly ServicePaths[], grouping: Grouping = "namespace") =>
  buildTree(services, { grouping, unfolding: "usual", t });

/** The tree as indented text: label, then description. */
function drawn(nodes: readonly TreeNode[], indent = ""): string {
  const line = (node: TreeNode) => `${indent}${node.label}${node.description ? ` | ${node.description}` : ""}\n`;
  return nodes.map((node) => line(node) + drawn(node.children(), `${indent}  `)).join("");
}

const every = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...every(node.children())]);

test("namespace, Service, viewpoint, path and hops, each in words", () => {
  assert.equal(
    drawn(tree([database, embed]).roots),
    `default
  embed | NodePort · 1 warning
    Inside the cluster | embed within default
      embed.default.svc.cluster.local:8080 | DNS name
        Client
        Pods, port 8080 | Deployment embed-app · declared in the manifest
      Cluster IP, port 8080 | address assigned by the cluster
        Client
        Pods, port 8080 | Deployment embed-app · declared in the manifest
        The cluster chooses the address.
    The nodes' network
      http://192.168.1.100:32080 | node port
        A client in the nodes' network
        192.168.1.100:32080 | Node · from the settings
        Service, port 8080 | address assigned by the cluster
        Pods, port 8080 | Deployment embed-app · declared in the manifest
    This machine
      http://localhost:8080 | kubectl port-forward
        Client
        Pods, port 8080 | Deployment embed-app · declared in the manifest
shop-data | unreachable
  database | Headless · unreachable · 2 warnings
    Inside the cluster | unreachable
      database.shop-data.svc.cluster.local:53/UDP | DNS name · unreachable: The selector matches no Pod.
        Client
        The selector matches no Pod.
`,
  );
});

test("an address that the cluster has still to assign is not said to be reachable", () => {
  const path = every(tree([embed]).roots).find(({ label }) => label === "Cluster IP, port 8080");
  assert.equal(path?.spoken, "Cluster IP, port 8080, address assigned by the cluster, unknown");
});

test("by file, in the server's order, with the namespace beside the type", () => {
  const [first, second] = tree([database, embed], "file").roots;
  assert.deepEqual([first?.label, first?.description], ["database.yaml", "shop · unreachable"]);
  assert.deepEqual([second?.label, second?.source], ["embed.yaml", { uri: "file:///w/article/embed.yaml" }]);
  assert.equal(second?.children()[0]?.description, "NodePort · default · 1 warning");
});

test("what a node offers is in its contextValue", () => {
  const offers = new Map(every(tree([embed]).roots).map((node) => [node.label, contextValue(node)]));
  assert.equal(offers.get("http://192.168.1.100:32080"), "path copy open source try");
  assert.equal(offers.get("http://localhost:8080"), "path copy open forward source");
  assert.equal(offers.get("embed.default.svc.cluster.local:8080"), "path copy source try");
  assert.equal(offers.get("Cluster IP, port 8080"), "path source");
});

test("a name that is none never becomes part of a command", () => {
  const evil = { ...embed, name: "x;reboot" };
  assert.ok(every(tree([evil]).roots).every((node) => node.forward === undefined));
  assert.ok(every(tree([embed]).roots).some((node) => node.forward !== undefined));
});

test("texts from a manifest are no Markdown", () => {
  const evil = { ...embed, name: "[x](command:y)", namespace: "<b>" };
  const [node] = serviceNodes(tree([evil]));
  assert.ok(node?.tooltip().includes("\\[x\\]\\(command:y\\)"));
  assert.ok(!node?.tooltip().includes("<b>"));
});

test("ids are unique, outlive an edit, and lead back to their nodes", () => {
  const before = tree([embed, embed, database]);
  const ids = every(before.roots).map((node) => node.id);
  assert.equal(new Set(ids).size, ids.length);
  const edited = { ...embed, paths: embed.paths.map((path) => ({ ...path, port: 9 })) };
  const after = tree([edited, embed, database]);
  for (const id of ids) assert.equal(findNode(after, id)?.id, id);
  assert.equal(findNode(after, "namespace:gone"), undefined);
});

test("an edit draws again what it changed and nothing else", () => {
  const edited = { ...embed, paths: embed.paths.slice(1) };
  const changes = (before: TreeModel, after: TreeModel) => changesBetween(before, after);
  const [embedNode] = serviceNodes(tree([embed]));
  assert.deepEqual(changes(tree([embed, database]), tree([embed, database])), []);
  assert.deepEqual(changes(tree([embed, database]), tree([edited, database])), [embedNode?.id]);
  assert.deepEqual(changes(tree([embed, database]), tree([embed, { ...embed, name: "b" }, database])), [
    "namespace:default",
  ]);
  assert.equal(changes(tree([embed, database]), tree([embed])), "everything");
});

test("a filter keeps whole Services by their facts, and single paths by theirs", () => {
  const names = (filter: string) =>
    filterServices([embed, database], filter).map(({ name, paths }) => `${name} ${paths.length}`);
  assert.deepEqual(names(""), ["embed 4", "database 1"]);
  assert.deepEqual(names("NODEPORT"), ["embed 4"]);
  assert.deepEqual(names("32080"), ["embed 1"]);
  assert.deepEqual(names("default localhost"), ["embed 1"]);
  assert.deepEqual(names("headless broken"), ["database 1"]);
  assert.deepEqual(names("nothing like it"), []);
});

test("callers below the Service, each with whether it gets through", () => {
  const call = {
    uri: "file:///w/web.yaml",
    range: { start: { line: 9, character: 4 }, end: { line: 9, character: 9 } },
  };
  const caller = { kind: "Deployment", namespace: "default", call: { ...call, text: "http://embed" } };
  const called: ServicePaths = {
    ...embed,
    paths: [],
    callers: [
      { ...caller, name: "web", verdict: "allowed", by: [], why: "No policy blocks this connection." },
      {
        ...caller,
        name: "job",
        namespace: "batch",
        verdict: "blocked",
        by: ["NetworkPolicy embed", "DNS"],
        why: "No rule.",
      },
      { ...caller, name: "agent", verdict: "unknown", by: [], why: "Depends on CiliumNetworkPolicy embed." },
    ],
  };
  const model = tree([called]);
  const [callers] = serviceNodes(model)[0]?.children() ?? [];
  assert.equal(
    drawn(callers === undefined ? [] : [callers]),
    `Callers | 1 of 3 blocked
  Deployment web | http://embed
  Deployment job | batch · blocked: NetworkPolicy embed, DNS · http://embed
  Deployment agent | unknown · http://embed
`,
  );
  assert.equal(callers?.folding, "unfolded");
  const [web, job, agent] = callers?.children() ?? [];
  assert.deepEqual(
    [web, job, agent].map((node) => node?.icon.id),
    ["pass", "error", "question"],
  );
  assert.deepEqual(job?.source, call);
  assert.equal(job === undefined ? "" : contextValue(job), "caller source");
  assert.equal(findNode(model, agent?.id ?? "")?.label, "Deployment agent");
});

const environment = (name: string, more: Partial<EnvironmentInfo> = {}): EnvironmentInfo => ({
  name,
  kind: "kustomization",
  folder: `deploy/${name}`,
  namespace: null,
  services: 1,
  incomplete: null,
  ...more,
});

test("several environments are the top level; what could not be read is listed, what the cluster alone has is last", () => {
  const services = [
    { ...database, environments: ["overlays/prod"], scope: "deploy/overlays/prod/kustomization.yaml" },
    { ...embed, environments: ["overlays/dev", "overlays/prod"], rivals: ["."] },
    { ...embed, file: null, name: "live", paths: [] },
  ];
  const environments = [
    environment("overlays/dev"),
    environment("overlays/prod"),
    environment("redis", { kind: "argocd", services: 0, incomplete: "from a remote chart" }),
    environment("crds", { services: 0 }),
  ];
  const model = buildTree(services, { environments, grouping: "namespace", unfolding: "usual", t });
  const upTo = (nodes: readonly TreeNode[], depth: number, indent = ""): string =>
    nodes
      .map((node) => {
        const line = `${indent}${node.label}${node.description ? ` | ${node.description}` : ""}\n`;
        return line + (depth > 1 ? upTo(node.children(), depth - 1, `${indent}  `) : "");
      })
      .join("");
  assert.equal(
    upTo(model.roots, 3),
    `overlays/dev | kustomization · 1 Service
  default
    embed | NodePort · 1 warning · also declared in plain files: choose an environment to compare
overlays/prod | kustomization · 2 Services · 1 unreachable
  default
    embed | NodePort · 1 warning · also declared in plain files: choose an environment to compare
  shop-data | unreachable
    database | Headless · unreachable · 2 warnings
redis | Argo CD · from a remote chart
In no environment | 1 Service
  default
    live | NodePort · 1 warning · only in the cluster
`,
  );
  assert.equal(new Set(every(model.roots).map(({ id }) => id)).size, every(model.roots).length);
  for (const node of every(model.roots)) assert.equal(findNode(model, node.id), node);
  assert.equal(serviceNodes(model).length, 4);
});

test("one environment, or none that is known, changes nothing", () => {
  const services = [{ ...embed, environments: ["overlays/dev"] }];
  const environments = [environment("overlays/dev"), environment("crds", { services: 0 })];
  assert.equal(
    drawn(buildTree(services, { environments, grouping: "namespace", unfolding: "usual", t }).roots),
    drawn(tree([embed]).roots),
  );
});
