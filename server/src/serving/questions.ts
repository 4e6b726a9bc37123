// What is asked, and which function answers: one line a request.

import {
  type CallHierarchyItem,
  type CodeAction,
  type CodeActionContext,
  CodeActionTriggerKind,
  LSPErrorCodes,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Steps } from "../base/steps.ts";
import { say, type Text } from "../base/text.ts";
import { type HierarchyItem, incomingCalls, outgoingCalls, prepareCallHierarchy } from "../features/call-hierarchy.ts";
import { helmValues, rendered } from "../features/chart-answers.ts";
import { codeActions } from "../features/code-actions.ts";
import { complete } from "../features/completion/completion.ts";
import { environmentsAnswer } from "../features/environments.ts";
import {
  definitionsIn,
  firstAnswer,
  hintsIn,
  hoverIn,
  lensesIn,
  linksIn,
  referencesIn,
} from "../features/in-charts.ts";
import type { HintChoice } from "../features/inlay-hints.ts";
import { mapNodePortActions } from "../features/map-node-port.ts";
import { mendText } from "../features/mending.ts";
import { comparedEnvironments, pathsReport, servicePaths } from "../features/paths.ts";
import { changeTypeResult, typeChoices } from "../features/refactorings/change-type.ts";
import { chosenEdit, createServiceActions, newServices } from "../features/refactorings/create-service.ts";
import { type RefactorQuestion, wantsKind } from "../features/refactorings/question.ts";
import { chosenTypeEdit, typeActions } from "../features/refactorings/type-actions.ts";
import { type ClientAbilities, prepareRename, rename, renameAnswer } from "../features/rename/rename.ts";
import { documentSymbols } from "../features/symbols.ts";
import { withCluster } from "../features/with-cluster.ts";
import { workspaceSymbols } from "../features/workspace-symbols.ts";
import type { WorkspaceFile } from "../index/document.ts";
import * as protocol from "../protocol.ts";
import type { Findings } from "./findings.ts";
import { guarded } from "./guarded.ts";
import type { Loading } from "./loading.ts";
import { paced } from "./paced.ts";
import type { Session } from "./session.ts";

/** A question about a text that the server knows. */
interface OfText {
  readonly textDocument: { readonly uri: string };
}

/** Guards a handler, and finds the file that is asked about; one that nobody knows is answered with `nothing`. */
function about<P extends OfText, R>(session: Session, nothing: R, ask: (file: WorkspaceFile, params: P) => R) {
  return guarded<P, R>(
    session.log,
    () => nothing,
    (params) => {
      const file = session.workspace.file(params.textDocument.uri);
      return file === undefined ? nothing : ask(file, params);
    },
  );
}

/** Guards a handler of a question about a place, which may be one in a chart's file that holds no manifest. */
function aboutPlace<R>(session: Session, nothing: R, ask: (uri: string, position: protocol.TextPosition) => R) {
  return guarded<OfText & { readonly position: protocol.TextPosition }, R>(
    session.log,
    () => nothing,
    ({ textDocument, position }) => ask(textDocument.uri, position),
  );
}

/** The same where it may take long. */
function aboutInSteps<P extends OfText, R>(
  session: Session,
  nothing: R,
  ask: (file: WorkspaceFile, params: P) => Steps<R>,
) {
  return guarded<P, R>(
    session.log,
    () => nothing,
    (params, token) =>
      paced(session, token, function* () {
        const file = session.workspace.file(params.textDocument.uri);
        return file === undefined ? nothing : yield* ask(file, params);
      }),
  );
}

/** The same for an item that the server gave before. */
function ofItem<R>(session: Session, ask: (item: HierarchyItem) => R[]) {
  return guarded<{ item: CallHierarchyItem }, R[] | null>(
    session.log,
    () => null,
    ({ item }) => (session.workspace.file(item.uri) === undefined ? null : ask(item as HierarchyItem)),
  );
}

export function answerFindings(session: Session, loading: Loading, findings: Findings): void {
  const { connection, log } = session;
  const nothing = { kind: "full" as const, items: [] };
  connection.languages.diagnostics.on(
    guarded(
      log,
      () => nothing,
      async ({ textDocument }) => {
        await loading.nearly;
        return findings.report(textDocument.uri);
      },
    ),
  );
  connection.languages.diagnostics.onWorkspace(
    guarded(
      log,
      () => ({ items: [] }),
      async (params, token) => {
        await loading.nearly;
        return paced(session, token, () => findings.workspaceReport(params));
      },
    ),
  );
}

