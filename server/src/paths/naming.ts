// The DNS name of a Service, and how certain a name and a port are.

import type { World } from "../index/world.ts";
import type { Subject, SubjectPort } from "./subject.ts";

/** A DNS name, a host or a path counts as written, whatever the domain, the default namespace or the snapshot gave to it. */
export const nameCertainty = "manifest";

export function portCertainty(
  subject: Subject,
  number: number | undefined,
  port: SubjectPort | undefined,
): "on-create" | Subject["certainty"] | undefined {
  if (port === undefined) return undefined;
  return number === undefined ? "on-create" : subject.certainty;
}

/** undefined while the name is still to be generated. */
export function domainName({ name, namespace }: Subject, world: World): string | undefined {
  if (name === "") return undefined;
  return `${name}.${namespace}.svc.${world.settings.clusterDomain}`;
}
