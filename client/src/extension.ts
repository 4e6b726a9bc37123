// The extension's start, the same in every host: puts the parts together and starts nothing that is not needed yet.
import * as vscode from "vscode";
import { makeCluster } from "./cluster.ts";
import { registerCommands } from "./commands.ts";
import { makeComparison } from "./comparison.ts";
import { makeDiagrams } from "./diagram/panel.ts";
import { clientName, type LiveHost, type MakeClient } from "./door.ts";
import { type Environments, makeEnvironments } from "./environments.ts";
import { relistOnChange } from "./excludes.ts";
import { showFileBadges } from "./file-badges.ts";
import { makeForwards } from "./forwards.ts";
import { sendCommittedTexts } from "./git-head.ts";
import { keepServices } from "./keep-services.ts";
import { makeLanguageServer } from "./language-server.ts";
import { registerMending } from "./mending.ts";
import { makePreviews } from "./previews.ts";
import { makeRenderedManifests } from "./rendered-manifest.ts";
import { makeReports } from "./report.ts";
import { sendSnapshots } from "./snapshot.ts";
import { showStatusBar } from "./status-bar.ts";
import type { TestApi } from "./test-api.ts";
import { showTree } from "./tree/view.ts";
import { makeTries } from "./tries.ts";
import { wakeWhenNeeded } from "./wake.ts";
import { makeWithCluster } from "./with-cluster.ts";

export interface Extension {
  readonly api: TestApi;
  /** Ends the server. */
  readonly stop: () => Promise<void>;
}

/** A button of templates is only of use where there are charts. */
function tellOfCharts(environments: Environments): void {
  const isThere = environments.all().some(({ kind }) => kind === "chart" || kind === "flux" || kind === "argocd");
  void vscode.commands.executeCommand("setContext", "servicePaths.hasCharts", isThere);
}

export function start(context: vscode.ExtensionContext, makeClient: MakeClient, live: LiveHost | undefined): Extension {
  const log = vscode.window.createOutputChannel(clientName, { log: true });
  const server = makeLanguageServer(context, makeClient, log);
  const cluster = makeCluster(context, server, live, log);
  const tries = makeTries(live);
  const withCluster = makeWithCluster(server, cluster);
  const forwards = makeForwards(context, cluster);
  const snapshots = sendSnapshots(server, log, cluster);
  const committed = sendCommittedTexts(server);
  const services = keepServices(server);
  const environments = makeEnvironments(context, server, services);
  const comparison = makeComparison(server, environments);
  const tree = showTree({ context, server, services, environments, snapshots, cluster, tries });
  const statusBar = showStatusBar(server, services);
  const badges = showFileBadges(services);
  const reports = makeReports(server);
  const diagrams = makeDiagrams(context, server, services);
  const previews = makePreviews();
  const rendered = makeRenderedManifests(server);
  context.subscriptions.push(
    log,
    server,
    forwards,
    tries,
    withCluster,
    cluster,
    snapshots,
    committed,
    services,
    environments,
    comparison,
    tree,
    statusBar,
    badges,
    reports,
    diagrams,
    previews,
    rendered,
    environments.onDidChange(() => tellOfCharts(environments)),
    relistOnChange(server),
    registerCommands({
      context,
      server,
      cluster,
      tries,
      withCluster,
      forwards,
      services,
      environments,
      comparison,
      tree,
      reports,
      diagrams,
      previews,
      rendered,
      log,
    }),
    registerMending(server, previews),
    wakeWhenNeeded(server, tree),
  );
  const whenReady = async () => {
    await server.start();
  };
  const api: TestApi = {
    whenReady,
    tree: async () => {
      await whenReady();
      return tree.shown();
    },
    services: async () => {
      await whenReady();
      return services.fresh();
    },
    statusBar: async () => {
      await whenReady();
      return statusBar.text();
    },
    environments: async () => {
      await whenReady();
      await environments.refresh();
      return { text: environments.text(), chosen: environments.chosen()?.name, all: environments.all() };
    },
    cluster: () => cluster.state(),
    forwards: () => forwards.shown(),
    comparison: () => comparison.shown(),
    fileBadge: (uri) => badges.at(uri),
    diagram: () => diagrams.drawn(),
    diagramSvg: () => diagrams.svg(),
    client: () => server.client(),
  };
  return { api, stop: () => server.stop() };
}
