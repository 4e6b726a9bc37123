// A caller that names a Service which policies keep it from.

import type { Text } from "../base/text.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { textsKey } from "../model/strings.ts";
import { apiServerCalls } from "../reach/api-server.ts";
import { apiServerPairs, type Connection, callsOf, connect, targetsOf } from "../reach/connections.ts";
import { arrivalAt, isLetInElsewhere } from "../reach/elsewhere.ts";
import { hasPortMistake } from "../reach/policy-ports.ts";
import { endOf } from "../reach/scene.ts";
import { isWritten } from "../reach/thing.ts";
import { type TextPlace, takersOf } from "../reach/traffic.ts";
import { whyOf } from "../report/reach-words.ts";
import { pathOf } from "../yaml/path-of.ts";
import { lettingThrough } from "./fixes/network-policy.ts";
import { defineRule, type Fix, type Related, type Report } from "./rule.ts";

export const callerBlocked = defineRule({
  id: "caller-blocked",
  severity: "warning",
  title: { en: "A caller that NetworkPolicies block", "zh-cn": "调用方被 NetworkPolicy 阻断" },
  why: {
    en: "The workload connects to a Service whose pods it cannot reach: a NetworkPolicy selects the caller for egress or the target for ingress, and no policy allows the connection. If the cluster's network enforces policies, every attempt times out. Allow this caller on the pod's port; a policy for every source opens more than necessary.",
    "zh-cn":
      "该工作负载引用了一个 Service，却无法到达其 Pod：某个 NetworkPolicy 选中了调用方的出站流量或目标的入站流量，而没有任何策略允许此连接。在执行策略的集群网络中，每次连接都会超时。请仅允许该调用方访问 Pod 的端口；对所有来源开放会超出所需范围。",
  },
  *check(resource, world) {
    yield* apiServerFindings(resource, world);
    const said = new Map<string, Blocked[]>();
    const reached = new Set<string>();
    for (const caller of callersIn(resource, world)) {
      for (const [service, places] of callsOf(caller, world)) {
        if (!isWritten(service)) continue;
        for (const place of places) {
          if (place.resource.document !== resource.document || place.resource.manifest !== resource.manifest) continue;
          const blocked = blockedAt(caller, service, place, world);
          const key = `${place.span.start} ${place.span.end}`;
          if (blocked === undefined) {
            reached.add(key);
            continue;
          }
          said.set(key, [...(said.get(key) ?? []), { caller, place, ...blocked }]);
        }
      }
    }
    for (const [key, all] of said) {
      const found = findingOf(resource, all, world);
      if (found === undefined) continue;
      // Of those who take a file in, not everybody need use all that it says: somebody gets through, who may be meant.
      yield reached.has(key) ? { ...found, severity: "hint" } : found;
    }
  },
});

/** The API server is elsewhere, and how it gets into the cluster is the provider's affair: a hint. */
function* apiServerFindings(resource: Resource, world: World): Iterable<Report> {
  const said = new Set<number>();
  for (const call of apiServerCalls(resource, world)) {
    const { service, place, field } = call;
    const connections = apiServerPairs(resource, call, world);
    const [first] = connections;
    if (first === undefined || said.has(place.span.start)) continue;
    if (connections.some(({ verdict }) => verdict !== "blocked")) continue;
    const policies = [...new Set(first.judgement.by.map(({ policy }) => policy))].filter(isWritten);
    if (policies.some((policy) => hasPortMistake(policy, world))) continue;
    said.add(place.span.start);
    const why = whyOf(first);
    const target = `${service.namespace}/${service.name}`;
    yield {
      severity: "hint",
      span: place.span,
      field,
      message: {
        en: `The API server cannot reach Service ${target} on port ${first.port.port}. ${why.en}`,
        "zh-cn": `API server 无法访问 Service ${target} 的端口 ${first.port.port}。${why["zh-cn"]}`,
      },
      related: policies.map(relatedTo),
    };
  }
}

interface Blocked {
  readonly caller: Resource<WorkloadManifest>;
  readonly place: TextPlace;
  readonly connection: Connection;
  /** Whether another workload behind the Service can be reached. */
  readonly isPartial: boolean;
}

/** The workload itself, or those that take the ConfigMap or the Secret in. */
function callersIn(resource: Resource, world: World): Iterable<Resource<WorkloadManifest>> {
  if (isA(resource, "workload")) return [resource];
  return textsKey(resource.manifest) === undefined ? [] : takersOf(resource, world);
}

/** The first pair that is blocked, where all ports that the place may mean are; undefined where something may get through. */
function blockedAt(
  caller: Resource<WorkloadManifest>,
  service: Resource<ServiceManifest>,
  place: TextPlace,
  world: World,
): Pick<Blocked, "connection" | "isPartial"> | undefined {
  const end = endOf(caller, caller, world);
  const connections = targetsOf(service, service, world)
    .filter(({ workload }) => workload !== caller)
    .map((target) => connect({ is: "workload", workload: caller }, end, target, [place], caller, world))
    .filter(({ calls }) => calls.length > 0);
  const blocked = connections.filter(({ judgement }) => judgement.verdict === "blocked");
  const [first] = blocked;
  if (first === undefined) return undefined;
  const open = connections.filter(({ judgement }) => judgement.verdict !== "blocked");
  // Of a Service with several ports it is not known which the caller means.
  if (open.some(({ port }) => !blocked.some((each) => each.port === port))) return undefined;
  return { connection: first, isPartial: open.length > 0 };
}

