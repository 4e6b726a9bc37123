// What a code action is on its way to the editor.

import type { TextRange } from "../protocol.ts";
import type { FileDiagnostic } from "./diagnostics.ts";

/** An LSP CodeAction. */
export interface FileAction {
  title: string;
  kind: string;
  diagnostics?: FileDiagnostic[];
  isPreferred?: boolean;
  edit?: { changes: Record<string, { range: TextRange; newText: string }[]> };
  command?: { title: string; command: string; arguments: unknown[] };
  /** From which the edit is made when the action is chosen. */
  data?: unknown;
}
