// A workspace with several environments in a real VS Code: the tree's top level, the picker, what it narrows, a comparison.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ShownNode, TestApi } from "../../client/src/test-api.ts";
import { takePicture } from "./picture.ts";
import { assertLanguage, locale, open, startExtension } from "./steps.ts";
import { until } from "./until.ts";

const zh = locale === "zh-cn";

describe("Environments in VS Code", () => {
  let api: TestApi;

  before(async () => {
    api = await startExtension();
    await vscode.commands.executeCommand("servicePaths.services.focus");
    await until("all Services", async () => (await api.services()).length === 36 || undefined);
  });
  after(() => choose(null));

  const choose = async (name: string | null) => {
    await vscode.commands.executeCommand("servicePaths.chooseEnvironment", name);
  };
  const roots = async () => (await api.tree()).roots;
  const labels = (nodes: readonly ShownNode[]) => nodes.map(({ label }) => label);

  it("are the tree's top level, with what could not be read", async () => {
    const top = await roots();
    assert.deepEqual(labels(top), ["cache", "prod", "staging", "helm-chart", zh ? "普通清单" : "plain files"]);
    const [cache, prod] = top;
    assert.match(cache?.description ?? "", zh ? /远程 chart/ : /from a remote chart/);
    assert.equal(cache?.folding, "leaf");
    assert.deepEqual(labels(prod?.children ?? []), ["prod"]);
    const services = labels(prod?.children[0]?.children ?? []);
    assert.equal(services.length, 12);
    assert.equal(services.filter((name) => name === "ads").length, 1);
    for (const { spoken } of top) assertLanguage(spoken ?? "");
    await takePicture("environments-tree", '.monaco-list-row[aria-label*="staging"]');
  });

  it("are chosen, and narrow the tree, the diagram and the report", async () => {
    const word = zh ? "环境：" : "Environment: ";
    assert.equal((await api.environments()).text, `${word}${zh ? "全部" : "All"}`);
    await choose("staging");
    await until("the narrowed tree", async () => labels(await roots()).join() === "staging" || undefined);
    const { text, chosen } = await api.environments();
    assert.deepEqual([text, chosen], [`${word}staging`, "staging"]);
    // The namespace is of the same name as the environment; the Services are those of staging.
    const services = labels((await roots())[0]?.children ?? []);
    assert.equal(services.length, 11);
    assert.ok(!services.includes("frontend-external"));
    await vscode.commands.executeCommand("servicePaths.showDiagram", {});
    const drawn = await until("the diagram", () => api.diagram());
    assert.equal(drawn.boxes.filter((title) => title === "ads").length, 2, "the Service and its Deployment");
    await takePicture("environments-diagram", "iframe.webview.ready");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("follow the edited file on request", async () => {
    await vscode.commands.executeCommand("servicePaths.followActiveEditor");
    await open("kustomize/overlays/prod/kustomization.yaml");
    await until("the file's environment", async () => (await api.environments()).chosen === "prod" || undefined);
    await open("helm-chart/values.yaml");
    await until("the chart", async () => (await api.environments()).chosen === "helm-chart" || undefined);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("show all with a word where the chosen one is not there", async () => {
    await choose("overlays/gone");
    const shown = await until("the word", async () => {
      const tree = await api.tree();
      return tree.message === undefined ? undefined : tree;
    });
    assert.match(shown.message ?? "", /overlays\/gone/);
    assertLanguage((shown.message ?? "").replace("overlays/gone", ""));
    assert.equal(shown.roots.length, 5);
    await choose(null);
    await until("no word", async () => (await api.tree()).message === undefined || undefined);
  });

  it("are compared: what only one has, and what differs", async () => {
    await vscode.commands.executeCommand("servicePaths.compareEnvironments", "staging", "prod");
    const result = await until("the comparison", () => api.comparison() ?? undefined);
    const of = (name: string) => result.services.find((service) => service.name === name);
    assert.equal(of("frontend-external")?.where, "head");
    assert.deepEqual(of("cart-store")?.types, ["ClusterIP", "ExternalName"]);
    assert.ok(of("frontend")?.changes.some(({ text }) => text.includes(":8080")));
    assert.equal(result.same, 9);
    await takePicture("environments-comparison", '.monaco-list-row[aria-label*="cart-store"]');
    await vscode.commands.executeCommand("servicePaths.closeComparison");
  });
});
