// The tree's words for the terms of the protocol.
import type { AccessPath, Certainty, Hop, PathKind, ServicePaths, Viewpoint } from "../../../server/src/protocol.ts";
import type { Translate } from "./node.ts";

/** What a Service is called; one without a name is called that. */
export function serviceWord({ name }: Pick<ServicePaths, "name">, t: Translate): string {
  return name === "" ? t("(no name)") : name;
}

/** In the order in which people look for an address: from inside outwards. */
export const viewpoints: readonly Viewpoint[] = ["cluster", "node-network", "external", "this-machine"];

/** As the reports and hovers of the server call it (server/src/report/vocabulary.ts), and the diagram. */
export function viewpointWord(viewpoint: Viewpoint, t: Translate): string {
  switch (viewpoint) {
    case "cluster":
      return t("Inside the cluster");
    case "node-network":
      return t("The nodes' network");
    case "external":
      return t("Outside the cluster");
    case "this-machine":
      return t("This machine");
  }
}

export function viewpointHelp(viewpoint: Viewpoint, t: Translate): string {
  switch (viewpoint) {
    case "cluster":
      return t("What a program in any Pod of the cluster can use.");
    case "node-network":
      return t("What a machine can use that reaches the cluster's nodes and is let through their firewalls.");
    case "external":
      return t("What clients outside the cluster can use: load balancers, Ingresses, gateways, external IPs.");
    case "this-machine":
      return t("What you can use on the machine on which you run kubectl or a local cluster.");
  }
}

export function pathKindWord(kind: PathKind, t: Translate): string {
  switch (kind) {
    case "dns":
      return t("DNS name");
    case "srv":
      return t("SRV record");
    case "cluster-ip":
      return t("cluster IP");
    case "pod-dns":
      return t("one certain Pod");
    case "node-port":
      return t("node port");
    case "load-balancer":
      return t("load balancer");
    case "external-ip":
      return t("external IP");
    case "external-name":
      return t("external name");
    case "ingress":
      return t("Ingress");
    case "gateway-route":
      return t("Gateway route");
    case "localhost":
      return t("mapped port of the local cluster");
    case "port-forward":
      return t("with kubectl port-forward");
    case "api-proxy":
      return t("with kubectl proxy");
  }
}

export function hopWord(hop: Hop, t: Translate): string {
  switch (hop.kind) {
    case "client":
      return t("Client");
    case "load-balancer":
      return t("Load balancer");
    case "ingress":
      return t("Ingress");
    case "gateway":
      return t("Gateway");
    case "host-mapping":
      return t("Port mapping");
    case "api-server":
      return t("API server");
    case "node":
      return t("Node");
    case "service":
      return t("Service");
    case "endpoints":
      return t("Pods");
    case "external":
      return t("Outside the cluster");
  }
}

export function certaintyWord(certainty: Certainty, t: Translate): string {
  switch (certainty) {
    case "cluster":
      return t("seen in the cluster");
    case "manifest":
      return t("written in the manifest");
    case "default":
      return t("filled in by default");
    case "setting":
      return t("from the settings");
    case "on-create":
      return t("chosen by the cluster");
  }
}

/** The Service's type as people name it: a headless one is a type of its own to them. */
export function typeWord(service: ServicePaths): string {
  return service.headless ? "Headless" : service.type;
}

/** "2 errors, 1 warning", or undefined when there is neither. */
export function problemWords(service: ServicePaths, t: Translate): string | undefined {
  const { error = 0, warning = 0 } = service.problems ?? {};
  const words: string[] = [];
  if (error > 0) words.push(error === 1 ? t("1 error") : t("{0} errors", error));
  if (warning > 0) words.push(warning === 1 ? t("1 warning") : t("{0} warnings", warning));
  return words.length > 0 ? words.join(t(", ")) : undefined;
}

/** For two and more. */
export function serviceCountWords(count: number, t: Translate): string {
  return t("{0} Services", count);
}

/** "http", or "8080" for a port without a name; undefined where the Service has no ports. */
export function portName(path: AccessPath): string | undefined {
  return path.servicePort === null ? undefined : (path.servicePort.name ?? String(path.servicePort.port));
}
