// Access paths to single pods: those that have names of their own below a Service.

import type { Autoscaler } from "../model/autoscaler.ts";
import { ordinalsOf, selectsOrdinal } from "../model/ordinals.ts";
import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import { portIn, selectedWorkloads } from "./endpoints.ts";
import { domainName, nameCertainty, portCertainty } from "./naming.ts";
import { objectRefusal } from "./object-refusal.ts";
import type { ResolvedHop } from "./path.ts";
import type { Reason } from "./reason.ts";
import type { Subject, SubjectPort } from "./subject.ts";
import { schemeOf, urlOf } from "./url.ts";

/** More pods than this are not listed one by one. */
const mostPods = 500;

/** Pods that have a name of their own below the Service (11.2): a StatefulSet's, and those with hostname and subdomain. */
export function* podPaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { subject, world } = context;
  const domain = domainName(subject, world);
  if (domain === undefined) return;
  const endpoints = context.endpoints(port);
  const listed = new Set<string>();
  const toPod = (host: string, number: number | undefined): Omit<Draft, "endpoints" | "broken"> => {
    const address = `${host}.${domain}`;
    return {
      kind: "pod-dns",
      servicePort: port,
      address,
      port: number,
      url: urlOf(schemeOf(port), address, number),
      certainties: [nameCertainty, portCertainty(subject, number, port)],
      hops: [],
    };
  };
  for (const workload of selectedWorkloads(subject, world)) {
    const target = port?.targetPort;
    const number = typeof target === "string" ? portIn(workload, target, port?.protocol ?? "TCP") : target;
    const lacks: Reason | undefined =
      port !== undefined && number === undefined ? { kind: "port-nowhere", workloads: [workload], port } : undefined;
    const hop: ResolvedHop = {
      ...endpoints.hop,
      ...(number === undefined ? {} : { port: number }),
      workloads: [workload],
    };
    for (const host of podHosts(subject, workload.manifest, world.scaler(workload)?.manifest.autoscaler, listed)) {
      listed.add(host);
      const notReady: Reason | undefined =
        liveReadiness(subject, host) === false ? { kind: "nobody-ready" } : undefined;
      yield {
        ...toPod(host, number),
        endpoints: { ...endpoints, hop },
        broken: objectRefusal(workload, world.settings) ?? lacks ?? notReady,
      };
    }
  }
  for (const endpoint of subject.slices.flatMap((slice) => slice.endpoints)) {
    const { hostname, pod, ready } = endpoint;
    if (hostname === undefined || hostname === "" || pod === undefined || listed.has(hostname)) continue;
    listed.add(hostname);
    yield {
      ...toPod(hostname, endpoints.groups[0]?.port),
      endpoints,
      broken: ready ? undefined : { kind: "nobody-ready" },
    };
  }
}

function podHosts(
  subject: Subject,
  manifest: ReturnType<typeof selectedWorkloads>[number]["manifest"],
  scaler: Autoscaler | undefined,
  listed: ReadonlySet<string>,
): readonly string[] {
  const { workload, kind, name } = manifest;
  if (kind === "StatefulSet") {
    if (workload.serviceName !== subject.name || name === undefined) return [];
    const { first, count } = ordinalsOf(manifest, scaler);
    const selector = subject.resource?.manifest.service.selector ?? [];
    return Array.from({ length: Math.min(count, mostPods) }, (_, index) => first + index)
      .filter((ordinal) => selectsOrdinal(selector, manifest, ordinal))
      .map((ordinal) => `${name.value}-${ordinal}`);
  }
  const { hostname, subdomain, replicas } = workload;
  if (!hostname || subdomain !== subject.name || replicas === 0 || listed.has(hostname)) return [];
  return [hostname];
}

/** Whether the snapshot has an endpoint of this host name, and whether any is ready; undefined when it has none. */
function liveReadiness(subject: Subject, host: string): boolean | undefined {
  const found = subject.slices
    .flatMap((slice) => slice.endpoints)
    .filter((endpoint) => (endpoint.hostname ?? endpoint.pod) === host);
  return found.length === 0 ? undefined : found.some((endpoint) => endpoint.ready);
}
