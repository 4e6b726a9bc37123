// What a user sees in a real VS Code on the sample workspace, in the language of SERVICE_PATHS_LOCALE.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ShownNode, TestApi } from "../../client/src/test-api.ts";
import { takePicture } from "./picture.ts";
import {
  actions,
  assertLanguage,
  codeOf,
  diagnostic,
  errors,
  hoverAt,
  locale,
  open,
  ours,
  replace,
  revertAll,
  startExtension,
  without,
} from "./steps.ts";
import { until } from "./until.ts";
import "./charts.suite.ts";
import "./mending.suite.ts";
import "./rename.suite.ts";
import "./traffic.suite.ts";

let api: TestApi;

describe("Kubernetes Service Paths in VS Code", () => {
  before(async () => {
    api = await startExtension();
  });

  afterEach(revertAll);

  it("is active, in the editor's language, with its commands", async () => {
    assert.equal(vscode.env.language, locale);
    const extension = vscode.extensions.getExtension("service-paths.kubernetes-service-paths");
    const there = new Set(await vscode.commands.getCommands(true));
    const { commands, views } = extension?.packageJSON.contributes ?? {};
    // VS Code makes a title that is not English into a pair.
    const declared: { command: string; title: string | { value: string } }[] = commands;
    assert.deepEqual(
      declared.map(({ command }) => command).filter((command) => !there.has(command)),
      [],
    );
    const { title = "" } = declared.find(({ command }) => command === "servicePaths.restartServer") ?? {};
    assertLanguage(typeof title === "string" ? title : title.value);
    assert.ok(views.servicePaths.length > 0);
  });

  it("reads the workspace before any file is opened", async () => {
    for (const file of ["article/embed.yaml", "shop/database.yaml", "mistakes/port-duplicate.yaml"]) {
      await until(`${file} among the Services`, async () => {
        return (await api.services()).some((service) => service.file?.endsWith(file)) || undefined;
      });
    }
  });

  it("shows a mistake, and its quick fix mends it", async () => {
    const document = await open("mistakes/node-port-out-of-range.yaml");
    const found = await diagnostic(document, "node-port-out-of-range");
    assert.equal(document.getText(found.range), "8080");
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(found.source, "service-paths");
    assertLanguage(found.message.split("\n")[0] ?? "");

    const fixes = await actions(document, found.range, vscode.CodeActionKind.QuickFix);
    const fix = fixes.find(({ edit }) => edit !== undefined);
    assert.ok(fix?.edit, `no fix among ${fixes.map(({ title }) => title).join(", ")}`);
    assertLanguage(fix.title);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /nodePort: 30\d{3}$/m);
    await without(document, "node-port-out-of-range");
  });

  it("fixes all that is safe in one go", async () => {
    const document = await open("mistakes/string-map-values.match-labels.yaml");
    const before = await until("a finding", () => ours(document)[0], vscode.languages.onDidChangeDiagnostics);
    const all = await actions(document, before.range, vscode.CodeActionKind.SourceFixAll.append("servicePaths"));
    const edit = all.find(({ edit }) => edit !== undefined)?.edit;
    assert.ok(edit, "nothing to fix");
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(document.getText(), /^ {2}selector:\n {4}app: web$/m);
    await until("no error", () => errors(document).length === 0 || undefined, vscode.languages.onDidChangeDiagnostics);
  });

  it("mends a damaged manifest with one click", async () => {
    const pasted = "apiVersion: v1\nkind: Service\nmetadata:name: web # web\nspec:selector:app: webports:- port: 80\n";
    const mended =
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: web # web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n";
    const document = await vscode.workspace.openTextDocument({ language: "yaml", content: pasted });
    await vscode.window.showTextDocument(document);
    const found = await diagnostic(document, "manifest-damaged");
    assertLanguage(found.message);
    const fixes = await actions(document, found.range, vscode.CodeActionKind.QuickFix);
    const fix = fixes.find(({ edit, isPreferred }) => edit !== undefined && isPreferred);
    assert.ok(fix?.edit, `no fix among ${fixes.map(({ title }) => title).join(", ")}`);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(document.getText(), mended);
    await without(document, "manifest-damaged");
  });

  it("finds nothing wrong with the article and the shop", async () => {
    for (const pattern of ["article/*.yaml", "shop/*.yaml"]) {
      for (const uri of await vscode.workspace.findFiles(pattern)) {
        const document = await vscode.workspace.openTextDocument(uri);
        await vscode.window.showTextDocument(document);
        await hoverAt(document, "kind"); // an answer of the server, which has read the document then
        assert.deepEqual(errors(document), [], uri.path);
      }
    }
  });

  it("explains a field where it stands", async () => {
    const document = await open("article/embed.yaml");
    const text = await until("a hover", async () => (await hoverAt(document, "nodePort")) || undefined);
    assert.match(text, /32080/);
    assertLanguage(text);
  });

  it("goes from a selector to the workload", async () => {
    const document = await open("article/embed.yaml");
    const at = document.positionAt(document.getText().indexOf("app: embed-app") + "app: ".length);
    const targets = await until("a definition", async () => {
      const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        document.uri,
        at,
      );
      return found.length > 0 ? found : undefined;
    });
    const places = targets.map((target) => ("targetUri" in target ? target.targetUri : target.uri).path);
    assert.ok(
      places.every((place) => place.endsWith("/article/embed.yaml")),
      places.join(),
    );
  });

  it("completes what a field can be", async () => {
    const document = await open("article/embed.yaml");
    await replace(document, "type: NodePort", "type: ");
    const at = document.positionAt(document.getText().indexOf("type: ") + "type: ".length);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      at,
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    for (const type of ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"])
      assert.ok(labels.includes(type), type);
  });

  it("shows the paths in the tree, down to the node's address", async () => {
    await vscode.commands.executeCommand("servicePaths.services.focus");
    const { roots } = await api.tree();
    const line = find(roots, ["default", "embed", "192.168.1.100:32080"]);
    assert.ok(line, `not in the tree:\n${outline(roots)}`);
    assert.ok(line.children.length > 0, "the path has no hops");
    assertLanguage(line.spoken ?? "");
    const article = find(roots, ["default", "embedding", "embedding.default.svc.cluster.local:8080"]);
    assert.ok(article, `no DNS name:\n${outline(roots)}`);
  });

  it("fills in what a snapshot of the cluster knows", async () => {
    const settings = vscode.workspace.getConfiguration("servicePaths");
    try {
      await settings.update("snapshot", process.env.SERVICE_PATHS_SNAPSHOT, vscode.ConfigurationTarget.Workspace);
      await until("the clusterIPs", async () => {
        const { roots } = await api.tree();
        return find(roots, ["embedding", "10.100.217.4:8080"]) && find(roots, ["embed", "70.114.188.169:8080"]);
      });
    } finally {
      await settings.update("snapshot", undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it("follows an edit before it is saved", async () => {
    const document = await open("article/embed.yaml");
    await replace(document, "nodePort: 32080", "nodePort: 32081");
    await until("the new port in the tree", async () => {
      return find((await api.tree()).roots, ["embed", "192.168.1.100:32081"]);
    });
    assert.equal(document.isDirty, true);
  });

  it("sees two files that want one nodePort, as it is typed", async () => {
    const article = await open("article/embed.yaml");
    await without(article, "node-port-taken");
    const document = await vscode.workspace.openTextDocument({
      language: "yaml",
      content:
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: other\nspec:\n  type: NodePort\n" +
        "  selector:\n    app: embed-app\n  ports:\n    - port: 80\n      nodePort: 32080\n",
    });
    await vscode.window.showTextDocument(document);
    const found = await until(
      "the conflict",
      () => [...ours(document), ...ours(article)].find((finding) => codeOf(finding) === "node-port-taken"),
      vscode.languages.onDidChangeDiagnostics,
    );
    assert.ok((found.relatedInformation ?? []).length > 0, "the other place is not named");
  });

  it("writes a whole manifest into an empty file", async () => {
    const document = await vscode.workspace.openTextDocument({ language: "yaml", content: "" });
    await vscode.window.showTextDocument(document);
    const labels = await until("the manifests", async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        new vscode.Position(0, 0),
      );
      const ours = list.items.filter(({ kind }) => kind === vscode.CompletionItemKind.Snippet);
      return ours.length > 0 ? ours.map(({ label }) => (typeof label === "string" ? label : label.label)) : undefined;
    });
    assert.ok(labels.includes("Deployment + Service"), labels.join());
    await vscode.commands.executeCommand("editor.action.triggerSuggest");
    await takePicture("empty-file", ".suggest-widget:visible .monaco-list-row");
    await until("a Service in the file", async () => {
      await vscode.commands.executeCommand("acceptSelectedSuggestion");
      return /^apiVersion: v1\nkind: Service\n/.test(document.getText()) || undefined;
    });
  });

  it("creates a Service for the workload at the cursor, by the light bulb and by a command", async () => {
    const content = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: gate
spec:
  selector: { matchLabels: { app: gate } }
  template:
    metadata: { labels: { app: gate } }
    spec:
      containers: [{ name: gate, image: a, ports: [{ name: http, containerPort: 8080 }] }]
`;
    const document = await vscode.workspace.openTextDocument({ language: "yaml", content });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 2, 1, 2);
    const found = await actions(document, editor.selection, vscode.CodeActionKind.Refactor);
    const action = found.find(({ title, edit }) => title.includes("NodePort") && edit !== undefined);
    assert.ok(action?.edit, `no action among ${found.map(({ title }) => title).join(", ")}`);
    assertLanguage(action.title.replace(/Deployment|gate|NodePort|Service/g, ""));
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.match(document.getText(), /---\napiVersion: v1\nkind: Service\n[\s\S]*\n {6}targetPort: http\n$/);
    assert.deepEqual(errors(document), []);

    const done = vscode.commands.executeCommand("servicePaths.createService");
    await takePicture("create-service", ".quick-input-widget:visible .monaco-list-row");
    await until("the second Service", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return document.getText().split("kind: Service\n").length === 3 || undefined;
    });
    await done;
    assert.match(document.getText(), /name: gate-internal\n/);
    const { selection } = vscode.window.activeTextEditor ?? {};
    assert.equal(selection === undefined ? "" : document.getText(selection), "gate-internal");
  });

  it("marks files with broken paths, unless that is off", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder, "no folder is open");
    const settings = vscode.workspace.getConfiguration("servicePaths");
    const broken = vscode.Uri.joinPath(folder.uri, "mistakes/selector-matches-nothing.yaml");
    await api.tree();
    const badge = await until("the badge", () => api.fileBadge(broken));
    assert.equal(badge.badge, "4");
    assertLanguage(badge.tooltip ?? "");
    assert.equal(api.fileBadge(vscode.Uri.joinPath(folder.uri, "article/embed.yaml")), undefined);
    await vscode.commands.executeCommand("workbench.view.explorer");
    await vscode.commands.executeCommand("revealInExplorer", broken);
    await takePicture("badges");
    try {
      await settings.update("fileBadges", false, vscode.ConfigurationTarget.Workspace);
      await until("no badge", () => api.fileBadge(broken) === undefined || undefined);
    } finally {
      await settings.update("fileBadges", undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it("says in the status bar that a Service without a name cannot be reached", async () => {
    const content = "apiVersion: v1\nkind: Service\nspec: { ports: [{ port: 80 }] }\n";
    const document = await vscode.workspace.openTextDocument({ language: "yaml", content });
    await vscode.window.showTextDocument(document);
    await until("the nameless Service", async () => {
      return /(\(no name\) is unreachable|（没有名称） ?不可达)/.test((await api.statusBar()) ?? "") || undefined;
    });
  });

  it("shows the viewpoints that a setting names, in tree and status bar alike", async () => {
    const settings = vscode.workspace.getConfiguration("servicePaths");
    await open("article/embed.yaml");
    await vscode.commands.executeCommand("servicePaths.services.focus");
    const before = await api.statusBar();
    try {
      await settings.update("viewpoints", ["cluster"], vscode.ConfigurationTarget.Workspace);
      await until("only paths inside the cluster", async () => {
        const paths = (await api.services()).flatMap((service) => service.paths);
        return paths.every(({ viewpoint }) => viewpoint === "cluster") || undefined;
      });
      assert.equal(find((await api.tree()).roots, ["default", "embed", "192.168.1.100:32080"]), undefined);
      assert.match((await api.statusBar()) ?? "", /embed\.default:8080/);
    } finally {
      await settings.update("viewpoints", undefined, vscode.ConfigurationTarget.Workspace);
    }
    await until("the node's address again", async () => ((await api.statusBar()) === before ? true : undefined));
    assert.match(before ?? "", /192\.168\.1\.100:32080/);
  });

  it("draws the traffic of a namespace, and as a picture for a file", async () => {
    await vscode.commands.executeCommand("servicePaths.showDiagram", { namespace: "shop" });
    const { boxes, lines } = await until("the diagram", () => api.diagram());
    for (const title of ["web", "Ingress api", "smtp.mail.example.com"]) {
      assert.ok(boxes.includes(title), `${title} is not among ${boxes.join(", ")}`);
    }
    assert.ok(lines >= boxes.length - 4, "boxes without lines");
    const svg = (await api.diagramSvg()) ?? "";
    assert.match(svg, /^<svg [^>]*aria-label/);
    assert.doesNotMatch(svg, /var\(--/, "the file would depend on the editor's colours");
    await takePicture("diagram");
  });

  it("draws an edit before it is saved", async () => {
    const document = await open("shop/web.yaml");
    await vscode.commands.executeCommand("servicePaths.showDiagram", { namespace: "shop" });
    await until("the Service", () => api.diagram()?.boxes.includes("web") || undefined);
    await replace(document, "name: web", "name: front");
    await until("its new name", () => api.diagram()?.boxes.includes("front") || undefined);
  });

  it("shows who names a Service below it", async () => {
    await until("a caller in the tree", async () => find((await api.tree()).roots, ["shop", "api", "payment"]));
  });

  it("says who reaches whom in a report", async () => {
    await vscode.commands.executeCommand("servicePaths.showReachability", { namespace: "shop" });
    const isPreview = (tab: vscode.Tab) => tab.input instanceof vscode.TabInputWebview && /shop.*\.md/.test(tab.label);
    await until(
      "the reachability's preview",
      () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(isPreview),
      vscode.window.tabGroups.onDidChangeTabs,
    );
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("says how to reach a Service in a report", async () => {
    await vscode.commands.executeCommand("servicePaths.copyReport", { namespace: "shop", name: "web" });
    const report = await vscode.env.clipboard.readText();
    assert.match(report, /^# .*shop\/web/);
    assert.match(report, /kubectl port-forward/);
    assertLanguage(report.split("\n")[0] ?? "");
    await vscode.commands.executeCommand("servicePaths.showReport", { namespace: "shop", name: "web" });
    const isPreview = (tab: vscode.Tab) => tab.input instanceof vscode.TabInputWebview && /web\.md/.test(tab.label);
    await until(
      "the report's preview",
      () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(isPreview),
      vscode.window.tabGroups.onDidChangeTabs,
    );
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("changes a Service's type after a look at what that does to its paths", async () => {
    const document = await open("article/embed.yaml");
    const at = document.positionAt(document.getText().indexOf("type: NodePort"));
    const offered = await actions(document, new vscode.Range(at, at), vscode.CodeActionKind.RefactorRewrite);
    const closing = offered.find(({ command }) => {
      const [place] = command?.arguments ?? [];
      return command?.command === "servicePaths.changeType" && place.to === "ClusterIP" && place.front === undefined;
    });
    assert.ok(closing?.command, `no change among ${offered.map(({ title }) => title).join(", ")}`);
    assertLanguage(closing.title);
    const { command } = closing;
    const done = vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    await takePicture("change-type", ".quick-input-widget:visible .monaco-list-row");
    assert.match(document.getText(), /type: NodePort$/m, "something was done before anybody agreed");
    await until("the first line of the list", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return /type: ClusterIP$/m.test(document.getText()) || undefined;
    });
    await done;
    assert.doesNotMatch(document.getText(), /nodePort:/);
    assert.match(document.getText(), /^ +# 节点端口（用户示例为 32080）$/m);
    await until("a tree without the node's port", async () => {
      const { roots } = await api.tree();
      return find(roots, ["embed", "embed.default.svc.cluster.local:8080"]) && !find(roots, ["192.168.1.100:32080"]);
    });
  });

  it("shows a change of type side by side with the text, and makes it by the button there", async () => {
    const document = await open("article/embed.yaml");
    const place = { uri: document.uri.toString(), position: { line: 2, character: 0 } };
    const done = vscode.commands.executeCommand("servicePaths.changeType", { ...place, to: "ClusterIP" });
    await takePicture("change-type-look", ".quick-input-widget:visible .monaco-list-row");
    const difference = await until("the difference", async () => {
      await vscode.commands.executeCommand("workbench.action.quickOpenNavigateNext");
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.input instanceof vscode.TabInputTextDiff ? activeTab : undefined;
    });
    await done;
    assertLanguage(difference.label);
    assert.match(document.getText(), /type: NodePort$/m);
    await takePicture("change-type-text");
    await vscode.commands.executeCommand("servicePaths.applyShown");
    assert.match(document.getText(), /type: ClusterIP$/m);
    const left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ input }) => input);
    assert.ok(left.every((input) => !(input instanceof vscode.TabInputTextDiff)));
    await vscode.commands.executeCommand("undo");
    assert.match(document.getText(), /type: NodePort$/m);
  });

  it("puts an Ingress in a file of its own in front of a Service, as a program asks", async () => {
    const document = await open("article/embed.yaml");
    const created = vscode.Uri.joinPath(document.uri, "../embed-ingress.yaml");
    try {
      await vscode.commands.executeCommand("servicePaths.changeType", {
        uri: document.uri.toString(),
        position: { line: 2, character: 0 },
        to: "ClusterIP",
        front: { kind: "Ingress", host: "embed.example.com", place: "new-file" },
        ask: "nothing",
      });
      assert.match(document.getText(), /type: ClusterIP$/m);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(created));
      assert.match(text, /kind: Ingress\n[\s\S]*host: embed.example.com\n/);
      await until("the Ingress in the tree", async () =>
        find((await api.tree()).roots, ["embed", "embed.example.com"]),
      );
    } finally {
      await vscode.workspace.fs.delete(created);
    }
  });

  it("comes back after a restart of its server", async () => {
    await vscode.commands.executeCommand("servicePaths.restartServer");
    const document = await open("mistakes/port-duplicate.yaml");
    await diagnostic(document, "port-duplicate");
    await until("the whole tree again", async () => find((await api.tree()).roots, ["shop-data", "queue"]));
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const document = await open("mistakes/node-port-out-of-range.yaml");
    const { range } = await diagnostic(document, "node-port-out-of-range");
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(range.start, range.start);
    await vscode.commands.executeCommand("servicePaths.services.focus");
    await takePicture("end");
  });
});

/** The node at the end of a way down the tree, on which each of the words is a label, or an address as a whole, in turn. */
function find(nodes: readonly ShownNode[], way: readonly string[]): ShownNode | undefined {
  const [word, ...rest] = way;
  if (word === undefined) return undefined;
  for (const node of nodes) {
    const text = `${node.label} ${node.description ?? ""}`.split(/[\s/]+/);
    const found = text.includes(word)
      ? rest.length === 0
        ? node
        : find(node.children, rest)
      : find(node.children, way);
    if (found !== undefined) return found;
  }
  return undefined;
}

function outline(nodes: readonly ShownNode[], indent = ""): string {
  return nodes
    .map((node) => `${indent}${node.label} | ${node.description ?? ""}\n${outline(node.children, `${indent}  `)}`)
    .join("");
}
