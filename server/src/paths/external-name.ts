// Access paths of an ExternalName Service: an alias for a name outside.

import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import type { PortEndpoints } from "./endpoints.ts";
import { nameCertainty } from "./naming.ts";
import type { Subject, SubjectPort } from "./subject.ts";
import { schemeOf, urlOf } from "./url.ts";

export function* externalNamePaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { externalName } = context.subject;
  if (externalName === undefined || externalName === "") return;
  yield {
    kind: "external-name",
    servicePort: port,
    address: externalName,
    port: port?.port,
    url: urlOf(schemeOf(port), externalName.replace(/\.$/, ""), port?.port),
    certainties: [nameCertainty, context.subject.certainty],
    hops: [],
    endpoints: context.endpoints(port),
  };
}

/** Whether an externalName is no name: DNS has none for four numbers, nor for what has colons. */
export function isAddressName(name: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+\.?$/.test(name) || name.includes(":");
}

/** What an ExternalName Service leads to: nothing of Kubernetes', and nothing that DNS could say of an address. */
export function external(subject: Subject, port: SubjectPort | undefined): PortEndpoints {
  const name = subject.externalName ?? "";
  const isAddress = isAddressName(name);
  return {
    state: isAddress ? "broken" : "complete",
    why: isAddress ? { kind: "external-name-is-address" } : undefined,
    blocked: undefined,
    notPods: undefined,
    groups: [],
    certainty: subject.certainty,
    hop: {
      kind: "external",
      label: { is: "external" },
      address: name || undefined,
      ...(port === undefined ? {} : { port: port.port }),
      certainty: subject.certainty,
    },
  };
}
