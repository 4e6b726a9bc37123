// What can go wrong between us and a cluster, as one sentence for the user. No failure ever holds a token or a key.

import type { Text } from "../src/base/text.ts";

/**
 * `kubeconfig`: a file that cannot be read, or names what is not there. `login`: an exec plugin that fails. `unreachable`:
 * no connection, no trust in the certificate, no answer in time. The others are answers of the API server, by their status:
 * 401, 403, 404, 410, 429, any other.
 */
export type FailureReason =
  | "kubeconfig"
  | "login"
  | "unreachable"
  | "unauthorized"
  | "forbidden"
  | "absent"
  | "gone"
  | "busy"
  | "refused";

/** Why the cluster could not be asked, or what it answered instead. */
export class LiveFailure extends Error {
  readonly reason: FailureReason;
  readonly text: Text;
  /** The HTTP status, where the server answered. */
  readonly status: number | undefined;
  /** In milliseconds, where the server says when to ask again (Retry-After). */
  readonly retryAfter: number | undefined;

  constructor(
    reason: FailureReason,
    text: Text,
    answer: { readonly status?: number; readonly retryAfter?: number } = {},
  ) {
    super(text.en);
    this.reason = reason;
    this.text = text;
    this.status = answer.status;
    this.retryAfter = answer.retryAfter;
  }
}

/** Whatever was thrown, as a failure. */
export function failureOf(error: unknown): LiveFailure {
  if (error instanceof LiveFailure) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new LiveFailure("unreachable", { en: words, "zh-cn": words });
}
