// What is said of the connected cluster, in words: its state, how old what is known of it is, what is wrong with it.
import type { ConnectionState } from "../../server/src/live-face.ts";
import { translate as t } from "./translate.ts";

/** Which cluster, and how old what is known of it is. */
export function wordsOfState(state: ConnectionState): string {
  const name = state.only === undefined ? state.context : `${state.context}/${state.only}`;
  switch (state.phase) {
    case "connecting":
      return t("{0}: connecting…", name);
    case "failed":
      return t("{0}: not connected", name);
    case "stale":
      return t("{0}: stale for {1}", name, age(state.since ?? Date.now()));
    case "live":
      return name;
  }
}

/** What is wrong, or what has to be done: an exec plugin may have `said` it (a code to enter, an address to open). */
export function messageOfState(state: ConnectionState, said: string | undefined): string | undefined {
  const why = state.why === undefined ? undefined : t.say(state.why);
  return state.phase === "connecting" ? (said ?? why) : why;
}

function age(since: number): string {
  const seconds = Math.max(0, Math.round((Date.now() - since) / 1000));
  return seconds < 60 ? t("{0} s", seconds) : t("{0} min", Math.floor(seconds / 60));
}

/** An error of the live module comes with a text in both languages. */
export function wordsOfError(error: unknown): string {
  const { text } = error as { text?: { en: string; "zh-cn": string } };
  if (text !== undefined) return t.say(text);
  return error instanceof Error ? error.message : String(error);
}
