// Completion of the Services that Ingresses and other kinds send traffic to.

import { same } from "../../base/text.ts";
import { isService } from "../../index/facts.ts";
import { referencePlaces } from "../../index/mentions.ts";
import type { Resource } from "../../index/resource.ts";
import { isNamespaced } from "../../model/kinds.ts";
import { stringOf } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { type Candidate, entriesCandidate, isAt, near, type Question, valueCandidate } from "./candidate.ts";
import { namespaceNames } from "./labels.ts";
import {
  aboutService,
  isOfKind,
  named,
  portLabel,
  portValues,
  type ServiceResource,
  serviceCandidate,
  services,
  servicesMeant,
  servicesOf,
} from "./services.ts";

export function* inIngress(question: Question, resource: Resource): Iterable<Candidate> {
  const { path, slot } = question;
  const backend = ["spec.defaultBackend", "spec.rules.http.paths.backend"];
  const below = (field: string) => isAt(path, ...backend.map((place) => place + field));
  if (slot === "value") {
    if (below(".service.name")) yield* services(question, resource, resource.namespace, "written");
    else if (below(".service.port.name")) yield* portValues(chosen(-2, resource.namespace), "name", "TCP");
    else if (below(".service.port.number")) yield* portValues(chosen(-2, resource.namespace), "number", "TCP");
    return;
  }
  if (below(".service")) {
    if (!question.place.present.includes("name"))
      yield* named(services(question, resource, resource.namespace, "written"));
  } else if (below(".service.port") && question.place.present.length === 0) {
    const ports = chosen(-1, resource.namespace);
    for (const port of ports.flatMap((service) => service.manifest.service.ports)) {
      if (port.protocol !== "TCP") continue;
      // A port is meant by its name or by its number, never by both.
      if (port.name !== undefined)
        yield entriesCandidate([["name", port.name]], { detail: () => same(portLabel(port)) });
      if (port.port !== undefined)
        yield entriesCandidate([["number", port.port]], { detail: () => same(portLabel(port)) });
    }
  }

  function chosen(depth: number, namespace: string): readonly ServiceResource[] {
    return resource === undefined
      ? []
      : servicesMeant(resource, namespace, stringOf(near(question, depth, "name")), question.world);
  }
}

/** In kinds of other trades: webhooks, API services, Ingresses before v1, service meshes, rollouts. */
export function* inOtherBackends(question: Question, resource: Resource): Iterable<Candidate> {
  const { path, slot, world } = question;
  const { references, hosts, names } = referencePlaces(resource.manifest);
  const patterns = (places: readonly (readonly string[])[], field: string) =>
    places.map((place) => [...place.filter((step) => step !== "*"), ...(field === "" ? [] : [field])].join("."));
  if (slot === "value" && isAt(path, ...patterns(names, ""))) {
    yield* services(question, resource, resource.namespace, "final");
    return;
  }
  const old = patterns(resource.manifest.is === "other" && question.kind === "Ingress" ? oldBackends : [], "");
  if (slot === "value" && isAt(path, ...old.map((place) => `${place}.serviceName`))) {
    yield* services(question, resource, resource.namespace, "written");
  } else if (slot === "value" && isAt(path, ...old.map((place) => `${place}.servicePort`))) {
    const chosen = servicesMeant(resource, resource.namespace, stringOf(near(question, -1, "serviceName")), world);
    yield* portValues(chosen, "name", "TCP");
    yield* portValues(chosen, "number", "TCP");
  } else if (slot === "value" && isAt(path, ...patterns(hosts, ""))) {
    yield* services(question, resource, resource.namespace, "final");
    yield* hostsElsewhere(question, resource);
  } else if (
    slot === "value" &&
    isAt(path, ...patterns(hosts, "").map((place) => place.replace(/host$/, "port.number")))
  ) {
    const [name, namespace = resource.namespace] = (stringOf(near(question, -2, "host")) ?? "").split(".");
    yield* portValues(servicesMeant(resource, namespace, name, world), "number");
  } else {
    yield* inReference(question, resource, (field) => patterns(references, field));
  }
}

const oldBackends = [
  ["spec", "backend"],
  ["spec", "rules", "http", "paths", "backend"],
];

function* inReference(
  question: Question,
  resource: Resource,
  placesOf: (field: string) => readonly string[],
): Iterable<Candidate> {
  const { path, slot, world, place } = question;
  if (slot === "key") {
    if (!isAt(path, ...placesOf("")) || !isOfKind(question, "Service", "") || place.present.includes("name")) return;
    for (const service of candidatesFor(question, resource, near(question, path.length, "namespace")))
      yield entriesCandidate(
        service.namespace === resource.namespace || place.present.includes("namespace")
          ? [["name", service.name]]
          : [
              ["name", service.name],
              ["namespace", service.namespace],
            ],
        aboutService(service, question),
      );
    return;
  }
  const written = near(question, -1, "namespace");
  if (isAt(path, ...placesOf("namespace"))) {
    yield* namespaceNames(question);
  } else if (isAt(path, ...placesOf("name"))) {
    if (!isOfKind(question, "Service", "")) return;
    for (const service of candidatesFor(question, resource, written))
      yield serviceCandidate(service, "final", question);
  } else if (isAt(path, ...placesOf("port"))) {
    const name = stringOf(near(question, -1, "name"));
    const namespace = stringOf(written) || resource.namespace;
    yield* portValues(servicesMeant(resource, namespace, name, world), "number");
  }
}

/** Those of the namespace that is written, else of the own; an object of the whole cluster has none. */
function candidatesFor(question: Question, resource: Resource, written: Node | undefined): readonly ServiceResource[] {
  const namespace = stringOf(written);
  if (namespace) return servicesOf(question, resource, namespace);
  if (isNamespaced(resource.manifest.kind)) return servicesOf(question, resource, resource.namespace);
  return everywhere(question, resource);
}

function everywhere({ world }: Question, resource: Resource): readonly ServiceResource[] {
  return world
    .ofKindEverywhere(resource, "Service")
    .filter((service): service is ServiceResource => isService(service.manifest) && service.name !== "");
}

/** A host of another namespace by its whole name, which means the same everywhere. */
function* hostsElsewhere(question: Question, resource: Resource): Iterable<Candidate> {
  for (const service of everywhere(question, resource)) {
    const host = `${service.name}.${service.namespace}.svc.${question.world.settings.clusterDomain}`;
    yield valueCandidate(host, aboutService(service, question));
  }
}
