// Completion in routes of the Gateway API: the Services behind, the Gateways and listeners in front.

import { same, type Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import { isMeant, type Listener, type RouteKind, takesKind } from "../../model/gateway.ts";
import type { GatewayManifest } from "../../model/manifest.ts";
import { integerOf, stringOf } from "../../yaml/cursor.ts";
import { linkTo } from "../hover/words.ts";
import {
  type Candidate,
  entriesCandidate,
  isAt,
  isItemAt,
  linksTo,
  near,
  type Question,
  valueCandidate,
} from "./candidate.ts";
import { namespaceNames } from "./labels.ts";
import {
  isOfKind,
  named,
  portValues,
  refsTo,
  serviceCandidate,
  services,
  servicesMeant,
  servicesOf,
} from "./services.ts";

export function* inRoute(question: Question, resource: Resource, kind: RouteKind): Iterable<Candidate> {
  const { path, slot, world, place } = question;
  const depth = slot === "value" ? -1 : path.length;
  const list = "spec.rules.backendRefs";
  const mirror = "spec.rules.filters.requestMirror.backendRef";
  const refs = [list, mirror];
  const written = stringOf(near(question, depth, "namespace"));
  const namespace = written || resource.namespace;
  const protocol = kind === "UDPRoute" ? "UDP" : "TCP";
  const isRef =
    slot === "key" ? isItemAt(path, list) || isAt(path, mirror) : isAt(path, ...refs.map((ref) => `${ref}.name`));
  if (isRef) {
    if (!isOfKind(question, "Service", "")) return;
    if (slot === "value") yield* services(question, resource, namespace, "final");
    else if (!place.present.includes("name")) {
      const isWhole = place.present.every((key) => key === "namespace" || key === "kind" || key === "group");
      for (const service of servicesOf(question, resource, namespace))
        yield* isWhole ? refsTo(service, protocol, question) : named([serviceCandidate(service, "final", question)]);
    }
  } else if (slot === "value" && isAt(path, ...refs.map((ref) => `${ref}.port`))) {
    const name = stringOf(near(question, -1, "name"));
    if (!isOfKind(question, "Service", "")) return;
    const ports = servicesMeant(resource, namespace, name, world);
    yield* portValues(ports, "number", protocol);
  } else if (slot === "value" && isAt(path, ...[...refs, "spec.parentRefs"].map((ref) => `${ref}.namespace`))) {
    yield* namespaceNames(question);
  } else if (slot === "key" ? isItemAt(path, "spec.parentRefs") : isAt(path, "spec.parentRefs.*")) {
    if (isOfKind(question, "Gateway", "gateway.networking.k8s.io"))
      yield* inParent(question, resource, kind, written, namespace);
  }
}

function* inParent(
  question: Question,
  resource: Resource,
  kind: RouteKind,
  written: string | undefined,
  namespace: string,
): Iterable<Candidate> {
  const { path, slot, world, place } = question;
  const gateways: readonly Resource<GatewayManifest>[] = world
    .ofKindEverywhere(resource, "Gateway")
    .filter((gateway): gateway is Resource<GatewayManifest> => gateway.manifest.is === "gateway");
  const takes = ({ manifest }: Resource<GatewayManifest>) =>
    manifest.gateway.listeners.length === 0 || manifest.gateway.listeners.some((listener) => takesKind(listener, kind));
  const letsIn = ({ manifest, namespace: where }: Resource<GatewayManifest>) =>
    where === resource.namespace ||
    manifest.gateway.listeners.some(({ from }) => from === "All" || from === "Selector");
  const fitting = gateways.filter((gateway) => takes(gateway) && letsIn(gateway));
  const here = fitting.filter((gateway) => gateway.namespace === namespace);
  if (slot === "key") {
    if (place.present.includes("name")) return;
    for (const gateway of here) yield entriesCandidate([["name", gateway.name]], about(gateway));
    if (written) return;
    for (const gateway of fitting) {
      if (gateway.namespace !== namespace)
        yield entriesCandidate(
          [
            ["name", gateway.name],
            ["namespace", gateway.namespace],
          ],
          about(gateway),
        );
    }
    return;
  }
  const field = path.at(-1);
  if (field === "name") {
    for (const gateway of here) yield valueCandidate(gateway.name, about(gateway));
    return;
  }
  if (field !== "sectionName" && field !== "port") return;
  const name = stringOf(near(question, -1, "name"));
  const section = stringOf(near(question, -1, "sectionName"));
  const port = integerOf(near(question, -1, "port"));
  const seen = new Set<string | number>();
  for (const gateway of here.filter((candidate) => candidate.name === name)) {
    for (const listener of gateway.manifest.gateway.listeners) {
      const other = field === "port" ? { sectionName: section, port: undefined } : { sectionName: undefined, port };
      const value = field === "port" ? listener.port : listener.name;
      if (value === undefined || seen.has(value) || !takesKind(listener, kind) || !isMeant(listener, other)) continue;
      seen.add(value);
      yield valueCandidate(value, { detail: () => listenerDetail(listener), docs: () => linksTo([gateway]) });
    }
  }
}

function about(gateway: Resource<GatewayManifest>): Pick<Candidate, "detail" | "docs"> {
  const lines = gateway.manifest.gateway.listeners.map(
    (listener) => `- ${[listener.name, listenerDetail(listener).en].filter(Boolean).join(": ")}`,
  );
  return { detail: () => gatewayDetail(gateway), docs: () => same(`${linkTo(gateway)}\n\n${lines.join("\n")}`) };
}

function gatewayDetail(gateway: Resource<GatewayManifest>): Text {
  const listeners = gateway.manifest.gateway.listeners.map((listener) => listener.name ?? String(listener.port ?? ""));
  return same(
    [`Gateway ${gateway.namespace}/${gateway.name}`, listeners.slice(0, 4).join(", ")].filter(Boolean).join(" · "),
  );
}

function listenerDetail({ protocol, port, hostname }: Listener): Text {
  return same([[protocol, port].filter((part) => part !== undefined).join(" "), hostname].filter(Boolean).join(" · "));
}
