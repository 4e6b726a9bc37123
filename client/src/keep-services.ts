// Keeps the store of Services in step with the server, the file at hand, and what is saved.
import * as vscode from "vscode";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { isManifestDocument } from "./client-options.ts";
import type { LanguageServer } from "./language-server.ts";
import { separates, serviceAt } from "./service-at.ts";
import { makeServices, type Services } from "./services.ts";

export function keepServices(server: LanguageServer): Services {
  const services = makeServices({
    ask: server.paths,
    atHand: () => {
      const document = vscode.window.activeTextEditor?.document;
      return document !== undefined && isManifestDocument(document) ? document.uri.toString() : undefined;
    },
    normal: (uri) => vscode.Uri.parse(uri).toString(),
  });
  const listeners = [
    server.onDidChangePaths(services.changed),
    server.onDidChangeState((state) => {
      if (state === "failed") services.forget();
      if (state === "running") services.changed();
    }),
    vscode.window.onDidChangeActiveTextEditor(services.handChanged),
    vscode.workspace.onDidSaveTextDocument(() => {
      services.refreshIfStale().catch(() => undefined); // a server that does not answer has said so in the log
    }),
  ];
  return { ...services, dispose: () => vscode.Disposable.from(...listeners, services).dispose() };
}

/** The Service at the cursor, among those that are known. */
export function serviceAtCursor(services: Services, editor: vscode.TextEditor): ServicePaths | undefined {
  const { document, selection } = editor;
  const inFile = services.inFile(document.uri.toString());
  return serviceAt(inFile, selection.active.line, (line) => separates(document, line));
}
