// What may be written at a place of a Service: fields, values, names taken from the workspace.

import type { WorkspaceFile } from "../index/document.ts";
import type { Workspace } from "../index/workspace.ts";
import type { TextPosition, TextRange } from "../protocol.ts";

/** An LSP CompletionItem. */
export interface FileCompletion {
  label: string;
  kind: 5 | 12 | 18 | 21;
  detail?: string;
  documentation?: { kind: "markdown"; value: string };
  sortText?: string;
  textEdit: { range: TextRange; newText: string };
}

export function* complete(_file: WorkspaceFile, _position: TextPosition, _workspace: Workspace): Iterable<FileCompletion> {}
