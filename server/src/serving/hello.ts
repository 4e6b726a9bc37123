// The beginning of a connection: what the client can do, what the server offers, and what is asked for once.

import {
  CodeActionKind,
  type InitializeError,
  type InitializeParams,
  type InitializeResult,
  type RequestHandler,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { fixAllKind } from "../features/code-actions.ts";
import { createServiceKind } from "../features/refactorings/create-service.ts";
import { changeTypeKind } from "../features/refactorings/type-actions.ts";
import { type Client, readClient } from "./client.ts";
import { clientFiles } from "./client-files.ts";
import type { Loading } from "./loading.ts";
import type { Session } from "./session.ts";

/** Takes what the client says of itself, and answers with what the server can do. */
export function hello(session: Session): RequestHandler<InitializeParams, InitializeResult, InitializeError> {
  return (params) => {
    session.client = readClient(params);
    session.folders = session.client.folders;
    session.takeSettings(session.client.settings ?? {});
    return {
      serverInfo: { name: "service-paths", version: session.host.version },
      capabilities: capabilitiesFor(session.client),
    };
  };
}

/** Plain patterns: glob readers that know no `*` inside braces (eglot 1.9) take them too. */
const watched = ["**/*.yaml", "**/*.yml", "**/*.json", "**/Kustomization"];

/** What charts are made of beside manifests. */
const watchedInCharts = ["**/*.tpl", "**/*.tgz", "**/.helmignore", "**/NOTES.txt", "**/files/**"];

/** What can only be asked for now: registrations, and the files. */
export function begin(session: Session, loading: Loading): void {
  const { client, asking, host } = session;
  const register = (method: string, registerOptions: object) =>
    asking.demand("client/registerCapability", { registrations: [{ id: method, method, registerOptions }] });
  if (client.can["watch-files"]) {
    const watchers = [...watched, ...watchedInCharts].map((globPattern) => ({ globPattern }));
    register("workspace/didChangeWatchedFiles", { watchers });
  }
  if (client.can["register-configuration"]) {
    register("workspace/didChangeConfiguration", { section: "servicePaths" });
  }
  loading.begin(client.givesFiles ? clientFiles(asking) : host.files);
}

function capabilitiesFor({ can }: Client): InitializeResult["capabilities"] {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    diagnosticProvider: { identifier: "service-paths", interFileDependencies: true, workspaceDiagnostics: true },
    hoverProvider: true,
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, changeTypeKind, createServiceKind, fixAllKind],
      resolveProvider: true,
    },
    completionProvider: { triggerCharacters: [":", " ", "-", "\n", '"', "=", "/", "."] },
    definitionProvider: true,
    referencesProvider: true,
    documentSymbolProvider: true,
    documentHighlightProvider: true,
    workspaceSymbolProvider: true,
    callHierarchyProvider: true,
    renameProvider: can["prepare-rename"] ? { prepareProvider: true } : true,
    documentLinkProvider: { resolveProvider: false },
    inlayHintProvider: true,
    codeLensProvider: { resolveProvider: false },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
