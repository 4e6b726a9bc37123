// What an editor asks when it asks for refactorings, and which kinds of code actions it wants.

import type { TextPosition } from "../../protocol.ts";

export interface RefactorQuestion {
  readonly position: TextPosition;
  /** Kinds asked for; undefined: all but `source.*`. */
  readonly only: readonly string[] | undefined;
  /** An editor that asks by itself, at every move of the cursor, hears of it only where it is on one's mind. */
  readonly trigger: "asked" | "by-itself";
  /** Commands that the client offers. */
  readonly commands: readonly string[];
  /** Whether the client asks again for the edit of the one action that was chosen. */
  readonly edits: "at-once" | "when-chosen";
}

/** Whether actions of a kind are asked for: by that kind, by one above it, or by none in particular. */
export function wantsKind(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((asked) => asked === "" || kind === asked || kind.startsWith(`${asked}.`));
}
