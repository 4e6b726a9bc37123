// A real client and a real server in one process, joined by two streams: the protocol without processes or sleeps.

import { PassThrough } from "node:stream";
import { createConnection } from "vscode-languageserver/node";
import {
  createProtocolConnection,
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

/** Files by URI, as a host would read them. */
export function hostOf(files: Readonly<Record<string, string>>): Host {
  return {
    version: "test",
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

/** Resolves with the params of the next notification of this method. */
export function nextNotification(client: ProtocolConnection, method: string): Promise<unknown> {
  return new Promise((resolve) => {
    const listening = client.onNotification(method, (params: unknown) => {
      listening.dispose();
      resolve(params);
    });
  });
}
