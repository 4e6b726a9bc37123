// Who reaches whom in the shape of `reach --format json`, in one language.

import { say } from "../base/text.ts";
import type { ReachBlame, ReachCall, ReachConnection, ReachResult, ReachWorkload, ServiceCaller } from "../protocol.ts";
import type { Caller, Connection } from "../reach/connections.ts";
import { dnsService } from "../reach/dns.ts";
import type { Blame } from "../reach/judge.ts";
import type { Thing } from "../reach/thing.ts";
import type { Rendering } from "./json.ts";
import { whyOf } from "./reach-words.ts";

/** All connections, with how many there are of each verdict. */
export function reachJson(connections: Iterable<Connection>, rendering: Rendering): ReachResult {
  const summary = { allowed: 0, blocked: 0, unknown: 0 };
  const entries: ReachConnection[] = [];
  for (const connection of connections) {
    summary[connection.verdict]++;
    entries.push(connectionJson(connection, rendering));
  }
  return { version: 1, connections: entries, summary };
}

export function connectionJson(connection: Connection, rendering: Rendering): ReachConnection {
  const { from, service, port, workload, targetPort, verdict, calls } = connection;
  const scope = scopeOf(connection, rendering);
  return {
    from: from.is === "viewpoint" ? { kind: "Viewpoint", name: from.name } : workloadJson(thingOf(from), rendering),
    to: {
      service: { namespace: service.namespace, name: service.name },
      port: { name: port.name ?? null, port: port.port ?? null },
      protocol: port.protocol ?? "TCP",
      workload: workload === undefined ? null : workloadJson(workload, rendering),
      targetPort: targetPort ?? null,
    },
    ...(scope === undefined ? {} : { scope }),
    verdict,
    by: verdict === "blocked" ? blamesOf(connection, rendering) : [],
    calls: calls.map(
      ({ resource: { document }, span, text }): ReachCall => ({
        file: rendering.fileOf(document, span),
        ...(rendering.uriOf === undefined ? {} : { uri: rendering.uriOf(document, span) }),
        range: rendering.rangeOf(document, span),
        text,
      }),
    ),
    why: say(whyOf(connection), rendering.locale),
  };
}

function scopeOf({ from, service }: Connection, { scopeOf: nameOfScope }: Rendering): string | undefined {
  const thing = from.is === "viewpoint" ? service : thingOf(from);
  const { document, scope } = thing;
  return document === undefined
    ? undefined
    : nameOfScope?.({ namespaceIsKnown: true, layers: [], ...thing, document, scope });
}

function blamesOf({ judgement, dns }: Connection, rendering: Rendering): readonly ReachBlame[] {
  const blames = judgement.by.map((blame) => blameJson(blame, rendering));
  if (dns?.answer !== "no") return blames;
  return [...blames, { kind: "DNS", ...dnsService, direction: "egress", file: null, range: null }];
}

function blameJson({ policy, direction }: Blame, rendering: Rendering): ReachBlame {
  const { manifest, namespace, name, document } = policy;
  const span = manifest.name?.span ?? { start: manifest.root.span.start, end: manifest.root.span.start };
  return {
    kind: manifest.kind,
    ...(isClusterWide(manifest.kind) ? {} : { namespace }),
    name,
    direction,
    file: document === undefined ? null : rendering.fileOf(document, span),
    ...(document === undefined || rendering.uriOf === undefined ? {} : { uri: rendering.uriOf(document, span) }),
    range: document === undefined ? null : rendering.rangeOf(document, span),
  };
}

function isClusterWide(kind: string): boolean {
  return /^(Baseline)?AdminNetworkPolicy$|^ClusterNetworkPolicy$/.test(kind);
}

function workloadJson(thing: Thing, rendering: Rendering): ReachWorkload {
  const { manifest, namespace, name, document } = thing;
  const span = manifest.name?.span ?? { start: manifest.root.span.start, end: manifest.root.span.start };
  const place =
    document === undefined || rendering.uriOf === undefined
      ? {}
      : { uri: rendering.uriOf(document), range: rendering.rangeOf(document, span) };
  return { kind: manifest.kind, namespace, name, ...place };
}

/** The object that stands for a caller: the workload, or what makes the API server call. */
function thingOf(from: Exclude<Caller, { readonly is: "viewpoint" }>): Thing {
  return from.is === "workload" ? from.workload : from.resource;
}

const gravest = ["blocked", "unknown", "allowed"] as const;

/** The callers of one Service, each once. `connections`: the pairs that somebody calls for. */
export function callersJson(connections: readonly Connection[], rendering: Rendering): readonly ServiceCaller[] {
  const found = new Map<Thing, Connection>();
  for (const connection of connections) {
    if (connection.from.is === "viewpoint" || connection.calls.length === 0) continue;
    const caller = thingOf(connection.from);
    const known = found.get(caller);
    if (known === undefined || gravest.indexOf(connection.verdict) < gravest.indexOf(known.verdict))
      found.set(caller, connection);
  }
  return [...found].flatMap(([caller, connection]): readonly ServiceCaller[] => {
    const [call] = connection.calls;
    if (call === undefined) return [];
    const { document } = call.resource;
    const by = connection.judgement.by.map(({ policy }) => `${policy.manifest.kind} ${policy.name}`);
    return [
      {
        ...workloadJson(caller, rendering),
        verdict: connection.verdict,
        by:
          connection.verdict === "blocked"
            ? [...new Set([...by, ...(connection.dns?.answer === "no" ? ["DNS"] : [])])]
            : [],
        why: say(whyOf(connection), rendering.locale),
        call: {
          uri: rendering.uriOf?.(document) ?? rendering.fileOf(document),
          range: rendering.rangeOf(document, call.span),
          text: call.text,
        },
      },
    ];
  });
}
