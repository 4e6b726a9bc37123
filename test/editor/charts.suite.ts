// A Helm chart in a real VS Code: rendered as it is typed, shown beside its template, with the values that somebody chooses.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TestApi } from "../../client/src/test-api.ts";
import { takePicture } from "./picture.ts";
import { assertLanguage, diagnostic, locale, open, replace, revertAll, startExtension } from "./steps.ts";
import { until } from "./until.ts";
import { hasWindow, inWindow } from "./window.ts";

const helpers = '{{- define "web.labels" -}}\napp: {{ .Chart.Name }}\n{{- end }}\n';

const service = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-http
spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "web.labels" . | nindent 4 }}
  ports:
    - port: {{ .Values.service.port }}
      targetPort: http
      nodePort: {{ .Values.service.nodePort }}
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    matchLabels:
      {{- include "web.labels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "web.labels" . | nindent 8 }}
    spec:
      containers: [{ name: web, image: nginx, ports: [{ name: http, containerPort: 8080 }] }]
`;

const files: Readonly<Record<string, string>> = {
  "Chart.yaml": "apiVersion: v2\nname: charted\nversion: 0.1.0\n",
  "values.yaml": "service:\n  type: NodePort\n  port: 80\n  nodePort: 8080\n",
  "values-prod.yaml": "service:\n  nodePort: 31555\n",
  "templates/_helpers.tpl": helpers,
  "templates/service.yaml": service,
  "templates/deployment.yaml": deployment,
};

const words = {
  en: { value: "Value", rendered: "# Rendered with", old: "as last rendered" },
  "zh-cn": { value: "值", rendered: "# 使用", old: "上次渲染的结果" },
}[locale === "zh-cn" ? "zh-cn" : "en"];

describe("A Helm chart in VS Code", () => {
  let api: TestApi;
  let folder: vscode.Uri;

  before(async () => {
    const root = vscode.workspace.workspaceFolders?.[0];
    assert.ok(root, "no folder is open");
    folder = vscode.Uri.joinPath(root.uri, "charted");
    for (const [path, text] of Object.entries(files))
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, path), new TextEncoder().encode(text));
    api = await startExtension();
    await until("the chart's Service", async () => (await charted()).length > 0 || undefined);
  });

  after(async () => {
    await vscode.workspace.getConfiguration("servicePaths").update("helm.values", undefined, workspace);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(folder, { recursive: true });
    await until("the chart is gone", async () => (await charted()).length === 0 || undefined);
  });

  afterEach(revertAll);

  const charted = async () => (await api.services()).filter(({ name }) => name === "charted-http");
  const ports = async () =>
    (await charted()).flatMap(({ paths }) => paths.filter(({ kind }) => kind === "node-port").map(({ port }) => port));

  it("has its Services in the tree, and its mistakes at the value", async () => {
    const [found] = await charted();
    assert.equal(found?.file, "charted/templates/service.yaml");
    const finding = await diagnostic(await open("charted/values.yaml"), "node-port-out-of-range");
    assert.deepEqual([finding.range.start.line, finding.range.start.character], [3, 12]);
    assertLanguage(finding.message.split("\n")[0] ?? "");
    await takePicture("chart-finding");
  });

  it("says what an action gives, and where that comes from", async () => {
    const document = await open("charted/templates/service.yaml");
    const at = document.positionAt(document.getText().indexOf(".Values.service.port") + 17);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      at,
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((part) => (typeof part === "string" ? part : part.value))
      .join("\n");
    assert.ok(text.includes(words.value) && text.includes("80"), text);
    const [place] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      at,
    );
    const uri = place === undefined ? undefined : "targetUri" in place ? place.targetUri : place.uri;
    assert.ok(uri?.path.endsWith("/charted/values.yaml"), String(uri));
  });

  it("follows what is typed; half an action leaves what was known, marked", async () => {
    const document = await open("charted/templates/service.yaml");
    await replace(document, "{{ .Release.Name }}-http", "{{ .Release.Name }}-https");
    await until("the new name", async () => {
      const all = await api.services();
      return all.some(({ name }) => name === "charted-https") || undefined;
    });
    await replace(document, "{{ .Values.service.type }}", "{{ .Values.service.");
    await diagnostic(document, "template-cannot-be-rendered");
    const shown = await until("the mark", async () => {
      const text = JSON.stringify((await api.tree()).roots);
      return text.includes(words.old) ? text : undefined;
    });
    assert.ok(shown.includes("charted-https"));
  });

  it("is shown rendered beside the template, following edits, with a way back", async () => {
    const document = await open("charted/templates/service.yaml");
    await vscode.commands.executeCommand("servicePaths.showRenderedManifest");
    const beside = await until("the rendered manifest", () =>
      vscode.workspace.textDocuments.find(
        ({ uri, getText }) => uri.scheme === "service-paths-rendered" && getText().includes("name: charted-http\n"),
      ),
    );
    assert.ok(beside.getText().startsWith(words.rendered), beside.getText().slice(0, 80));
    await takePicture("chart-rendered");
    await replace(document, "{{ .Release.Name }}-http", "{{ .Release.Name }}-new");
    await until("the edit in it", () => beside.getText().includes("name: charted-new\n") || undefined);
    const at = beside.positionAt(beside.getText().indexOf("targetPort: http"));
    const [back] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      beside.uri,
      at,
    );
    const [uri, range] =
      back === undefined ? [] : "targetUri" in back ? [back.targetUri, back.targetRange] : [back.uri, back.range];
    assert.equal(uri?.toString(), document.uri.toString());
    assert.equal(range?.start.line, 10);
  });

  it("is rendered with other values that somebody chooses, each an environment", async () => {
    await open("charted/values.yaml");
    if (hasWindow) {
      const asked = vscode.commands.executeCommand("servicePaths.chooseHelmValues", "charted");
      await until("the picker", async () => {
        const rows = await inWindow({ do: "read", selector: ".quick-input-list .monaco-list-row" });
        return rows.some((row) => row.includes("values-prod.yaml")) || undefined;
      });
      await takePicture("chart-values");
      await inWindow({ do: "click", selector: '.quick-input-list .monaco-list-row >> text="values-prod.yaml"' });
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      await asked;
    } else await vscode.commands.executeCommand("servicePaths.chooseHelmValues", "charted", ["values-prod.yaml"]);
    await until("the other port", async () => (await ports()).includes(31555) || undefined);
    assert.deepEqual(vscode.workspace.getConfiguration("servicePaths").get("helm.values"), {
      charted: ["values-prod.yaml"],
    });
    const { all } = await api.environments();
    assert.ok(
      all.some(({ name }) => name === "charted (values-prod.yaml)"),
      JSON.stringify(all.map(({ name }) => name)),
    );
  });
});

const workspace = vscode.ConfigurationTarget.Workspace;
