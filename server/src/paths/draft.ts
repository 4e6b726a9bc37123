// A path before its verdict: what the kinds of paths hand in, and how state, certainty and reason follow from it.

import type { Certainty, PathKind, PathState } from "../protocol.ts";
import type { PortEndpoints } from "./endpoints.ts";
import { type ResolvedHop, type ResolvedPath, viewpoints, weakest } from "./path.ts";
import type { Reason, RefusedReason } from "./reason.ts";
import type { SubjectPort } from "./subject.ts";

export interface Draft {
  readonly kind: PathKind;
  readonly servicePort: SubjectPort | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
  /** The Service port's, unless said otherwise. */
  readonly protocol?: string;
  readonly path?: string | undefined;
  readonly url?: string | undefined;
  readonly names?: readonly string[];
  /** Of address and port; the endpoints' own is added. */
  readonly certainties: readonly (Certainty | undefined)[];
  /** Between the client and the endpoints. */
  readonly hops: readonly ResolvedHop[];
  readonly endpoints: PortEndpoints;
  /** What stops the traffic before it comes to the endpoints. */
  readonly broken?: Reason | undefined;
  /** What somebody still has to choose. */
  readonly open?: Reason | undefined;
  /** Traffic does not pass the pods' NetworkPolicy. */
  readonly skipsPolicy?: true;
  /** Only endpoints that are pods will do. */
  readonly needsPods?: true;
}

/** The finished path. `refused`: why the API server refuses the Service, if it does. */
export function finish(draft: Draft, refused: RefusedReason | undefined): ResolvedPath {
  const { endpoints, servicePort } = draft;
  const [state, why] = verdictOf(draft, refused);
  return {
    kind: draft.kind,
    viewpoint: viewpoints[draft.kind],
    protocol: draft.protocol ?? servicePort?.protocol ?? "TCP",
    address: draft.address,
    port: draft.port,
    url: draft.url,
    path: draft.path,
    servicePort: servicePort === undefined ? undefined : { name: servicePort.name, port: servicePort.port },
    certainty: weakest(...draft.certainties, endpoints.certainty),
    state,
    hops: [{ kind: "client", label: { is: "client", of: draft.kind } }, ...draft.hops, endpoints.hop],
    why,
    ...(draft.names === undefined ? {} : { names: draft.names }),
  };
}

function verdictOf(draft: Draft, refused: RefusedReason | undefined): readonly [PathState, Reason | undefined] {
  const { endpoints } = draft;
  if (refused !== undefined) return ["broken", refused];
  if (draft.broken !== undefined) return ["broken", draft.broken];
  if (endpoints.state === "broken") return ["broken", endpoints.why];
  if (endpoints.blocked !== undefined && draft.skipsPolicy === undefined) return ["broken", endpoints.blocked];
  if (endpoints.notPods !== undefined && draft.needsPods !== undefined) return ["broken", endpoints.notPods];
  if (draft.open !== undefined) return ["unknown", draft.open];
  return [endpoints.state, endpoints.why];
}
