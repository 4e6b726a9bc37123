// The LSP server: one a connection. It sees the world only through its host.

import type { Connection } from "vscode-languageserver";
import { askForSettings, followFiles, followFolders, followKnowledge, followTexts } from "./serving/changes.ts";
import { ChartRendering } from "./serving/chart-rendering.ts";
import { Findings } from "./serving/findings.ts";
import { heard } from "./serving/guarded.ts";
import { begin, hello } from "./serving/hello.ts";
import type { Host } from "./serving/host.ts";
import { Loading } from "./serving/loading.ts";
import {
  answerActions,
  answerCalls,
  answerCharts,
  answerFindings,
  answerOwn,
  answerPlaces,
  answerRenames,
} from "./serving/questions.ts";
import { Session } from "./serving/session.ts";

export type { FileSource, Host } from "./serving/host.ts";

/** Wires a connection to a new server; the caller listens. */
export function serve(connection: Connection, host: Host): void {
  const session = new Session(connection, host);
  const findings = new Findings(session);
  const rendering = new ChartRendering(session, () => findings.changed());
  const loading = new Loading(session, rendering, () => findings.changed());
  const followers = { loading, rendering, findings };
  connection.onInitialize(hello(session));
  connection.onInitialized(
    heard(session.log, async () => {
      followFolders(session, loading);
      begin(session, loading);
      if (session.client.settings === undefined) await askForSettings(session, followers);
    }),
  );
  followTexts(session, followers);
  followFiles(session, followers);
  followKnowledge(session, followers);
  answerFindings(session, loading, findings);
  answerActions(session, findings);
  answerPlaces(session);
  answerCalls(session);
  answerRenames(session);
  answerOwn(session);
  answerCharts(session);
  session.documents.listen(connection);
}
