// The reader's language: the client's own sentences from the l10n bundles, and the words that client and server share.
import * as vscode from "vscode";
import { localeOf, say, type Text } from "../../server/src/base/text.ts";

export interface Translate {
  /** Puts a sentence into the reader's language and fills in `{0}`, `{1}`, … */
  (message: string, ...args: (string | number)[]): string;
  /** A word of protocol-words.ts. */
  readonly say: (text: Text) => string;
}

export const translate: Translate = Object.assign(
  (message: string, ...args: (string | number)[]) => vscode.l10n.t(message, ...args),
  { say: (text: Text) => say(text, localeOf(vscode.env.language)) },
);
