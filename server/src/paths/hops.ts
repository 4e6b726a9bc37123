// Hops that several ways in have: the Service itself, a node.

import type { WrittenPlace } from "../index/document.ts";
import type { ResolvedHop } from "./path.ts";
import type { Subject, SubjectPort } from "./subject.ts";

export function serviceHop(subject: Subject, port: SubjectPort | undefined): ResolvedHop {
  const [first] = subject.clusterIPs;
  return {
    kind: "service",
    label: { is: "service" },
    ...(subject.headless ? {} : { address: first?.address, certainty: first?.certainty ?? "on-create" }),
    ...(port === undefined ? {} : { port: port.port }),
    ...placeAt(subject, port?.portNode),
  };
}

export function nodeHop(
  subject: Subject,
  port: SubjectPort,
  address: string | undefined,
  certainty: "setting" | "cluster" | "on-create" | Subject["certainty"],
): ResolvedHop {
  return {
    kind: "node",
    label: { is: "node", local: subject.localPolicy },
    address,
    port: port.nodePort?.port,
    certainty,
    ...placeAt(subject, port.nodePortNode ?? port.portNode),
  };
}

function placeAt(subject: Subject, node: SubjectPort["portNode"]): { readonly place?: WrittenPlace } {
  if (subject.resource === undefined || node === undefined) return {};
  return { place: { document: subject.resource.document, span: node.span } };
}
