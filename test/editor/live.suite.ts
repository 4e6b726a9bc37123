// A real control plane in a real VS Code: what the tree shows is what the API server has, and a forward outlives its pod.
import assert from "node:assert/strict";
import http from "node:http";
import * as vscode from "vscode";
import type { ShownNode, TestApi } from "../../client/src/test-api.ts";
import { lensCommands, type ServicePaths } from "../../server/src/protocol.ts";
import { askerOf, create, type Json, service } from "../live/objects.ts";
import { takePicture } from "./picture.ts";
import { locale, open, replace, revertAll, startExtension } from "./steps.ts";
import { until } from "./until.ts";

const ask = askerOf(JSON.parse(process.env.SERVICE_PATHS_CLUSTER ?? "{}"));

let api: TestApi;

describe("A cluster in VS Code", () => {
  before(async () => {
    api = await startExtension();
    await vscode.commands.executeCommand("servicePaths.services.focus");
  });
  afterEach(revertAll);

  it("is not contacted before somebody connects, and then gives every address", async () => {
    assert.equal(api.cluster(), undefined);
    // What the user says of the nodes wins over what the cluster says.
    await vscode.workspace
      .getConfiguration("servicePaths")
      .update("nodeAddresses", [], vscode.ConfigurationTarget.Workspace);
    await until("the manifests", async () => addressOf(await serviceNamed("api"), "cluster-ip") === null || undefined);
    await vscode.commands.executeCommand("servicePaths.connect", "test");
    await until("the connection", () => api.cluster()?.phase === "live" || undefined);
    const items = (await ask("GET", "/api/v1/services")).items as Json[];
    assert.ok(items.length > 3);
    for (const { metadata, spec } of items as { metadata: Json; spec: Json }[]) {
      const { namespace, name } = metadata;
      if (spec.clusterIP === undefined || spec.clusterIP === "None") continue;
      await until(`the address of ${namespace}/${name}`, async () => {
        const shown = await serviceNamed(String(name), String(namespace));
        return (shown !== undefined && addressOf(shown, "cluster-ip") === spec.clusterIP) || undefined;
      });
    }
    const web = await serviceNamed("web");
    assert.deepEqual(
      web?.paths.filter(({ kind }) => kind === "node-port").map(({ address, port }) => `${address}:${port}`),
      ["192.0.2.10:30080", "192.0.2.11:30080"],
    );
    const { roots } = await api.tree();
    assert.ok(find(roots, String(web && addressOf(web, "cluster-ip"))), "the tree does not show the address");
    await takePicture("live-tree");
  });

  it("shows a change in the cluster soon after", async () => {
    const took: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const began = Date.now();
      const changed = nextRevision();
      await create(ask, [service("shop", `fresh-${turn}`, { ports: [{ port: 80 }] })]);
      await changed;
      await until("the new Service", () => serviceNamed(`fresh-${turn}`));
      took.push(Date.now() - began);
    }
    console.log(`##figure a new Service is in the tree after ${took.join(", ")} ms`);
    await ask("DELETE", "/api/v1/namespaces/shop/services/fresh-0");
    await until("its end", async () => (await serviceNamed("fresh-0")) === undefined || undefined);
  });

  it("says on the field what the cluster has otherwise, and compares the whole file", async () => {
    const document = await open("shop/web.yaml");
    await replace(document, "port: 80\n", "port: 8081\n");
    const web = await until("what differs", async () => {
      const shown = await serviceNamed("web");
      return shown?.differs === undefined ? undefined : shown;
    });
    assert.equal(web.differs?.length, 1, web.differs?.join("\n"));
    const at = document.positionAt(document.getText().indexOf("name: web") + 1);
    (vscode.window.activeTextEditor as vscode.TextEditor).selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand("servicePaths.compareWithCluster");
    const input = await until("the difference", () => {
      const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return shown instanceof vscode.TabInputTextDiff ? shown : undefined;
    });
    const left = await vscode.workspace.openTextDocument(input.original);
    assert.equal(left.getText(), document.getText().replace("port: 8081\n", "port: 80\n"));
    await takePicture("live-compare");
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  it("asks the server, which changes nothing", async () => {
    const document = await open("shop/web.yaml");
    const at = document.positionAt(document.getText().indexOf("name: web") + 1);
    (vscode.window.activeTextEditor as vscode.TextEditor).selection = new vscode.Selection(at, at);
    const before = await ask("GET", "/api/v1/namespaces/shop/services/web");
    await vscode.commands.executeCommand("servicePaths.askServer");
    const answer = await until("the answer", () =>
      vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === "service-paths-cluster" && uri.path.endsWith(".md"),
      ),
    );
    assert.match(answer.getText(), /shop\/web/);
    assert.match(answer.getText(), locale === "en" ? /It accepts the change/ : /服务器接受这次修改/);
    assert.deepEqual(await ask("GET", "/api/v1/namespaces/shop/services/web"), before);
    await takePicture("live-ask", "iframe.webview.ready");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("forwards to a pod, and to the next one when that is gone", async () => {
    await vscode.commands.executeCommand(lensCommands.portForward, { namespace: "shop", service: "web", port: 80 });
    const first = await until("the forward", () => api.forwards().find(({ phase }) => phase === "up"));
    assert.equal(await fetchFrom(first.localPort), "asked for /hello");
    await ask("DELETE", `/api/v1/namespaces/shop/pods/${first.pod}`);
    const second = await until("another pod", () =>
      api.forwards().find(({ phase, pod }) => phase === "up" && pod !== first.pod),
    );
    assert.equal(second.localPort, first.localPort);
    assert.equal(await fetchFrom(second.localPort), "asked for /hello");
    await takePicture("live-forward");
  });

  it("knows nothing of it after Disconnect, and ends the forwards", async () => {
    await open("shop/web.yaml");
    await vscode.commands.executeCommand("servicePaths.disconnect");
    assert.equal(api.cluster(), undefined);
    await until("no address", async () => {
      const shown = await serviceNamed("api");
      return (shown !== undefined && addressOf(shown, "cluster-ip") === null) || undefined;
    });
    assert.deepEqual(api.forwards(), []);
    assert.equal(await serviceNamed("fresh-1"), undefined);
  });
});

async function serviceNamed(name: string, namespace = "shop"): Promise<ServicePaths | undefined> {
  return (await api.services()).find((one) => one.name === name && one.namespace === namespace);
}

function addressOf(shown: ServicePaths | undefined, kind: string): string | null | undefined {
  return shown?.paths.find((path) => path.kind === kind)?.address;
}

/** Resolves at the next change of the cluster's objects. */
async function nextRevision(): Promise<void> {
  const now = api.cluster()?.revision;
  await until("a change", () => api.cluster()?.revision !== now || undefined);
}

function fetchFrom(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: "127.0.0.1", port, path: "/hello", agent: false, headers: { Connection: "close" } }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        answer.once("end", () => resolve(text));
      })
      .once("error", reject);
  });
}

/** The first node whose label holds a word. */
function find(nodes: readonly ShownNode[], word: string): ShownNode | undefined {
  for (const node of nodes) {
    const found = node.label.includes(word) ? node : find(node.children, word);
    if (found !== undefined) return found;
  }
  return undefined;
}
