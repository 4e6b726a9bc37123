// How an object of another controller than Ingress and Gateway API lets traffic in: what each of its kinds hands to custom-paths.ts.

import type { Backend } from "../index/backends.ts";
import type { Resource } from "../index/resource.ts";
import type { Reason } from "./reason.ts";
import type { Scheme } from "./url.ts";

/** One way in. */
export interface Front {
  /** undefined: any host, or one that is not told by its name. */
  readonly host: string | undefined;
  /** undefined: none is asked for. */
  readonly path: string | undefined;
  /** The path can stand in a URL: it is a prefix or exact. */
  readonly isPlain: boolean;
  /** undefined: nobody says. */
  readonly port: number | undefined;
  readonly scheme: Scheme | undefined;
  readonly protocol: "TCP" | "UDP";
  /** The object that the traffic meets first: an IngressRoute before its TraefikService. */
  readonly entry: Resource;
  readonly open?: Reason;
  readonly broken?: Reason;
}

/** A Service that an object names, and who named it. */
export interface Named {
  readonly resource: Resource;
  readonly backend: Backend;
}

/** The list and the place in it to which a backend belongs: `routes`, 0 of `spec.routes[0].services[1].name`. */
export function placeOf({ serviceField }: Backend): { readonly list: string; readonly index: number } {
  const [, list, index] = serviceField;
  return { list: typeof list === "string" ? list : "", index: typeof index === "number" ? index : -1 };
}
