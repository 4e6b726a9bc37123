// What is shown of the paths, by setting: every surface shows the same viewpoints, and knows the cluster on this machine.

import assert from "node:assert/strict";
import test from "node:test";
import type { CodeLens, Hover } from "vscode-languageserver-protocol";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { hostOf, nextNotification, open, type Pair, startPair } from "./pair.ts";

const uri = "file:///w/web.yaml";
const service = (type: string) => `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: ${type}
  selector: { app: web }
  ports:
    - { name: http, port: 80, targetPort: 8080${type === "ClusterIP" ? "" : ", nodePort: 30080"} }
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
`;

async function started(settings: object, type = "NodePort", locale = "en"): Promise<Pair> {
  const pair = await startPair(hostOf({}), {
    initializationOptions: {
      locale,
      settings,
      commands: ["servicePaths.revealPlace", "servicePaths.portForwardTo"],
    },
  });
  await open(pair.client, uri, service(type));
  return pair;
}

/** What each surface says. */
async function surfaces({ client }: Pair) {
  const [paths] = await client.sendRequest<ServicePaths[]>("servicePaths/paths", { uri });
  assert.ok(paths);
  const report = await client.sendRequest<string>("servicePaths/report", { format: "markdown", uri });
  const mermaid = await client.sendRequest<string>("servicePaths/report", { format: "mermaid", uri });
  const lenses = await client.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
  const hover = await client.sendRequest<Hover>("textDocument/hover", {
    textDocument: { uri },
    position: { line: 3, character: 9 },
  });
  return {
    paths,
    viewpoints: [...new Set(paths.paths.map(({ viewpoint }) => viewpoint))],
    report,
    mermaid,
    lenses: lenses.map(({ command }) => command?.title),
    hover: JSON.stringify(hover),
  };
}

test("all viewpoints are shown unless a setting chooses", async () => {
  for (const settings of [{}, { viewpoints: [] }, { viewpoints: ["nowhere"] }, { viewpoints: "cluster" }]) {
    const pair = await started(settings);
    const { viewpoints, report } = await surfaces(pair);
    assert.deepEqual(viewpoints, ["cluster", "node-network", "this-machine"], JSON.stringify(settings));
    assert.doesNotMatch(report, /servicePaths\.viewpoints/);
    pair.close();
  }
});

test("paths, report, diagram, lenses and hovers show the same viewpoints, also after a change of the setting", async () => {
  const pair = await started({});
  assert.deepEqual((await surfaces(pair)).lenses, ["1 workload · 6 paths", "port-forward"]);
  const changed = nextNotification(pair.client, "servicePaths/pathsChanged");
  await pair.client.sendNotification("workspace/didChangeConfiguration", {
    settings: { servicePaths: { viewpoints: ["node-network"] } },
  });
  await changed;
  const { viewpoints, report, mermaid, lenses, hover } = await surfaces(pair);
  assert.deepEqual(viewpoints, ["node-network"]);
  assert.deepEqual(lenses, ["1 workload · 1 path"]);
  for (const text of [report, mermaid, hover]) {
    assert.match(text, /30080/);
    assert.doesNotMatch(text, /svc\.cluster\.local|port-forward -n/);
  }
  assert.match(report, /Only paths from these viewpoints are shown .*: The nodes' network\.\n/);
  assert.match(report, /- Reachable from: The nodes' network\.\n/);
  pair.close();
});

test("lens, hover, report and preview count the same paths and call an address that is not known the same", async () => {
  for (const [locale, node, later] of [
    ["en", "<any node>:30080", "<assigned by the cluster>:80"],
    ["zh-cn", "<任意节点>:30080", "<由集群分配>:80"],
  ] as const) {
    const pair = await started({}, "NodePort", locale);
    const { paths, lenses, report, hover } = await surfaces(pair);
    assert.match(lenses[0] ?? "", new RegExp(` ${paths.paths.length} `));
    for (const text of [report, hover])
      for (const address of [node, later]) assert.ok(text.includes(`\`${address}\``), `${address} in ${text}`);
    pair.close();
  }
});

test("a cluster on this machine is told by a setting or by the snapshot's nodes, and what localhost reaches is said", async () => {
  const unknown = await started({});
  assert.equal((await surfaces(unknown)).paths.hints, undefined);
  assert.match((await surfaces(unknown)).report, /servicePaths\.localCluster/);
  unknown.close();

  const minikube = await started({ localCluster: "minikube" }, "LoadBalancer");
  const told = await surfaces(minikube);
  assert.equal(told.paths.hints?.length, 2);
  for (const text of [told.report, told.hover, told.paths.hints?.join() ?? ""]) {
    assert.match(text, /`minikube service -n default web --url`/);
    assert.match(text, /`minikube tunnel`/);
  }
  minikube.close();

  const desktop = await started({ localCluster: "docker-desktop" }, "LoadBalancer", "zh-cn");
  const { report } = await surfaces(desktop);
  assert.match(report, /`localhost:80`/);
  assert.match(report, /`localhost:30080`/);
  assert.match(report, /把 LoadBalancer Service 发布到本机/);
  desktop.close();

  const inside = await started({ localCluster: "docker-desktop" }, "ClusterIP");
  assert.match((await surfaces(inside)).report, /`localhost` does not reach a ClusterIP Service/);
  inside.close();

  const seen = await started({});
  const changed = nextNotification(seen.client, "servicePaths/pathsChanged");
  await seen.client.sendNotification("servicePaths/clusterSnapshot", {
    context: "dump.json",
    objects: [
      {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "minikube" },
        status: { addresses: [{ type: "InternalIP", address: "192.168.49.2" }] },
      },
    ],
  });
  await changed;
  assert.match((await surfaces(seen)).report, /On minikube, `minikube service/);
  seen.close();
});