export function answerActions(session: Session, findings: Findings): void {
  const { connection, workspace, checker, log } = session;
  connection.onCodeAction(
    about(session, [], (file, { range, context }) => {
      const question = refactoringAt(session, range.start, context);
      const { commands, trigger } = question;
      return [
        ...codeActions(file, { range, only: context.only, commands, trigger }, checker, findings.style()),
        ...(wantsKind(context.only, "quickfix") ? findings.chartActions(file.uri, range) : []),
        ...createServiceActions(file, question, workspace),
        ...typeActions(file, question, workspace),
        ...mapNodePortActions(file, { position: range.start, only: context.only }, workspace),
      ];
    }),
  );
  const resolve = (action: CodeAction): CodeAction => {
    const edit = chosenTypeEdit(action.data, workspace) ?? chosenEdit(action.data, workspace);
    return edit === undefined ? action : { ...action, edit };
  };
  connection.onCodeActionResolve(guarded(log, (action) => action, resolve));
}

export function answerPlaces(session: Session): void {
  const { connection, workspace, log } = session;
  connection.onHover(aboutPlace(session, null, (uri, position) => hoverIn(uri, position, session) ?? null));
  connection.onCompletion(
    about(session, null, (file, { position }) => complete(file, position, workspace, tabStops(session))),
  );
  connection.onDefinition(aboutPlace(session, [], (uri, position) => [...definitionsIn(uri, position, session)]));
  connection.onReferences(
    guarded(
      log,
      () => [],
      ({ textDocument: { uri }, position, context }, token) =>
        paced(session, token, function* () {
          const which = context.includeDeclaration ? "with-declaration" : "only-uses";
          return [...(yield* referencesIn(uri, position, which, session))];
        }),
    ),
  );
  connection.onDocumentHighlight(
    guarded(
      log,
      () => [],
      ({ textDocument: { uri }, position }, token) =>
        paced(session, token, function* () {
          const places = yield* referencesIn(uri, position, "with-declaration", session);
          return places.filter((place) => place.uri === uri).map(({ range }) => ({ range }));
        }),
    ),
  );
  connection.onDocumentLinks(about(session, [], (file) => [...linksIn(file.uri, session)]));
  connection.onDocumentSymbol(about(session, [], (file) => [...documentSymbols(file, workspace)]));
  connection.onWorkspaceSymbol(
    guarded(
      log,
      () => [],
      ({ query }) => [...workspaceSymbols(query, workspace)],
    ),
  );
  connection.languages.inlayHint.on(
    about(session, [], (file, { range }) => [...hintsIn(file.uri, range, hintChoice(session), session)]),
  );
  connection.onCodeLens(
    about(session, [], (file) =>
      session.shown.codeLens === false ? [] : [...lensesIn(file.uri, session.client.commands, session)],
    ),
  );
}

export function answerCalls(session: Session): void {
  const { workspace } = session;
  const { callHierarchy } = session.connection.languages;
  callHierarchy.onPrepare(
    aboutPlace(session, null, (uri, position) => {
      const found = firstAnswer(uri, position, session, (file, at) => {
        const items = [...prepareCallHierarchy(file, at, workspace)];
        return items.length === 0 ? undefined : items;
      });
      return found ?? (workspace.file(uri) === undefined ? null : []);
    }),
  );
  callHierarchy.onIncomingCalls(ofItem(session, (item) => [...incomingCalls(item, workspace)]));
  callHierarchy.onOutgoingCalls(ofItem(session, (item) => [...outgoingCalls(item, workspace)]));
}

export function answerRenames(session: Session): void {
  const { connection, workspace } = session;
  const refusal = (why: Text) =>
    new ResponseError<void>(LSPErrorCodes.RequestFailed, say(why, workspace.settings.locale));
  connection.onPrepareRename(
    aboutInSteps(session, null, function* (file, { position }) {
      const prepared = yield* prepareRename(file, position, workspace);
      if (prepared === undefined || prepared.kind === "possible") return prepared ?? null;
      throw refusal(prepared.why);
    }),
  );
  connection.onRenameRequest(
    aboutInSteps<RenameParams, WorkspaceEdit | null>(session, null, function* (file, { position, newName }) {
      const edits = yield* rename(file, position, newName, workspace);
      if (edits === undefined) return null;
      if ("kind" in edits) throw refusal(edits.why);
      return renameAnswer(edits, renameAbilities(session), workspace);
    }),
  );
}

