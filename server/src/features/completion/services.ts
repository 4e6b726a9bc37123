// Services and their ports as candidates: by name, as a whole reference, by port.

import { same, type Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import type { ServicePort } from "../../model/service.ts";
import { stringOf } from "../../yaml/cursor.ts";
import { linkTo } from "../hover/words.ts";
import { type Candidate, entriesCandidate, near, type Question, valueCandidate } from "./candidate.ts";

export type ServiceResource = Resource<ServiceManifest>;

/** Each Service of a namespace once, in order. */
export function servicesOf({ world }: Question, resource: Resource, namespace: string): readonly ServiceResource[] {
  const seen = new Set<string>();
  return world.services(resource, namespace).filter(({ name }) => {
    const isNew = name !== "" && !seen.has(name);
    seen.add(name);
    return isNew;
  });
}

/** `written`: kustomize renames the reference together with the Service; `final`: it does not. */
export function* services(
  question: Question,
  resource: Resource,
  namespace: string,
  as: "written" | "final",
): Iterable<Candidate> {
  for (const service of servicesOf(question, resource, namespace)) yield serviceCandidate(service, as, question);
}

export function serviceCandidate(service: ServiceResource, as: "written" | "final", question: Question): Candidate {
  return valueCandidate(as === "written" ? writtenName(service) : service.name, aboutService(service, question));
}

export function aboutService(service: ServiceResource, { world }: Question): Pick<Candidate, "detail" | "docs"> {
  return { detail: () => serviceDetail(service), docs: () => serviceDocs(service, world) };
}

/** Names as the entry `name: …`. */
export function* named(candidates: Iterable<Candidate>): Iterable<Candidate> {
  for (const { label, detail, docs } of candidates)
    yield entriesCandidate([["name", label]], {
      ...(detail === undefined ? {} : { detail }),
      ...(docs === undefined ? {} : { docs }),
    });
}

/** A backend reference as a whole, one for each port that fits. */
export function* refsTo(service: ServiceResource, protocol: string, question: Question): Iterable<Candidate> {
  for (const port of service.manifest.service.ports) {
    if (port.port === undefined || port.protocol !== protocol) continue;
    yield entriesCandidate(
      [
        ["name", service.name],
        ["port", port.port],
      ],
      aboutService(service, question),
    );
  }
}

export function* portValues(
  services: readonly ServiceResource[],
  by: "name" | "number",
  protocol?: string,
): Iterable<Candidate> {
  const seen = new Set<string | number>();
  for (const service of services) {
    for (const port of service.manifest.service.ports) {
      const value = by === "name" ? port.name : port.port;
      if (value === undefined || seen.has(value) || (protocol !== undefined && port.protocol !== protocol)) continue;
      seen.add(value);
      yield valueCandidate(value, {
        detail: () => same(`${portLabel(port)} · Service ${service.name}`),
        docs: () => portDocs(service, port),
      });
    }
  }
}

/** Whether the reference at the place means this kind, by what is written beside it. */
export function isOfKind(question: Question, kind: string, group: string): boolean {
  const depth = question.slot === "value" ? -1 : question.path.length;
  const written = stringOf(near(question, depth, "kind")) ?? kind;
  const writtenGroup = stringOf(near(question, depth, "group")) ?? group;
  return written === kind && writtenGroup === group;
}

/**
 * The name to write for another object, so that it means that one once everything is applied: kustomize renames objects
 * and, in the fields that it knows, those who refer to them.
 */
export function writtenName(resource: Resource): string {
  const written = resource.document.manifests.find(({ item }) => item === resource.manifest.item);
  return (resource.scope === undefined ? undefined : written?.name?.value) || resource.name;
}

/** The Services that a name written at the place means. */
export function servicesMeant(
  resource: Resource,
  namespace: string,
  name: string | undefined,
  world: World,
): readonly Resource<ServiceManifest>[] {
  if (!name) return [];
  const exact = world.servicesNamed(resource, namespace, name);
  if (exact.length > 0 || resource.scope === undefined) return exact;
  return world.services(resource, namespace).filter((service) => writtenName(service) === name);
}

/** `NodePort · http 80, metrics 9090`. */
export function serviceDetail(service: Resource<ServiceManifest>): Text {
  const { type, headless, ports, externalName } = service.manifest.service;
  const shown = ports.slice(0, 4).map(portLabel);
  if (ports.length > 4) shown.push("…");
  const target = type === "ExternalName" && externalName ? [`→ ${externalName}`] : [];
  return same(
    [headless ? "headless" : (type ?? ""), ...target, shown.join(", ")].filter((part) => part !== "").join(" · "),
  );
}

export function portLabel(port: ServicePort): string {
  const protocol = port.protocol === undefined || port.protocol === "TCP" ? "" : `/${port.protocol}`;
  return [port.name, `${port.port ?? "?"}${protocol}`].filter((part) => part !== undefined).join(" ");
}

export function portDocs(service: ServiceResource, port: ServicePort): Text {
  return same(`${linkTo(service)}: ${portLabel(port)} → ${port.targetPort ?? "?"}`);
}

/** What a Service is, in a few lines of Markdown. */
export function serviceDocs(service: Resource<ServiceManifest>, world: World): Text {
  const { manifest, namespace } = service;
  const ports = manifest.service.ports.map((port) => {
    const node = port.nodePort === undefined ? "" : ` (nodePort ${port.nodePort})`;
    return `- ${portLabel(port)} → ${port.targetPort ?? "?"}${node}`;
  });
  const head = `${linkTo(service)} · ${namespace} · ${serviceDetail(service).en}`;
  const pods = world.selected(service).slice(0, 4);
  const who = pods.map((workload) => `${workload.manifest.kind} ${workload.name}`).join(", ");
  const text = (selects: string) => [head, ports.join("\n"), selects].filter((part) => part !== "").join("\n\n");
  return {
    en: text(who === "" ? "" : `It selects the pods of ${who}.`),
    "zh-cn": text(who === "" ? "" : `它选择 ${who.replaceAll(", ", "、")} 的 Pod。`),
  };
}