/** Whether a policy that another kustomization brings into the target's namespace lets the caller in. */
function isLetThroughElsewhere(
  caller: Resource<WorkloadManifest>,
  { workload, targetPort, port }: Connection,
  world: World,
): boolean {
  if (workload === undefined) return false;
  const arrival = arrivalAt(targetPort, port.protocol);
  return isLetInElsewhere(workload, endOf(caller, caller, world).peer, arrival, caller, world);
}

function findingOf(resource: Resource, all: readonly Blocked[], world: World): Report | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
  const { caller, place, connection, isPartial } = first;
  const policies = [...new Set(connection.judgement.by.map(({ policy }) => policy))].filter(isWritten);
  // A port that was meant otherwise is said at the policy: all else follows from it.
  if (policies.some((policy) => hasPortMistake(policy, world))) return undefined;
  const path = placeOf(resource, place);
  if (path === undefined) return undefined;
  const { service, workload } = connection;
  // The caller says where the Service is; what stands in other parts of a repository may be for another cluster.
  const meets = [service, ...(workload === undefined ? [] : [workload]), ...policies].every(
    (thing) => !isWritten(thing) || world.areNeighbours(caller, thing, service.namespace),
  );
  const certain =
    meets && !isPartial && !caller.uncertain && !service.uncertain && !isLetThroughElsewhere(caller, connection, world);
  return {
    severity: certain ? "warning" : "hint",
    span: place.span,
    field: path,
    message: messageOf(first, all.length - 1),
    related: policies.map(relatedTo),
    fixes: () => fixesFor(first, world),
  };
}

/** The value in which the name stands, counted from the object. */
function placeOf({ document, manifest }: Resource, { span }: TextPlace): Report["field"] | undefined {
  const node = stringAt(manifest.root, span.start);
  const path = node === undefined ? undefined : pathOf({ ...document.yaml, root: manifest.root }, node);
  return path === undefined ? undefined : keyed(path);
}

function stringAt(node: Resource["manifest"]["root"] | NodeOf, offset: number): NodeOf | undefined {
  if (node.span.start > offset || node.span.end < offset) return undefined;
  if (node.kind === "map") {
    for (const { value } of node.entries) {
      const found = stringAt(value, offset);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (node.kind === "list") {
    for (const item of node.items) {
      const found = stringAt(item, offset);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return node;
}
type NodeOf = NonNullable<Resource["document"]["yaml"]["root"]>;

/** Keys of data are the author's own. */
function keyed(path: Report["field"]): Report["field"] {
  const [first, second, ...rest] = path;
  if ((first !== "data" && first !== "stringData") || typeof second !== "string") return path;
  return [first, { key: second }, ...rest];
}

function messageOf({ caller, connection }: Blocked, others: number): Text {
  const { service, port } = connection;
  const who = `${caller.manifest.kind} ${caller.name}`;
  const target = `${service.namespace === caller.namespace ? "" : `${service.namespace}/`}${service.name}`;
  const why = whyOf(connection);
  const more: Text =
    others === 0
      ? { en: "", "zh-cn": "" }
      : {
          en: others === 1 ? " 1 more caller is blocked." : ` ${others} more callers are blocked.`,
          "zh-cn": `另有 ${others} 个调用方被阻断。`,
        };
  return {
    en: `${who} cannot reach Service ${target} on port ${port.port}. ${why.en}${more.en}`,
    "zh-cn": `${who} 无法访问 Service ${target} 的端口 ${port.port}。${why["zh-cn"]}${more["zh-cn"]}`,
  };
}

function relatedTo({ document, manifest, name }: Resource): Related {
  return {
    document,
    span: (manifest.name ?? manifest.root).span,
    message: { en: `${manifest.kind} ${name}`, "zh-cn": `${manifest.kind} ${name}` },
  };
}

/** Where both sides block, one without the other does not help: then they are made together. */
function* fixesFor({ caller, connection }: Blocked, world: World): Iterable<Fix> {
  const { workload, judgement } = connection;
  if (workload === undefined || !isWritten(workload)) return;
  const target = workload;
  const arrival = {
    port: typeof connection.targetPort === "number" ? connection.targetPort : undefined,
    protocol: connection.port.protocol ?? "TCP",
    names: [],
  };
  const sideOf = (direction: "ingress" | "egress") => {
    const policies = judgement.by
      .filter((blame) => blame.direction === direction)
      .map(({ policy }) => policy)
      .filter(isWritten);
    if (policies.length === 0) return undefined;
    const [own, other] = direction === "ingress" ? [target, caller] : [caller, target];
    return [...lettingThrough({ direction, own, other, arrival, policies }, world)];
  };
  const into = sideOf("ingress");
  const out = sideOf("egress");
  if (into === undefined || out === undefined) {
    yield* into ?? out ?? [];
    return;
  }
  const [first] = into;
  const [second] = out;
  if (first === undefined || second === undefined) return;
  yield {
    title: {
      en: `${second.title.en}; ${first.title.en}`,
      "zh-cn": `${second.title["zh-cn"]}；${first.title["zh-cn"]}`,
    },
    safe: false,
    edits: together([...second.edits, ...first.edits]),
  };
}

/** Two additions at one place are one. */
function together(edits: Fix["edits"]): Fix["edits"] {
  const made: Fix["edits"][number][] = [];
  for (const edit of edits) {
    const before = made.findIndex(
      ({ document, span }) =>
        document === edit.document && span.start === edit.span.start && span.end === edit.span.end,
    );
    const known = made[before];
    if (known === undefined) made.push(edit);
    else made[before] = { ...known, text: known.text + edit.text };
  }
  return made;
}
