// Services that texts name without a scheme: `api:8080`, `api.shop:8080`, or `api` alone where the text is a host's.

import type { FieldPath } from "../base/field.ts";
import type { Span } from "../base/span.ts";
import type { StringNode } from "../yaml/node.ts";

/** A name that may be a Service's; whether it is one, only the Services in sight can tell. */
export interface BareName {
  readonly service: string;
  readonly namespace: string | undefined;
  readonly port: number | undefined;
  /** The text is a host by the name of its variable, key or flag (`DB_HOST`, `--redis-addr`). */
  readonly isHost: boolean;
  /** With its port, as written. */
  readonly text: string;
  /** Where it stands in the document; all of the text where escapes stand in between. */
  readonly span: Span;
}

const hostKey =
  /(^|[^a-z])(hosts?|hostname|addr|address|addresses|urls?|uri|servers?|endpoints?|upstreams?|brokers?|peers?|nodes|dsn|target|backend|service)([^a-z]|$)/i;
const name =
  /^(?:[^@\s/:]*(?::[^@\s/]*)?@)?([a-z](?:[-a-z0-9]*[a-z0-9])?)(?:\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?))?(?::(\d{1,5}))?$/;

/** The candidates in one text. `key`: the variable, entry or flag whose text it is. */
export function* bareNamesIn(node: StringNode, key: string): Iterable<BareName> {
  const { value } = node;
  if (value.length > 10_000) return;
  const flag = /^--?([A-Za-z][\w.-]*)=(.*)$/s.exec(value);
  const hint = flag?.[1] ?? key;
  const isEscaped = (node.style === "double" && node.source.includes("\\")) || node.style === "block";
  for (const match of value.matchAll(/[^\s,;|"'=()[\]{}<>]+/g)) {
    if (match[0].includes("://")) continue;
    const token = match[0].replace(/\/.*$/, "");
    const [, service, namespace, digits] = name.exec(token) ?? [];
    if (service === undefined) continue;
    const rest = flag?.[2] ?? value;
    const isHost = hostKey.test(words(hint)) && rest.trim() === match[0];
    const port = digits === undefined ? undefined : Number(digits);
    if (port === undefined && !isHost) continue;
    const at = isEscaped || node.aliased ? -1 : node.source.indexOf(match[0]);
    const start = node.span.start + Math.max(at, 0) + (at < 0 ? 0 : token.length - tail(token).length);
    const text = tail(token);
    const span = at < 0 ? node.span : { start, end: start + service.length };
    yield { service, namespace, port, isHost, text, span };
  }
}

/** Without a user in front. */
function tail(token: string): string {
  return token.slice(token.indexOf("@") + 1);
}

/** `dbHost`, `DB_HOST` and `db.host` as words apart. */
function words(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_.-]/g, " ");
}

/** The name of what holds a text: `env[3].name` for an environment value, the key for an entry of data. */
export function keyOf(path: FieldPath, variable: string | undefined): string {
  const last = path.at(-1);
  if (typeof last === "object") return last.key;
  return last === "value" ? (variable ?? "") : "";
}
