// What the client said of itself at the start, read as carefully as anything else that comes from outside.

import type { InitializeParams } from "vscode-languageserver";
import type { ClientSettings, InitializationOptions } from "../protocol.ts";

export interface Client {
  /** URIs of the workspace folders. */
  readonly folders: readonly string[];
  readonly locale: string | undefined;
  /** undefined: it gave none. */
  readonly settings: ClientSettings | undefined;
  /** Base URI of the rules' pages. */
  readonly pages: string | undefined;
  /** Commands of the client's that actions and lenses may name. */
  readonly commands: readonly string[];
  readonly yamlErrorsShownElsewhere: boolean;
  /** Whether it lists and reads files for the server. */
  readonly givesFiles: boolean;
  readonly can: Readonly<Record<Ability, boolean>>;
}

export type Ability =
  | "pull-diagnostics"
  | "refresh-diagnostics"
  | "refresh-inlay-hints"
  | "refresh-code-lenses"
  | "watch-files"
  | "register-configuration"
  | "answer-configuration"
  | "tell-folders"
  | "show-progress"
  | "use-tab-stops"
  | "resolve-edits"
  | "prepare-rename"
  | "take-document-changes"
  | "take-change-annotations";

export function readClient(params: InitializeParams): Client {
  const options = objectOf<InitializationOptions>(params.initializationOptions);
  const capabilities = objectOf<InitializeParams["capabilities"]>(params.capabilities);
  const experimental = objectOf<{ servicePaths?: { files?: unknown } }>(capabilities.experimental);
  return {
    folders: foldersOf(params),
    locale: stringOf(options.locale) ?? stringOf(params.locale),
    settings: isObject(options.settings) ? options.settings : undefined,
    pages: stringOf(options.rules),
    commands: stringsOf(options.commands),
    yamlErrorsShownElsewhere: options.yamlErrorsShownElsewhere === true,
    givesFiles: experimental.servicePaths?.files === true,
    can: abilitiesOf(capabilities),
  };
}

/** Of a client that has not said anything yet. */
export const unknownClient: Client = readClient({
  processId: null,
  rootUri: null,
  workspaceFolders: null,
  capabilities: {},
});

function abilitiesOf({ workspace, textDocument, window }: InitializeParams["capabilities"]): Client["can"] {
  const edit = workspace?.workspaceEdit;
  return {
    "pull-diagnostics": isObject(textDocument?.diagnostic),
    "refresh-diagnostics": workspace?.diagnostics?.refreshSupport === true,
    "refresh-inlay-hints": workspace?.inlayHint?.refreshSupport === true,
    "refresh-code-lenses": workspace?.codeLens?.refreshSupport === true,
    "watch-files": workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    "register-configuration": workspace?.didChangeConfiguration?.dynamicRegistration === true,
    "answer-configuration": workspace?.configuration === true,
    "tell-folders": workspace?.workspaceFolders === true,
    "show-progress": window?.workDoneProgress === true,
    "use-tab-stops": textDocument?.completion?.completionItem?.snippetSupport === true,
    "resolve-edits": stringsOf(textDocument?.codeAction?.resolveSupport?.properties).includes("edit"),
    "prepare-rename": textDocument?.rename?.prepareSupport === true,
    "take-document-changes": edit?.documentChanges === true,
    "take-change-annotations": isObject(edit?.changeAnnotationSupport),
  };
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (Array.isArray(workspaceFolders)) return workspaceFolders.flatMap((folder) => stringOf(folder?.uri) ?? []);
  return stringOf(rootUri) ? [rootUri as string] : [];
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is an object is read member by member, each of which may be anything. */
function objectOf<T extends object>(value: unknown): Partial<T> {
  return isObject(value) ? (value as Partial<T>) : {};
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
