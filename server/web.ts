// The door for an editor's extension in a browser: a Web Worker that sees files only through the client.

import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from "vscode-languageserver/browser";
import { serve } from "./src/server.ts";
import { after, rests } from "./timers.ts";
import { version } from "./version.ts";

const worker = self as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(worker),
  new BrowserMessageWriter(worker),
);
serve(connection, { files: undefined, version, after, rest: rests() });
connection.listen();
