// Whether two lists of verdicts agree, in everything that counts: all but the messages.

/** What both the server's verdicts and ours have. */
export interface Comparable {
  readonly document: number;
  readonly item?: number;
  readonly accepted: boolean;
  readonly status: number;
  readonly errors: readonly { readonly field: string; readonly reason: string }[];
  readonly warnings: readonly { readonly field: string }[];
  readonly object?: unknown;
}

/** A line for each thing in which the first verdict that differs does so; empty when all agree. */
export function differences(server: readonly Comparable[], ours: readonly Comparable[]): readonly string[] {
  for (const [index, theirs] of server.entries()) {
    const mine = ours[index];
    if (mine === undefined) return [`verdict ${index}: the server has ${brief(theirs)}, we have none`];
    const lines = [...between(theirs, mine)];
    if (lines.length > 0) return lines.map((line) => `verdict ${index}: ${line}`);
  }
  const extra = ours[server.length];
  return extra === undefined ? [] : [`verdict ${server.length}: the server has none, we have ${brief(extra)}`];
}

/** Differences without what varies from one Service to the next, to tell new ones from those already known. */
export function signature(lines: readonly string[]): string {
  return [...new Set(lines.map((line) => line.replace(/^verdict \d+: /, "").replace(/\[\d+\]/g, "[]")))]
    .sort()
    .join("\n");
}

function* between(server: Comparable, ours: Comparable): Generator<string> {
  if (server.status !== ours.status || server.accepted !== ours.accepted)
    yield `the server has ${brief(server)}, we have ${brief(ours)}`;
  const error = ({ field, reason }: { field: string; reason: string }): string => `error ${reason} ${field}`;
  const warning = ({ field }: { field: string }): string => `warning ${field}`;
  yield* bags(server.errors.map(error), ours.errors.map(error));
  yield* bags(server.warnings.map(warning), ours.warnings.map(warning));
  if (server.document !== ours.document || server.item !== ours.item)
    yield `the server's is document ${server.document} item ${server.item}, ours ${ours.document} ${ours.item}`;
  if (server.accepted && ours.accepted) yield* values("object", server.object, ours.object);
}

function brief({ status, errors }: Comparable): string {
  return [status, ...new Set(errors.map(({ reason }) => reason))].join(" ");
}

function* bags(server: readonly string[], ours: readonly string[]): Generator<string> {
  const left = [...ours];
  for (const each of server) {
    const at = left.indexOf(each);
    if (at === -1) yield `only the server: ${each}`;
    else left.splice(at, 1);
  }
  for (const each of left) yield `only we: ${each}`;
}

function* values(path: string, server: unknown, ours: unknown): Generator<string> {
  if (isObject(server) && isObject(ours) && Array.isArray(server) === Array.isArray(ours)) {
    for (const key of new Set([...Object.keys(server), ...Object.keys(ours)])) {
      const step = Array.isArray(server) ? `[${key}]` : `.${key}`;
      yield* values(
        path + step,
        Object.hasOwn(server, key) ? server[key] : undefined,
        Object.hasOwn(ours, key) ? ours[key] : undefined,
      );
    }
  } else if (!Object.is(server, ours))
    yield `${path}: the server has ${JSON.stringify(server)}, we have ${JSON.stringify(ours)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
