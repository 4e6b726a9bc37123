// The door for VS Code in a browser: the server is a Web Worker.
import { type ExtensionContext, Uri } from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { clientId, clientName } from "./door.ts";
import { type Extension, start } from "./extension.ts";
import type { TestApi } from "./test-api.ts";

let extension: Extension | undefined;

export function activate(context: ExtensionContext): TestApi {
  const script = Uri.joinPath(context.extensionUri, "dist", "server", "main.js").toString(true);
  let worker: Worker | undefined;
  // VS Code's own Worker is none to `instanceof`, so the client is given the two ends instead of the worker.
  const connect = async () => {
    worker?.terminate();
    worker = new Worker(script, { name: clientName });
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  extension = start(context, (options) => new LanguageClient(clientId, clientName, connect, options), undefined);
  context.subscriptions.push({ dispose: () => worker?.terminate() });
  return extension.api;
}

export async function deactivate(): Promise<void> {
  await extension?.stop();
}
