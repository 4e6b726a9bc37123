// The LSP wiring: what is asked, and which function answers. One server a connection; it sees the world only through its host.

import {
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  CodeActionTriggerKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  FileChangeType,
  type HandlerResult,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceDocumentDiagnosticReport,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { say, type Text } from "./base/text.ts";
import { type HierarchyItem, incomingCalls, outgoingCalls, prepareCallHierarchy } from "./features/call-hierarchy.ts";
import { codeActions, fixAllKind } from "./features/code-actions.ts";
import { codeLenses } from "./features/code-lenses.ts";
import { complete } from "./features/completion/completion.ts";
import { definitions, references } from "./features/definition.ts";
import { type DiagnosticStyle, diagnosticsOf } from "./features/diagnostics.ts";
import { documentLinks } from "./features/document-links.ts";
import { hover } from "./features/hover/hover.ts";
import { type HintChoice, inlayHints } from "./features/inlay-hints.ts";
import { mapNodePortActions } from "./features/map-node-port.ts";
import { mendText } from "./features/mending.ts";
import { pathsReport, servicePaths } from "./features/paths.ts";
import { changeTypeResult, typeChoices } from "./features/refactorings/change-type.ts";
import {
  chosenEdit,
  createServiceActions,
  createServiceKind,
  newServices,
} from "./features/refactorings/create-service.ts";
import { changeTypeKind, chosenTypeEdit, typeActions } from "./features/refactorings/type-actions.ts";
import { type ClientAbilities, prepareRename, rename, renameAnswer } from "./features/rename/rename.ts";
import { readSettings } from "./features/settings.ts";
import { readObjects } from "./features/snapshot.ts";
import { documentSymbols } from "./features/symbols.ts";
import { workspaceSymbols } from "./features/workspace-symbols.ts";
import type { WorkspaceFile } from "./index/document.ts";
import { makesScope } from "./index/plan.ts";
import { readSnapshot } from "./index/snapshot.ts";
import { Workspace } from "./index/workspace.ts";
import * as protocol from "./protocol.ts";
import { Checker } from "./rules/checking/checker.ts";
import { decodeSyntax, duplicateKey } from "./rules/kubectl.ts";

/** Where files that no editor has open come from. */
export interface FileSource {
  /** The manifests below these folders, in the order of `listManifests` (protocol.ts). */
  list(folders: readonly string[]): Promise<readonly string[]>;
  /** A file's text; undefined where it cannot be read or is no text. */
  read(uri: string): Promise<string | undefined>;
}

/** What a door offers to the server. */
export interface Host {
  /** Undefined where only the client can see files (in a browser). */
  readonly files: FileSource | undefined;
  /** The product's version. */
  readonly version: string;
}

/** Enough to keep a client busy that reads files for us, few enough to leave it room for other things. */
const readsAtOnce = 16;

/** Reading fewer files than this is over before anybody has read what is going on. */
const manyFiles = 500;

/** Wires a connection to a new server; the caller listens. */
export function serve(connection: Connection, host: Host): void {
  const workspace = new Workspace();
  const checker = new Checker(workspace, (rule, error) => connection.console.error(`${rule}: ${reason(error)}`));
  const documents = new TextDocuments(TextDocument);
  const onDisk = new Map<string, readonly string[]>();
  let options: protocol.InitializationOptions = {};
  let client: InitializeParams["capabilities"] = {};
  let folders: readonly string[] = [];
  let source = host.files;
  let loading = 0;
  /** Ends when so much is read that an answer need not wait any longer. */
  let nearlyLoaded: Promise<unknown> = Promise.resolve();
  /** The settings that only say what is shown. */
  let shown: protocol.ClientSettings = {};

  const hintChoice = (): HintChoice => {
    const { selectors = true, ports = true, defaults = true } = shown.inlayHints ?? {};
    return { selectors, ports, defaults };
  };

  const tabStops = () =>
    client.textDocument?.completion?.completionItem?.snippetSupport === true ? "tab-stops" : "plain";

  /** Whether the client asks for the edit of the one code action that was chosen. */
  const resolvesEdits = () => client.textDocument?.codeAction?.resolveSupport?.properties.includes("edit") === true;

  const refactoringAt = (position: protocol.TextPosition, { only, triggerKind }: CodeActionContext) => ({
    position,
    only,
    trigger: triggerKind === CodeActionTriggerKind.Automatic ? ("by-itself" as const) : ("asked" as const),
    commands: options.commands ?? [],
    edits: resolvesEdits() ? ("when-chosen" as const) : ("at-once" as const),
  });

  const style = (): DiagnosticStyle => ({
    locale: workspace.settings.locale,
    pages: options.rules,
    shownElsewhere: new Set(options.yamlErrorsShownElsewhere === true ? [decodeSyntax.id, duplicateKey.id] : []),
  });

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    options = (params.initializationOptions as protocol.InitializationOptions | undefined) ?? {};
    workspace.setSettings(readSettings(options.settings, options.locale ?? params.locale));
    shown = options.settings ?? {};
    folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    const offered = (params.capabilities.experimental as { servicePaths?: { files?: boolean } } | undefined)
      ?.servicePaths;
    if (offered?.files === true) source = clientFiles(connection);
    return {
      serverInfo: { name: "service-paths", version: host.version },
      capabilities: {
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
        renameProvider:
          params.capabilities.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
        documentLinkProvider: { resolveProvider: false },
        inlayHintProvider: true,
        codeLensProvider: { resolveProvider: false },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
      const watchers = [{ globPattern: "**/{*.yaml,*.yml,*.json,Kustomization}" }];
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: "servicePaths" });
    }
    if (client.workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders((event) => {
        const removed = new Set(event.removed.map((folder) => folder.uri));
        folders = [...folders.filter((folder) => !removed.has(folder)), ...event.added.map((folder) => folder.uri)];
        void load();
      });
    }
    if (source !== undefined) workspace.isComplete = false;
    void load();
  });

  /**
   * Reads every manifest of the workspace folders that is not known yet; what is open in an editor is known better. A later
   * call ends an earlier one.
   */
  async function load(): Promise<void> {
    if (source === undefined) return;
    const mine = ++loading;
    let isEnough = () => {};
    // A client takes its time to list its files, and the user sees the open one.
    if (source === host.files) nearlyLoaded = new Promise<void>((resolve) => (isEnough = resolve));
    try {
      await loadOf(source, mine, isEnough);
    } finally {
      isEnough();
    }
  }

  async function loadOf(source: FileSource, mine: number, isEnough: () => void): Promise<void> {
    const listed = await source.list(folders).catch((error: unknown) => {
      connection.console.error(`cannot list the workspace's files: ${reason(error)}`);
      return [];
    });
    if (mine !== loading) return;
    const known = new Set(listed);
    for (const uri of onDisk.keys()) if (!known.has(uri)) forget(uri);
    const progress = await startProgress(listed.length);
    if (listed.length >= manyFiles) isEnough();
    const waiting = listed.filter((uri) => !onDisk.has(uri)).values();
    let done = 0;
    const read = async () => {
      for (const uri of waiting) {
        if (mine !== loading || progress?.token.isCancellationRequested === true) return;
        await readFromDisk(uri);
        done++;
        if (done % 100 === 0) progress?.report(Math.floor((100 * done) / listed.length), `${done}/${listed.length}`);
      }
    };
    await Promise.all(Array.from({ length: readsAtOnce }, read));
    progress?.done();
    if (mine !== loading) return;
    workspace.isComplete = listed.every((uri) => onDisk.has(uri));
    if (!workspace.isComplete) {
      connection.console.info("The workspace was not read to its end: findings that rest on other files are left out.");
    }
    changed();
  }

  /** Tells the user only where it takes a while, and where the client shows such things. */
  async function startProgress(files: number) {
    if (files < manyFiles || client.window?.workDoneProgress !== true) return undefined;
    const progress = await connection.window.createWorkDoneProgress();
    const title = { en: "Service Paths reads the workspace", "zh-cn": "Service Paths 正在读取工作区" };
    progress.begin(say(title, workspace.settings.locale), 0, "", true);
    return progress;
  }

  async function readFromDisk(uri: string): Promise<void> {
    onDisk.set(uri, orderOf(uri));
    if (documents.get(uri) !== undefined) return;
    const text = await source?.read(uri).catch(() => undefined);
    if (documents.get(uri) !== undefined) return;
    // A quick look: without a kind there is no object in it, if it does not say how others are applied or change them.
    if (text === undefined || !(/\bkind\b/.test(text) || makesScope(uri) || isJsonPatch(text)))
      workspace.removeFile(uri);
    else workspace.setFile(uri, text, orderOf(uri));
  }

  function forget(uri: string): void {
    onDisk.delete(uri);
    if (documents.get(uri) === undefined) workspace.removeFile(uri);
  }

  /** Something other than the text in front of the user changed: every answer may be another one. */
  function changed(): void {
    if (client.workspace?.diagnostics?.refreshSupport === true) connection.languages.diagnostics.refresh();
    if (client.workspace?.inlayHint?.refreshSupport === true) connection.languages.inlayHint.refresh();
    if (client.workspace?.codeLens?.refreshSupport === true) void connection.sendRequest("workspace/codeLens/refresh");
    if (client.textDocument?.diagnostic === undefined) for (const document of documents.all()) push(document.uri);
    void connection.sendNotification(protocol.pathsChanged);
  }

  function push(uri: string): void {
    const file = workspace.file(uri);
    void connection.sendDiagnostics({
      uri,
      diagnostics: file === undefined ? [] : diagnosticsOf(file, checker, style()),
    });
  }

  documents.onDidChangeContent(({ document }) => {
    workspace.setFile(document.uri, document.getText(), orderOf(document.uri));
    if (client.textDocument?.diagnostic === undefined) for (const open of documents.all()) push(open.uri);
    void connection.sendNotification(protocol.pathsChanged);
  });

  documents.onDidClose(async ({ document: { uri } }) => {
    if (onDisk.has(uri)) await readFromDisk(uri);
    else workspace.removeFile(uri);
    if (client.textDocument?.diagnostic === undefined) void connection.sendDiagnostics({ uri, diagnostics: [] });
    changed();
  });

  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    for (const { uri, type } of changes) {
      if (type === FileChangeType.Deleted) forget(uri);
      else if (onDisk.has(uri)) await readFromDisk(uri);
    }
    // A new file may be excluded; only the list knows.
    if (changes.some(({ uri, type }) => type === FileChangeType.Created && !onDisk.has(uri))) await load();
    else changed();
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    const given = (settings as { servicePaths?: protocol.ClientSettings } | null)?.servicePaths;
    if (given === undefined) return;
    workspace.setSettings(readSettings(given, options.locale));
    shown = given;
    changed();
  });

  connection.onNotification(protocol.clusterSnapshot, (params: protocol.ClusterSnapshotParams) => {
    workspace.snapshot = params === null ? undefined : readSnapshot(params.context, readObjects(params.objects));
    changed();
  });

  connection.onNotification(protocol.earlierText, ({ uri, text }: protocol.EarlierTextParams) => {
    workspace.setEarlier(uri, text ?? undefined);
    changed();
  });

  connection.languages.diagnostics.on(async ({ textDocument }) => {
    await nearlyLoaded;
    const file = workspace.file(textDocument.uri);
    return {
      kind: DocumentDiagnosticReportKind.Full,
      items: file === undefined ? [] : diagnosticsOf(file, checker, style()),
    };
  });

  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }) => {
    await nearlyLoaded;
    const before = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const files = workspace.files();
    const known = new Set(files.map((file) => file.uri));
    const reports = files.map((file): WorkspaceDocumentDiagnosticReport => {
      const items = diagnosticsOf(file, checker, style());
      const resultId = resultIdOf(items);
      const version = documents.get(file.uri)?.version ?? null;
      if (before.get(file.uri) === resultId)
        return { kind: DocumentDiagnosticReportKind.Unchanged, uri: file.uri, version, resultId };
      return { kind: DocumentDiagnosticReportKind.Full, uri: file.uri, version, resultId, items };
    });
    const gone = [...before.keys()].filter((uri) => !known.has(uri));
    const emptied = gone.map(
      (uri): WorkspaceDocumentDiagnosticReport => ({
        kind: DocumentDiagnosticReportKind.Full,
        uri,
        version: null,
        items: [],
      }),
    );
    return { items: [...reports, ...emptied] };
  });

  connection.onCodeAction(({ textDocument, range, context }) =>
    answer(textDocument.uri, [], (file) => [
      ...codeActions(file, { range, only: context.only, commands: options.commands ?? [] }, checker, style()),
      ...createServiceActions(file, refactoringAt(range.start, context), workspace),
      ...typeActions(file, refactoringAt(range.start, context), workspace),
      ...mapNodePortActions(file, { position: range.start, only: context.only }, workspace),
    ]),
  );
  connection.onCodeActionResolve((action): CodeAction => {
    const edit = chosenTypeEdit(action.data, workspace) ?? chosenEdit(action.data, workspace);
    return edit === undefined ? action : { ...action, edit };
  });
  connection.onHover(({ textDocument, position }) =>
    answer(textDocument.uri, null, (file) => hover(file, position, workspace) ?? null),
  );
  connection.onCompletion(({ textDocument, position }) =>
    answer(textDocument.uri, null, (file) => complete(file, position, workspace, tabStops())),
  );
  connection.onDefinition(({ textDocument, position }) =>
    answer(textDocument.uri, [], (file) => [...definitions(file, position, workspace)]),
  );
  connection.onReferences(({ textDocument, position, context }) =>
    answer(textDocument.uri, [], (file) => [
      ...references(file, position, context.includeDeclaration ? "with-declaration" : "only-uses", workspace),
    ]),
  );
  connection.onPrepareRename(({ textDocument, position }) =>
    answer(textDocument.uri, null, (file) => {
      const prepared = prepareRename(file, position, workspace);
      if (prepared === undefined || prepared.kind === "possible") return prepared ?? null;
      return refusal(prepared.why);
    }),
  );
  connection.onRenameRequest(({ textDocument, position, newName }) =>
    answer<WorkspaceEdit | ResponseError | null>(textDocument.uri, null, (file) => {
      const edits = rename(file, position, newName, workspace);
      if (edits === undefined) return null;
      return "kind" in edits ? refusal(edits.why) : renameAnswer(edits, renameAbilities(), workspace);
    }),
  );
  connection.onDocumentLinks(({ textDocument }) =>
    answer(textDocument.uri, [], (file) => [...documentLinks(file, workspace)]),
  );
  connection.onDocumentSymbol(({ textDocument }) =>
    answer(textDocument.uri, [], (file) => [...documentSymbols(file, workspace)]),
  );
  connection.onDocumentHighlight(({ textDocument, position }) =>
    answer(textDocument.uri, [], (file) =>
      [...references(file, position, "with-declaration", workspace)]
        .filter((place) => place.uri === file.uri)
        .map(({ range }) => ({ range })),
    ),
  );
  connection.onWorkspaceSymbol(({ query }) => [...workspaceSymbols(query, workspace)]);
  connection.languages.callHierarchy.onPrepare(({ textDocument, position }) =>
    answer(textDocument.uri, null, (file) => [...prepareCallHierarchy(file, position, workspace)]),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }) =>
    answer(item.uri, null, () => [...incomingCalls(item as HierarchyItem, workspace)]),
  );
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) =>
    answer(item.uri, null, () => [...outgoingCalls(item as HierarchyItem, workspace)]),
  );
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    answer(textDocument.uri, [], (file) => [...inlayHints(file, range, hintChoice(), workspace)]),
  );
  connection.onCodeLens(({ textDocument }) =>
    answer(textDocument.uri, [], (file) =>
      shown.codeLens === false ? [] : [...codeLenses(file, options.commands ?? [], workspace)],
    ),
  );
  connection.onRequest(protocol.pathsRequest, (params: protocol.PathsParams | null) =>
    servicePaths(workspace, checker, params?.uri, folders),
  );
  connection.onRequest(protocol.newServiceRequest, (params: protocol.NewServiceParams) =>
    newServices(params, workspace),
  );
  connection.onRequest(protocol.typeChoicesRequest, (params: protocol.TypeChoicesParams) =>
    answer<protocol.TypeChoicesResult>(params.uri, null, () => typeChoices(params, workspace)),
  );
  connection.onRequest(
    protocol.changeTypeRequest,
    (params: protocol.ChangeTypeParams): HandlerResult<protocol.ChangeTypeResult, void> =>
      changeTypeResult(params, workspace),
  );
  connection.onRequest(protocol.mendRequest, (params: protocol.MendParams) =>
    mendText(params, params.place && workspace.file(params.place.uri), workspace.settings.locale),
  );
  connection.onRequest(protocol.pathsReportRequest, (params: protocol.PathsReportParams) =>
    pathsReport(workspace, params, folders),
  );

  const refusal = (why: Text) =>
    new ResponseError<void>(LSPErrorCodes.RequestFailed, say(why, workspace.settings.locale));

  const renameAbilities = (): ClientAbilities => {
    const { documentChanges, changeAnnotationSupport } = client.workspace?.workspaceEdit ?? {};
    return {
      documentChanges: documentChanges === true,
      changeAnnotations: changeAnnotationSupport !== undefined,
      versionOf: (uri) => documents.get(uri)?.version ?? null,
    };
  };

  /** One failure costs one answer. */
  function answer<T>(uri: string, nothing: T, ask: (file: WorkspaceFile) => T): T | ResponseError {
    const file = workspace.file(uri);
    if (file === undefined) return nothing;
    try {
      return ask(file);
    } catch (error) {
      connection.console.error(reason(error));
      return nothing;
    }
  }

  documents.listen(connection);

  /** By workspace folder, then by the way down from it; what lies above a folder says nothing. */
  function orderOf(uri: string): readonly string[] {
    const index = folders.findIndex((folder) => uri.startsWith(`${folder}/`));
    const folder = folders[index];
    const way = folder === undefined ? uri : uri.slice(folder.length + 1);
    return [String(index < 0 ? folders.length : index).padStart(4, "0"), ...way.split("/").map(decode)];
  }
}

/** A patch of operations (RFC 6902), as kustomizations have them. */
function isJsonPatch(text: string): boolean {
  return /^[\s"'-]*op["']?\s*:/m.test(text) && /^[\s"'-]*path["']?\s*:/m.test(text);
}

/** Files as the client sees them: the only way in a browser, in a remote window and in a virtual workspace. */
function clientFiles(connection: Connection): FileSource {
  return {
    list: () => connection.sendRequest<protocol.ListManifestsResult>(protocol.listManifests),
    read: async (uri) =>
      (await connection.sendRequest<protocol.ReadFileResult>(protocol.readFile, { uri })) ?? undefined,
  };
}

/** Equal answers have equal ids. */
function resultIdOf(items: readonly unknown[]): string {
  if (items.length === 0) return "none";
  const text = JSON.stringify(items);
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return `${items.length}-${text.length}-${hash.toString(36)}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
