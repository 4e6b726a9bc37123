// What every kind of path needs to know to say where it leads.

import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { PortEndpoints } from "./endpoints.ts";
import type { ResolvedHop } from "./path.ts";
import type { Subject, SubjectPort } from "./subject.ts";

export interface Context {
  readonly subject: Subject;
  readonly world: World;
  /** Through whose eyes the world is seen; undefined when there are no files at all. */
  readonly from: Resource | undefined;
  readonly endpoints: (port: SubjectPort | undefined) => PortEndpoints;
  /** The hop at the Service's own address. */
  readonly serviceHop: (port: SubjectPort | undefined) => ResolvedHop;
}
