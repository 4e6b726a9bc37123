// A real client and a real server in one process, joined by two streams: the protocol without processes or sleeps.

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { createConnection } from "vscode-languageserver/node";
import {
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { type Host, serve } from "../../server/src/server.ts";

export interface Pair {
  readonly client: ProtocolConnection;
  readonly initialized: InitializeResult;
  close(): void;
}

/** For tests in which nobody's patience ends. */
export const never: Host["after"] = () => () => {};

/** Files by URI, as a host would read them. */
export function hostOf(files: Readonly<Record<string, string>>): Host {
  return {
    version: "test",
    after: never,
    rest: () => undefined,
    files: {
      list: async () => Object.keys(files),
      read: async (uri) => files[uri],
    },
  };
}

/** Starts both sides and says hello. Handlers of the client are set by `prepare`, before anything is sent. */
export async function startPair(
  host: Host,
  params: Partial<InitializeParams> = {},
  prepare: (client: ProtocolConnection) => void = () => {},
): Promise<Pair> {
  const up = new PassThrough();
  const down = new PassThrough();
  const connection = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  serve(connection, host);
  connection.listen();
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  prepare(client);
  client.listen();
  const initialized = await client.sendRequest<InitializeResult>("initialize", {
    processId: null,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {} } },
    workspaceFolders: [{ uri: "file:///w", name: "w" }],
    ...params,
  });
  await client.sendNotification("initialized", {});
  return {
    client,
    initialized,
    close() {
      client.dispose();
      connection.dispose();
    },
  };
}

/** Starts both sides over these files, and waits until they are read. */
export async function startRead(
  files: Readonly<Record<string, string>>,
  params: Partial<InitializeParams> = {},
): Promise<Pair> {
  const pair = await startPair(hostOf(files), params);
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  return pair;
}

export async function open(client: ProtocolConnection, uri: string, text: string, languageId = "yaml"): Promise<void> {
  await client.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
}

/** What is wrong in a file, as an editor asks for it. */
export async function pull(client: ProtocolConnection, uri: string): Promise<readonly Diagnostic[]> {
  const report = await client.sendRequest<DocumentDiagnosticReport>("textDocument/diagnostic", {
    textDocument: { uri },
  });
  assert.equal(report.kind, "full");
  return report.kind === "full" ? report.items : [];
}

/** Resolves with the params of the next notification of this method. */
export function nextNotification(client: ProtocolConnection, method: string): Promise<unknown> {
  return new Promise((resolve) => {
    const listening = client.onNotification(method, (params: unknown) => {
      listening.dispose();
      resolve(params);
    });
  });
}
