// The door for VS Code on a desktop or a remote machine: the server is a process of its own, spoken to over IPC.
import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import type { LiveModule } from "../../server/src/live-face.ts";
import { clientId, clientName } from "./door.ts";
import { type Extension, start } from "./extension.ts";
import type { TestApi } from "./test-api.ts";

let extension: Extension | undefined;

export function activate(context: ExtensionContext): TestApi {
  const module = Uri.joinPath(context.extensionUri, "dist", "server", "main.js").fsPath;
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ["--nolazy", "--inspect=6011"] } };
  const live = Uri.joinPath(context.extensionUri, "dist", "live.js").fsPath;
  extension = start(context, (options) => new LanguageClient(clientId, clientName, { run, debug }, options), {
    load: () => require(live) as LiveModule,
    environment: process.env,
  });
  return extension.api;
}

export async function deactivate(): Promise<void> {
  await extension?.stop();
}
