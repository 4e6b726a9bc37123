// Long requests: they rest now and then, so that a keystroke need not wait for them, and end when nobody waits for them.

import type { CancellationToken } from "vscode-languageserver";
import type { Steps } from "../base/steps.ts";
import { cancelled } from "./guarded.ts";
import type { Session } from "./session.ts";

/** Work that was begun anew so often runs to its end without a rest: somebody types all the time, and would wait for ever. */
const mostAttempts = 3;

/** The answer of work in steps. Where a text or a setting changes while it rests, it begins anew. */
export async function paced<T>(session: Session, token: CancellationToken, begin: () => Steps<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const done = await run(session, token, begin(), attempt < mostAttempts ? "with-rests" : "at-one-go");
    if (done !== undefined) return done.answer;
  }
}

/** undefined: what it was reading has changed. */
async function run<T>(
  { host, workspace }: Session,
  token: CancellationToken,
  steps: Steps<T>,
  how: "with-rests" | "at-one-go",
): Promise<{ readonly answer: T } | undefined> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { answer: step.value };
    const rest = how === "with-rests" ? host.rest() : undefined;
    if (rest === undefined) continue;
    const { version } = workspace;
    await rest;
    if (token.isCancellationRequested) throw cancelled();
    if (workspace.version !== version) return undefined;
  }
}
