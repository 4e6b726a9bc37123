// Access paths by DNS: the name of a Service, and the SRV records of its ports.

import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import type { PortEndpoints } from "./endpoints.ts";
import { domainName, nameCertainty, portCertainty } from "./naming.ts";
import type { ResolvedHop } from "./path.ts";
import type { Reason } from "./reason.ts";
import type { SubjectPort } from "./subject.ts";
import { schemeOf, urlOf } from "./url.ts";

export function* dnsPaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { subject, world } = context;
  const { namespace, name } = subject;
  const address = domainName(subject, world);
  const open: Reason | undefined = address === undefined ? { kind: "name-open" } : undefined;
  const nameIs = address === undefined ? "on-create" : nameCertainty;
  const names = address === undefined ? [] : [`${name}.${namespace}.svc`, `${name}.${namespace}`, name];
  for (const target of dnsTargets(context, port)) {
    const certainties = [nameIs, portCertainty(subject, target.port, port)] as const;
    const common = { servicePort: port, ...target, certainties, open } as const;
    yield { ...common, kind: "dns", address, names, url: urlOf(schemeOf(port), address, target.port) };
    if (port?.name === undefined || subject.effective === "ExternalName") continue;
    const record = `_${port.name}._${port.protocol.toLowerCase()}`;
    yield { ...common, kind: "srv", address: address === undefined ? undefined : `${record}.${address}` };
  }
}

/** Where the name leads: to the Service's own address and port, or, headless, to the pods' port; of several numbers to each. */
function* dnsTargets(
  context: Context,
  port: SubjectPort | undefined,
): Iterable<{
  readonly port: number | undefined;
  readonly hops: readonly ResolvedHop[];
  readonly endpoints: PortEndpoints;
}> {
  const { subject } = context;
  const endpoints = context.endpoints(port);
  if (!subject.headless) {
    const hops = subject.effective === "ExternalName" ? [] : [context.serviceHop(port)];
    yield { port: port?.port, hops, endpoints };
    return;
  }
  for (const group of endpoints.groups) yield { port: group.port, hops: [], endpoints: narrowed(endpoints, group) };
  if (endpoints.groups.length > 0) return;
  const number = typeof port?.targetPort === "number" ? port.targetPort : undefined;
  yield { port: number, hops: [], endpoints };
}

/** The endpoints of one of several port numbers. */
function narrowed(endpoints: PortEndpoints, group: PortEndpoints["groups"][number]): PortEndpoints {
  if (endpoints.groups.length < 2) return endpoints;
  return { ...endpoints, groups: [group], hop: { ...endpoints.hop, port: group.port, workloads: group.workloads } };
}
