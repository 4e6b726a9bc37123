// One failure costs one answer: what every handler of a request or a notification is wrapped in.

import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Log } from "./log.ts";

/**
 * A request that throws is answered with what `nothing` makes of it, and logged; one that was cancelled before its turn is not begun. A
 * handler that has a reason to refuse throws a ResponseError, which is the answer.
 */
export function guarded<P, R>(
  log: Log,
  nothing: (params: P) => R,
  handler: (params: P, token: CancellationToken) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<R> {
  return async (params, token) => {
    if (token.isCancellationRequested) throw cancelled();
    try {
      return await handler(params, token);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      log.failure("a request failed", error);
      return nothing(params);
    }
  };
}

/** A notification, or anything else that nobody waits for: when it throws, that is logged. */
export function heard<P extends unknown[]>(
  log: Log,
  handler: (...params: P) => unknown,
): (...params: P) => Promise<void> {
  return async (...params) => {
    try {
      await handler(...params);
    } catch (error) {
      log.failure("a message was not understood", error);
    }
  };
}

/** The answer to a request that the client no longer waits for. */
export function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
}