/** What is said where a request fails that must be answered in words. */
const failed: Text = {
  en: "Service Paths could not compute this. See its log for the reason.",
  "zh-cn": "Service Paths 未能得出结果，原因请查看日志。",
};

/** What only our own client asks of charts. */
export function answerCharts(session: Session): void {
  const { connection, workspace, charts, log } = session;
  connection.onRequest(
    protocol.helmValuesRequest,
    guarded(
      log,
      () => [],
      (params: protocol.HelmValuesParams | null) => helmValues(charts, params),
    ),
  );
  connection.onRequest(
    protocol.renderedRequest,
    guarded(
      log,
      () => null,
      (params: protocol.RenderedParams) => rendered(charts, workspace, params),
    ),
  );
}

/** What only our own client asks. */
export function answerOwn(session: Session): void {
  answerAboutPaths(session);
  answerAboutChanges(session);
}

function answerAboutPaths(session: Session): void {
  const { connection, workspace, checker, log } = session;
  connection.onRequest(
    protocol.pathsRequest,
    guarded(
      log,
      () => [],
      (params: protocol.PathsParams | null, token) =>
        paced(session, token, () => servicePaths(workspace, checker, params?.uri, session.folders)),
    ),
  );
  connection.onRequest(
    protocol.environmentsRequest,
    guarded(
      log,
      () => ({ environments: [], chosen: null, gone: null, ofFile: [] }),
      (params: protocol.EnvironmentsParams | null) => environmentsAnswer(workspace, params),
    ),
  );
  connection.onRequest(
    protocol.compareRequest,
    guarded(
      log,
      () => null,
      (params: protocol.CompareParams, token) =>
        paced(session, token, () => comparedEnvironments(workspace, params, session.folders)),
    ),
  );
  connection.onRequest(
    protocol.pathsReportRequest,
    guarded(
      log,
      () => "",
      (params: protocol.PathsReportParams, token) =>
        paced(session, token, () => pathsReport(workspace, params, session.folders)),
    ),
  );
}

function answerAboutChanges({ connection, workspace, log }: Session): void {
  const why = () => say(failed, workspace.settings.locale);
  const noChange = (): protocol.ChangeTypeResult => ({ kind: "impossible", about: "service", why: why() });
  const noMending = (): protocol.MendResult => ({ kind: "impossible", why: why() });
  connection.onRequest(
    protocol.newServiceRequest,
    guarded(
      log,
      () => null,
      (params: protocol.NewServiceParams) => newServices(params, workspace),
    ),
  );
  connection.onRequest(
    protocol.withClusterRequest,
    guarded(
      log,
      () => null,
      (params: protocol.WithClusterParams) => withCluster(params, workspace),
    ),
  );
  connection.onRequest(
    protocol.typeChoicesRequest,
    guarded(
      log,
      () => null,
      (params: protocol.TypeChoicesParams) => typeChoices(params, workspace),
    ),
  );
  connection.onRequest<protocol.ChangeTypeResult, void>(
    protocol.changeTypeRequest,
    guarded(log, noChange, (params: protocol.ChangeTypeParams) => changeTypeResult(params, workspace)),
  );
  connection.onRequest(
    protocol.mendRequest,
    guarded(log, noMending, (params: protocol.MendParams) =>
      mendText(params, params.place && workspace.file(params.place.uri), workspace.settings.locale),
    ),
  );
}

const tabStops = ({ client }: Session) => (client.can["use-tab-stops"] ? "tab-stops" : "plain");

function hintChoice({ shown }: Session): HintChoice {
  const { selectors = true, ports = true, defaults = true } = shown.inlayHints ?? {};
  return { selectors, ports, defaults };
}

function refactoringAt(
  { client }: Session,
  position: protocol.TextPosition,
  { only, triggerKind }: CodeActionContext,
): RefactorQuestion {
  return {
    position,
    only,
    trigger: triggerKind === CodeActionTriggerKind.Automatic ? "by-itself" : "asked",
    commands: client.commands,
    edits: client.can["resolve-edits"] ? "when-chosen" : "at-once",
  };
}

function renameAbilities({ client, documents }: Session): ClientAbilities {
  return {
    documentChanges: client.can["take-document-changes"],
    changeAnnotations: client.can["take-change-annotations"],
    versionOf: (uri) => documents.get(uri)?.version ?? null,
  };
}
