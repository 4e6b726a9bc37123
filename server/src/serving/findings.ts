// Diagnostics: told to clients that only listen, and answered to those that ask, for one file and for all.

import {
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { Steps } from "../base/steps.ts";
import { ChartFindings } from "../features/chart-findings.ts";
import type { DiagnosticStyle } from "../features/diagnostics.ts";
import type { FileAction } from "../features/file-action.ts";
import type { WorkspaceFile } from "../index/document.ts";
import { pathsChanged, type TextRange } from "../protocol.ts";
import { decodeSyntax, duplicateKey } from "../rules/kubectl.ts";
import type { Session } from "./session.ts";

export class Findings {
  readonly #session: Session;
  readonly #charts: ChartFindings;

  constructor(session: Session) {
    this.#session = session;
    this.#charts = new ChartFindings(session.workspace, session.charts, session.checker);
  }

  style(): DiagnosticStyle {
    const { workspace, client } = this.#session;
    return {
      locale: workspace.settings.locale,
      pages: client.pages,
      shownElsewhere: new Set(client.yamlErrorsShownElsewhere ? [decodeSyntax.id, duplicateKey.id] : []),
    };
  }

  /** Something other than the text in front of the user changed: every answer may be another one. */
  changed(): void {
    const { asking, client } = this.#session;
    if (client.can["refresh-diagnostics"]) asking.demand("workspace/diagnostic/refresh");
    if (client.can["refresh-inlay-hints"]) asking.demand("workspace/inlayHint/refresh");
    if (client.can["refresh-code-lenses"]) asking.demand("workspace/codeLens/refresh");
    this.textChanged();
  }

  /** The text in front of the user changed: whoever asks for diagnostics does so by himself. */
  textChanged(): void {
    const { asking, documents } = this.#session;
    for (const document of documents.all()) this.#push(document.uri, this.#of(document.uri));
    asking.tell(pathsChanged);
  }

  closed(uri: string): void {
    this.#push(uri, []);
  }

  /** The fixes in a chart's file of what was found in what it is rendered to. */
  chartActions(uri: string, range: TextRange): readonly FileAction[] {
    return [...this.#charts.actions(uri, range, this.style())];
  }

  report(uri: string): DocumentDiagnosticReport {
    return { kind: DocumentDiagnosticReportKind.Full, items: this.#of(uri) };
  }

  *workspaceReport({ previousResultIds }: WorkspaceDiagnosticParams): Steps<WorkspaceDiagnosticReport> {
    const { workspace } = this.#session;
    const before = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    // What charts were rendered to is no file of anybody's: its findings are told in those that it came from.
    const files = workspace.files();
    const known = new Set(files.filter(({ origins }) => origins === undefined).map((file) => file.uri));
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const file of files) {
      yield* this.#checkEach(file);
    }
    for (const uri of this.#charts.files()) known.add(uri);
    for (const uri of known) {
      yield;
      items.push(this.#workspaceItem(uri, before.get(uri)));
    }
    const gone = [...before.keys()].filter((uri) => !known.has(uri));
    return { items: [...items, ...gone.map(emptied)] };
  }

  /** What is found out here is remembered: a file may hold a thousand documents. */
  *#checkEach({ documents }: WorkspaceFile): Steps<void> {
    for (const document of documents) {
      yield;
      try {
        this.#session.checker.check(document);
      } catch {
        // Whoever tells the file's findings says so.
      }
    }
  }

  #workspaceItem(uri: string, before: string | undefined): WorkspaceDocumentDiagnosticReport {
    const items = this.#of(uri);
    const resultId = resultIdOf(items);
    const version = this.#session.documents.get(uri)?.version ?? null;
    return before === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items };
  }

  /** A file whose findings cannot be told costs those of no other file. */
  #of(uri: string): Diagnostic[] {
    const { log } = this.#session;
    try {
      return this.#charts.of(uri, this.style());
    } catch (error) {
      log.failure(uri, error);
      return [];
    }
  }

  #push(uri: string, diagnostics: Diagnostic[]): void {
    const { asking, client } = this.#session;
    if (!client.can["pull-diagnostics"]) asking.tell("textDocument/publishDiagnostics", { uri, diagnostics });
  }
}

function emptied(uri: string): WorkspaceDocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] };
}

/** Equal answers have equal ids. */
function resultIdOf(items: readonly unknown[]): string {
  if (items.length === 0) return "none";
  const text = JSON.stringify(items);
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return `${items.length}-${text.length}-${hash.toString(36)}`;
}
