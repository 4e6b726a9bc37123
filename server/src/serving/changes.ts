// What the client tells: texts, files, folders, settings, and what is known of a cluster or of an earlier commit.

import { FileChangeType } from "vscode-languageserver";
import { readObjects } from "../features/snapshot.ts";
import { chooseEnvironment } from "../index/environments.ts";
import { readSnapshot } from "../index/snapshot.ts";
import * as protocol from "../protocol.ts";
import type { ChartRendering } from "./chart-rendering.ts";
import { isObject } from "./client.ts";
import type { Findings } from "./findings.ts";
import { heard } from "./guarded.ts";
import { isKeystroke } from "./keystroke.ts";
import type { Loading } from "./loading.ts";
import type { Session } from "./session.ts";

/** Who does something when the client tells something. */
export interface Followers {
  readonly loading: Loading;
  readonly rendering: ChartRendering;
  readonly findings: Findings;
}

export function followTexts(session: Session, { loading, rendering, findings }: Followers): void {
  const { documents, workspace, charts, log } = session;
  documents.onDidOpen(
    heard(log, ({ document }) => {
      // What is opened is looked at as a whole, also what was typed when it was open before.
      const known = workspace.file(document.uri);
      if (known?.text !== document.getText() || known.documents.some(({ typed }) => typed))
        workspace.removeFile(document.uri);
    }),
  );
  documents.onDidChangeContent(
    heard(log, ({ document }) => {
      const { uri } = document;
      const text = document.getText();
      const before = workspace.file(uri)?.text;
      const how = before !== undefined && isKeystroke(before, text) ? "typed" : "told";
      if (!charts.isNoManifest(uri)) workspace.setFile(uri, text, session.orderOf(uri), undefined, how);
      if (charts.set(uri, text)) rendering.soon();
      findings.textChanged();
    }),
  );
  documents.onDidClose(
    heard(log, async ({ document: { uri } }) => {
      if (loading.holds(uri)) await loading.read(uri);
      else {
        workspace.removeFile(uri);
        charts.remove(uri);
      }
      rendering.soon();
      findings.closed(uri);
      findings.changed();
    }),
  );
}

export function followFiles(session: Session, { loading, rendering, findings }: Followers): void {
  const { connection, log } = session;
  connection.onDidChangeWatchedFiles(
    heard(log, async ({ changes }) => {
      for (const { uri, type } of changes) {
        if (type === FileChangeType.Deleted) loading.forget(uri);
        else if (loading.holds(uri)) await loading.read(uri);
      }
      // A new file may be excluded; only the list knows.
      if (changes.some(({ uri, type }) => type === FileChangeType.Created && !loading.holds(uri))) await loading.load();
      else {
        rendering.soon();
        findings.changed();
      }
    }),
  );
}

/** To be called when the client is known: it is asked for these only where it tells of them. */
export function followFolders(session: Session, loading: Loading): void {
  const { connection, client, log } = session;
  if (!client.can["tell-folders"]) return;
  connection.workspace.onDidChangeWorkspaceFolders(
    heard(log, async ({ added, removed }) => {
      const gone = new Set(removed.map((folder) => folder.uri));
      session.folders = [...session.folders.filter((uri) => !gone.has(uri)), ...added.map((folder) => folder.uri)];
      session.chooseValues();
      await loading.load();
    }),
  );
}

/** Clients that only say that settings changed, and those that gave none at the start, are asked for them. */
export async function askForSettings(session: Session, followers: Followers): Promise<void> {
  const { client, asking } = session;
  if (!client.can["answer-configuration"]) return;
  const items = [{ section: "servicePaths" }];
  const answer = await asking.ask("workspace/configuration", { items }, isListOrNull);
  await takeSettings(answer?.[0], session, followers);
}

function isListOrNull(answer: unknown): answer is readonly unknown[] | null {
  return Array.isArray(answer) || answer === null;
}

/** What are no settings changes nothing. */
async function takeSettings(
  given: unknown,
  session: Session,
  { loading, rendering, findings }: Followers,
): Promise<void> {
  if (!isObject(given)) return;
  const { settings: before } = session.workspace;
  session.takeSettings(given);
  const { namespace, kubernetesVersion } = session.workspace.settings;
  if (namespace !== before.namespace || kubernetesVersion !== before.kubernetesVersion) {
    session.charts.renew();
  }
  // Other values may have been chosen, in files that were not of interest before.
  if (session.charts.due.length > 0) await loading.readWanted();
  rendering.soon();
  findings.changed();
}

export function followKnowledge(session: Session, followers: Followers): void {
  const { findings } = followers;
  const { connection, workspace, log } = session;
  connection.onDidChangeConfiguration(
    heard(log, async ({ settings }) => {
      const given: unknown = (settings as { servicePaths?: unknown } | null)?.servicePaths;
      if (given === undefined || given === null) await askForSettings(session, followers);
      else await takeSettings(given, session, followers);
    }),
  );
  connection.onNotification(
    protocol.clusterSnapshot,
    heard(log, (params: protocol.ClusterSnapshotParams) => {
      workspace.snapshot = params === null ? undefined : readSnapshot(params.context, readObjects(params.objects));
      findings.changed();
    }),
  );
  connection.onNotification(
    protocol.chooseEnvironment,
    heard(log, ({ name }: protocol.ChooseEnvironmentParams) => {
      chooseEnvironment(workspace, name ?? undefined);
      findings.changed();
    }),
  );
  connection.onNotification(
    protocol.earlierText,
    heard(log, ({ uri, text }: protocol.EarlierTextParams) => {
      workspace.setEarlier(uri, text ?? undefined);
      findings.changed();
    }),
  );
}
