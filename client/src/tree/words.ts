// The client's own words for Services and ports; protocol-words.ts has those of the protocol.
import type { AccessPath, EnvironmentInfo, ServicePaths, Viewpoint } from "../../../server/src/protocol.ts";
import type { Translate } from "../translate.ts";

/** What a Service is called; one without a name is called that. */
export function serviceWord({ name }: Pick<ServicePaths, "name">, t: Translate): string {
  return name === "" ? t("(no name)") : name;
}

/** In the order in which people look for an address: from inside outwards. */
export const viewpoints: readonly Viewpoint[] = ["cluster", "node-network", "external", "this-machine"];

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

/** What makes an environment one. */
export function environmentKindWord(kind: EnvironmentInfo["kind"], t: Translate): string {
  switch (kind) {
    case "kustomization":
      return t("kustomization");
    case "chart":
      return t("Helm chart");
    case "plain":
      return t("manifests");
    case "flux":
      return "Flux";
    case "argocd":
      return "Argo CD";
    case "tool":
      return t("Skaffold");
  }
}

/** Where an environment goes: "in-cluster/shop"; undefined where it does not say. */
export function destinationWord({ cluster, namespace }: EnvironmentInfo): string | undefined {
  return cluster === undefined
    ? (namespace ?? undefined)
    : [cluster, namespace].filter((part) => part !== null).join("/");
}

/** For two and more. */
export function serviceCountWords(count: number, t: Translate): string {
  return t("{0} Services", count);
}

/** "http", or "8080" for a port without a name; undefined where the Service has no ports. */
export function portName(path: AccessPath): string | undefined {
  return path.servicePort === null ? undefined : (path.servicePort.name ?? String(path.servicePort.port));
}
