// Access paths by the Service's own addresses: its clusterIPs and externalIPs.

import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import type { ResolvedHop } from "./path.ts";
import { familyOf, type SubjectPort } from "./subject.ts";
import { schemeOf, urlOf } from "./url.ts";

export function* clusterIpPaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { subject } = context;
  const endpoints = context.endpoints(port);
  const scheme = schemeOf(port);
  const common = { kind: "cluster-ip", servicePort: port, port: port?.port, endpoints } as const;
  for (const { address, certainty } of subject.clusterIPs) {
    const hops: readonly ResolvedHop[] = [{ ...context.serviceHop(port), address, certainty }];
    yield {
      ...common,
      address,
      url: urlOf(scheme, address, port?.port),
      certainties: [certainty, subject.certainty],
      hops,
    };
  }
  if (!subject.choosesClusterIp) return;
  const hops: readonly ResolvedHop[] = [{ ...context.serviceHop(port), address: undefined, certainty: "on-create" }];
  yield { ...common, address: undefined, certainties: ["on-create"], hops, open: { kind: "cluster-ip-open" } };
}

export function* externalIpPaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { subject } = context;
  for (const address of subject.externalIPs) {
    const isOther = subject.familiesAreKnown && !subject.families.includes(familyOf(address));
    yield {
      kind: "external-ip",
      servicePort: port,
      address,
      port: port?.port,
      url: urlOf(schemeOf(port), address, port?.port),
      certainties: [subject.certainty],
      hops: [
        {
          kind: "node",
          label: { is: "node", local: subject.localPolicy },
          address,
          port: port?.port,
          certainty: subject.certainty,
        },
        context.serviceHop(port),
      ],
      endpoints: context.endpoints(port),
      broken: isOther ? { kind: "other-family", address } : undefined,
    };
  }
}
