// Why a path does not arrive, or is not known yet: kinds and facts. report/reasons.ts has the sentences.

import type { Text } from "../base/text.ts";
import type { Missing } from "../index/near-miss.ts";
import type { Resource } from "../index/resource.ts";
import type { Listener, RouteKind } from "../model/gateway.ts";
import type { GatewayManifest, NetworkPolicyManifest, WorkloadManifest } from "../model/manifest.ts";
import type { Probe } from "../model/probes.ts";
import type { SubjectPort } from "./subject.ts";

/** The one thing that stops a path, or that somebody still has to choose. */
export type Reason =
  | RefusedReason
  | ObjectRefusedReason
  | OpenReason
  | EndpointsReason
  | PolicyReason
  | AddressReason
  | BackendReason
  | AttachmentReason
  | ServerReason;

/** The API server does not take the Service. */
export interface RefusedReason {
  readonly kind: "refused";
  /** What it says, or what kubectl says of the text. */
  readonly message: Text;
}

/** An object that the path relies on is not taken: an Ingress, a Gateway, a route, endpoints, what makes the pods. */
export interface ObjectRefusedReason {
  readonly kind: "object-refused";
  readonly object: Resource;
  readonly message: Text;
}

/** Somebody chooses it later, or nobody has told it. */
export type OpenReason =
  | {
      readonly kind:
        | "name-open"
        | "cluster-ip-open"
        | "node-port-open"
        | "node-address-open"
        | "load-balancer-open"
        | "host-port-open";
    }
  | { readonly kind: "gateway-unseen"; readonly gateway: string };

/** What is, or is not, behind a Service port. */
export type EndpointsReason =
  | {
      readonly kind: /** No workload in sight has the labels. */
        | "nothing-matches"
        /** A template makes the pods. */
        | "template-decides"
        /** No selector, and nobody's EndpointSlices. */
        | "no-slices"
        /** The snapshot shows none. */
        | "no-live-slices"
        /** The live endpoints are not ready. */
        | "nobody-ready"
        /** The slices hold names, which kube-proxy does not serve. */
        | "names-as-endpoints"
        /** Nor are those that are written. */
        | "nobody-ready-written"
        /** The live pods are ready, and have no such port. */
        | "live-port-nowhere"
        /** The API server's proxy goes to pods only. */
        | "not-pods"
        /** externalName is an IP address. */
        | "external-name-is-address";
    }
  /** No workload has the labels, and one nearly does. */
  | { readonly kind: "near-miss"; readonly missing: Missing }
  | { readonly kind: "no-replicas"; readonly workloads: readonly Resource<WorkloadManifest>[] }
  /** A probe that cannot succeed keeps every pod from being ready; `probe`: the first of them. */
  | {
      readonly kind: "never-ready";
      readonly workload: Resource<WorkloadManifest>;
      readonly probe: Probe;
    }
  /** No pod has a port of the name that the Service port asks for. */
  | {
      readonly kind: "port-nowhere";
      readonly workloads: readonly Resource<WorkloadManifest>[];
      readonly port: SubjectPort | undefined;
    }
  /** No slice has a port of the Service port's name; `names`: those that they have. */
  | { readonly kind: "slice-port-name"; readonly port: SubjectPort; readonly names: readonly string[] };

/** NetworkPolicies cover the pods, and none lets anybody in; `policy`: the first of them. */
export interface PolicyReason {
  readonly kind: "policy-blocks";
  readonly policy: Resource<NetworkPolicyManifest>;
  /** On the pods. */
  readonly port: number;
}

/** Nobody answers at the address. */
export type AddressReason =
  | { readonly kind: "no-pod-on-node"; readonly node: string }
  | { readonly kind: "other-family"; readonly address: string }
  | {
      readonly kind: "mapped-other-protocol";
      readonly tool: string;
      readonly mapped: string;
      readonly port: SubjectPort;
    }
  | { readonly kind: "not-on-localhost"; readonly tool: string; readonly address: string };

/** An Ingress, a route or an object of another controller that leads to the Service. */
export interface Referrer {
  readonly kind: string;
  readonly name: string;
}

/** An Ingress or a route leads to something that the Service has not. */
export type BackendReason =
  | {
      readonly kind: "backend-port-missing";
      readonly from: Referrer;
      /** undefined: it names none. */
      readonly asked: string | number | undefined;
      readonly ports: readonly SubjectPort[];
      /** What is asked for is a port of the pods. */
      readonly isPodPort?: boolean;
    }
  | { readonly kind: "wrong-protocol"; readonly from: Referrer; readonly speaks: string; readonly port: SubjectPort }
  | { readonly kind: "grant-missing"; readonly from: Referrer; readonly namespace: string }
  | { readonly kind: "no-weight"; readonly from: Referrer };

/** No server of an Istio Gateway takes a VirtualService's host. */
export interface ServerReason {
  readonly kind: "no-server";
  readonly gateway: Resource;
  /** The VirtualService's. */
  readonly host: string;
  /** Those of all servers. */
  readonly served: readonly string[];
  /** A server takes the host, and not this sort of route: the VirtualService's list. */
  readonly list: string | undefined;
}

/** No listener takes the route, or the one that does cannot serve it. */
export type AttachmentReason =
  | {
      readonly kind: "listener-without-tls";
      readonly gateway: Resource<GatewayManifest>;
      readonly listener: Listener;
    }
  | {
      readonly kind: "listener-missing";
      readonly gateway: Resource<GatewayManifest>;
      /** The sectionName or port that the route asks for; undefined: the Gateway has no listener at all. */
      readonly wanted: string | number | undefined;
    }
  | {
      readonly kind: "listener-of-other-kind";
      readonly gateway: Resource<GatewayManifest>;
      /** Those that the route means. */
      readonly listeners: readonly Listener[];
      readonly route: RouteKind;
    }
  | {
      readonly kind: "namespace-not-allowed";
      readonly gateway: Resource<GatewayManifest>;
      readonly listener: Listener;
      /** The route's. */
      readonly namespace: string;
    }
  | {
      readonly kind: "host-not-served";
      readonly gateway: Resource<GatewayManifest>;
      readonly listener: Listener;
      /** The listener's. */
      readonly hostname: string;
      /** The route's. */
      readonly host: string;
    };
