// The door for VS Code in a browser: the server is a Web Worker.
import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { clientId, clientName } from "./door.ts";
import { type Extension, start } from "./extension.ts";
import type { TestApi } from "./test-api.ts";

let extension: Extension | undefined;

export function activate(context: ExtensionContext): TestApi {
  const script = Uri.joinPath(context.extensionUri, "dist", "server", "web.js").toString(true);
  extension = start(context, (options) => {
    const worker = async () => new Worker(script, { name: clientName });
    return new LanguageClient(clientId, clientName, worker, options);
  });
  return extension.api;
}

export async function deactivate(): Promise<void> {
  await extension?.stop();
}
