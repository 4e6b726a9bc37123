// "Choose Helm Values…": which value files, HelmReleases and Applications a chart is rendered with; written to the setting.
import * as vscode from "vscode";
import type { ChartValues } from "../../server/src/protocol.ts";
import { clientId } from "./door.ts";
import type { LanguageServer } from "./language-server.ts";
import { translate as t } from "./translate.ts";

export const chooseHelmValuesCommand = "servicePaths.chooseHelmValues";

/** Lets the user choose; `given`: the names to choose, for those who ask nobody. */
export async function chooseHelmValues(
  server: LanguageServer,
  chart?: string,
  given?: readonly string[],
): Promise<void> {
  await server.start();
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const charts = (await server.helmValues(uri === undefined ? {} : { uri })) ?? [];
  const meant = chart === undefined ? await askChart(charts) : charts.find((one) => one.chart === chart);
  if (meant === undefined) {
    if (charts.length === 0) void vscode.window.showInformationMessage(t("There is no Helm chart in this workspace."));
    return;
  }
  const chosen = given ?? (await askNames(meant));
  if (chosen === undefined) return;
  await write(meant.chart, chosen);
}

async function askChart(charts: readonly ChartValues[]): Promise<ChartValues | undefined> {
  if (charts.length < 2) return charts[0];
  const items = charts.map((one) => ({ label: one.name, description: one.chart, one }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t("Select a chart"),
    matchOnDescription: true,
  });
  return picked?.one;
}

async function askNames({ candidates, chosen, name }: ChartValues): Promise<readonly string[] | undefined> {
  const known = new Set(candidates.map((one) => one.name));
  const others = chosen.filter((one) => !known.has(one)).map((one) => ({ name: one, kind: "file" as const }));
  const all = [...candidates, ...others];
  if (all.length === 0) {
    void vscode.window.showInformationMessage(
      t("Chart {0} has only values.yaml. Other files can be named in the setting servicePaths.helm.values.", name),
    );
    return undefined;
  }
  const items = all.map((one) => ({
    label: one.name,
    iconPath: new vscode.ThemeIcon(one.kind === "file" ? "file" : "symbol-object"),
    picked: chosen.includes(one.name),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: t("Render chart {0} also with", name),
    placeHolder: t("values.yaml is always rendered. Each further choice is an environment."),
  });
  return picked?.map(({ label }) => label);
}

async function write(chart: string, names: readonly string[]): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(clientId);
  const before = configuration.get<Readonly<Record<string, readonly string[]>>>("helm.values") ?? {};
  const others = Object.entries(before).filter(([key]) => key !== chart);
  const after = Object.fromEntries(names.length === 0 ? others : [...others, [chart, [...names]]]);
  const where =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await configuration.update("helm.values", Object.keys(after).length === 0 ? undefined : after, where);
}
