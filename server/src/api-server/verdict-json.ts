// A file's verdicts as `service-paths verdict --format json` prints them.

import { formatField } from "../base/field.ts";
import { type Locale, say } from "../base/text.ts";
import { causeMessage } from "./errors.ts";
import type { FileVerdict } from "./file.ts";
import { goQuote } from "./go-text.ts";

/** One member of `verdicts`. Plain data; members that do not apply are absent. */
export interface VerdictJson {
  readonly file: string;
  readonly document: number;
  readonly item?: number;
  readonly resource: { readonly kind: "Service"; readonly namespace?: string; readonly name: string } | null;
  readonly accepted: boolean;
  readonly status: number;
  readonly errors: readonly {
    readonly field: string;
    readonly reason: string;
    readonly rule: string;
    readonly message: string;
  }[];
  readonly warnings: readonly { readonly field: string; readonly rule: string; readonly message: string }[];
  readonly object?: Readonly<Record<string, unknown>>;
  /** What it rests on that nobody told. */
  readonly assumes?: readonly "service-cidr"[];
}

/** `message` is the server's own sentence; where kubectl refused before it, ours. */
export function verdictJson(file: string, found: FileVerdict, locale: Locale): VerdictJson {
  const { verdict, resource, unreadable } = found;
  const namespace = resource?.namespace;
  return {
    file,
    document: found.document,
    ...(found.item === undefined ? {} : { item: found.item }),
    resource:
      resource === undefined
        ? null
        : { kind: "Service", ...(namespace === undefined ? {} : { namespace }), name: resource.name },
    accepted: verdict.accepted,
    status: verdict.status,
    errors: verdict.errors.map((error) => ({
      // The server prints unknown fields quoted, and what is escaped there is so in the answer.
      field:
        error.reason === "UnknownField" ? goQuote(formatField(error.field)).slice(1, -1) : formatField(error.field),
      reason: error.reason,
      rule: error.rule,
      message: unreadable === undefined ? causeMessage(error) : say(unreadable, locale),
    })),
    warnings: verdict.warnings.map(({ field, rule, text }) => ({ field, rule, message: text })),
    ...(verdict.object === undefined ? {} : { object: verdict.object }),
    ...(found.assumesRange ? { assumes: ["service-cidr" as const] } : {}),
  };
}
