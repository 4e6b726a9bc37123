// Completion of Services' DNS names where addresses are written: environment, arguments, ConfigMaps, externalName.

import { type Span, touches } from "../../base/span.ts";
import { isA, type Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import { portsMeant } from "../../model/ports-meant.ts";
import type { ServicePort } from "../../model/service.ts";
import { schemeOf } from "../../paths/url.ts";
import type { TreePath } from "../../yaml/at.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { type Candidate, isAt } from "./candidate.ts";
import { portLabel, type ServiceResource, serviceDetail, serviceDocs } from "./services.ts";

/** A place in a text of an object. */
export interface TextPlace {
  readonly text: string;
  readonly offset: number;
  /** The value that holds the place; nothing before it belongs to it. */
  readonly word: Span;
  readonly path: TreePath;
  readonly root: Node | undefined;
  readonly resource: Resource;
  readonly world: World;
}

/** How an address is to be written: what stands before it, or the name of what holds it, says so. */
type Wanted =
  | { readonly kind: "host" }
  | { readonly kind: "host-and-port" }
  | { readonly kind: "either" }
  /** Behind a scheme; `scheme` undefined: the whole URL is still to be written. */
  | { readonly kind: "url"; readonly scheme: string | undefined };

export function* inHosts(place: TextPlace): Iterable<Candidate> {
  const holder = holderOf(place);
  if (holder === undefined) return;
  const { text, offset, word } = place;
  const lineStart = Math.max(word.start, text.lastIndexOf("\n", offset - 1) + 1);
  const before = text.slice(lineStart, offset);
  // Behind a name and a colon, its port.
  const behindName = /(?:^|[^A-Za-z0-9.:_-])([a-z0-9][a-z0-9.-]*):(\d{0,5})$/.exec(before);
  const [, typed = ""] = /([A-Za-z0-9.-]*)$/.exec(before) ?? [];
  const lead = before.slice(0, before.length - typed.length);
  const onLine = holder.isText && !/^[\s"'-]*$/.test(lead) ? undefined : holder.name;
  if (behindName !== null) {
    const [, host = "", digits = ""] = behindName;
    const isAddress = wantedBehind(lead.slice(0, lead.length - 1 - host.length), onLine) !== undefined;
    if (isAddress) yield* portsOf(host, { start: offset - digits.length, end: digitsEnd(text, offset) }, place);
    return;
  }
  const wanted = holder.wanted ?? wantedBehind(lead, onLine) ?? likeHost(typed, place);
  // An address of digits is none of a Service.
  if (wanted === undefined || /^\d/.test(typed)) return;
  const span = { start: offset - typed.length, end: hostEnd(text, offset, word) };
  yield* addresses(wanted, span, place);
}

interface Holder {
  /** The variable, flag or key that holds the value; "" where nothing says. */
  readonly name: string;
  /** Text of several lines, of which each may have a name of its own. */
  readonly isText: boolean;
  /** Where the field itself says how it wants the name. */
  readonly wanted?: Wanted;
}

/** What holds the place, if it is one where people write addresses. */
function holderOf({ path, root, resource }: TextPlace): Holder | undefined {
  const { manifest } = resource;
  if (manifest.is === "service" && isAt(path, "spec.externalName"))
    return { name: "", isText: false, wanted: { kind: "host" } };
  const data = manifest.kind === "ConfigMap" ? "data" : manifest.kind === "Secret" ? "stringData" : undefined;
  if (data !== undefined && path.length === 2 && path[0] === data) {
    const node = get(root, ...path);
    return { name: String(path[1]), isText: node?.kind === "string" && node.style === "block" };
  }
  if (manifest.is !== "workload") return undefined;
  const containers = ["**.containers", "**.initContainers"];
  const [list, index, field] = path.slice(-3);
  if (list === "env" && typeof index === "number" && field === "value") {
    if (!isAt(path.slice(0, -3), ...containers)) return undefined;
    return { name: stringOf(get(root, ...path.slice(0, -1), "name")) ?? "", isText: false };
  }
  if ((index === "args" || index === "command") && typeof field === "number") {
    if (!isAt(path.slice(0, -2), ...containers)) return undefined;
    // `--upstream` and its value may be two arguments.
    const previous = field === 0 ? undefined : stringOf(get(root, ...path.slice(0, -1), field - 1));
    return { name: previous !== undefined && /^--?[\w-]+$/.test(previous) ? previous : "", isText: false };
  }
  return undefined;
}

/** What the text before the address asks for, or the name of what holds it. */
function wantedBehind(lead: string, name: string | undefined): Wanted | undefined {
  const [, scheme] = /\b([a-z][a-z0-9+.-]*):\/\/(?:[^\s/@]*@)?$/i.exec(lead) ?? [];
  if (scheme !== undefined) return { kind: "url", scheme: scheme.toLowerCase() };
  // `--upstream=`, `API_HOST: `, `url = "`
  const [, own] = /(?:^|[\s,;])["']?(-{0,2}[\w.-]+)["']?\s*[=:]\s*["']?$/.exec(lead) ?? [];
  if (own !== undefined) return wantedAs(own);
  return name !== undefined && /^["']?(?:[^\s"']*,)?$/.test(lead.trimStart()) ? wantedAs(name) : undefined;
}

/** What a variable's or flag's name says of its value: its last word, and for `SERVICE` and the like nothing for sure. */
function wantedAs(name: string): Wanted | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const last = words.at(-1) ?? "";
  // Where the program itself listens, or is known outside.
  if (words.some((word) => /^(listen|bind|advertise|advertised|public|external|own|self|pod|node)$/.test(word)))
    return undefined;
  if (/^(host|hostname|hosts|dns)$/.test(last)) return { kind: "host" };
  if (/^(url|uri|urls|baseurl|endpointurl|origin)$/.test(last)) return { kind: "url", scheme: undefined };
  if (/^(addr|address|addresses|addrs|endpoint|endpoints|target|targets|brokers?|hostport|authority)$/.test(last))
    return { kind: "host-and-port" };
  if (/^(service|svc|server|servers|upstream|upstreams|backend|backends)$/.test(last)) return { kind: "either" };
  return undefined;
}

/** A word that begins with a Service's name and a dot is going to be a host. */
function likeHost(typed: string, { resource, world }: TextPlace): Wanted | undefined {
  const dot = typed.indexOf(".");
  if (dot <= 0) return undefined;
  const name = typed.slice(0, dot);
  return world.ofKindEverywhere(resource, "Service").some((service) => service.name === name)
    ? { kind: "either" }
    : undefined;
}

/** The addresses of all Services: those of the own namespace first, by their short names. */
function* addresses(wanted: Wanted, span: Span, place: TextPlace): Iterable<Candidate> {
  const { resource, world } = place;
  const { clusterDomain } = world.settings;
  const own: ServiceResource[] = [];
  const others: ServiceResource[] = [];
  const seen = new Set<string>();
  for (const service of world.ofKindEverywhere(resource, "Service")) {
    const id = `${service.namespace}/${service.name}`;
    if (!isA(service, "service") || service.name === "" || seen.has(id) || service.manifest === resource.manifest)
      continue;
    seen.add(id);
    (service.namespace === resource.namespace ? own : others).push(service);
  }
  // An alias for a name outside is looked up where the alias is not known: it needs the whole name.
  const short = resource.manifest.is === "service" ? [] : own;
  for (const service of short) yield* addressesOf(service, service.name, wanted, span, world);
  for (const service of [...own, ...others]) {
    const host = `${service.name}.${service.namespace}.svc.${clusterDomain}`;
    yield* addressesOf(service, host, wanted, span, world);
  }
}

function* addressesOf(
  service: ServiceResource,
  host: string,
  wanted: Wanted,
  span: Span,
  world: World,
): Iterable<Candidate> {
  const candidate = (text: string, port: ServicePort | undefined): Candidate => ({
    kind: "reference",
    label: text,
    detail: () => (port === undefined ? serviceDetail(service) : portDetail(service, port)),
    docs: () => serviceDocs(service, world),
    insert: { as: "part", text, span },
  });
  const { ports } = service.manifest.service;
  if (wanted.kind === "host" || ports.length === 0) {
    if (wanted.kind !== "url" || wanted.scheme !== undefined) yield candidate(host, undefined);
    return;
  }
  for (const port of ports) {
    const number = numberOf(service, port, world);
    if (number === undefined || port.port === undefined || port.protocol === undefined) continue;
    if (wanted.kind !== "url") {
      yield candidate(`${host}:${number}`, port);
      continue;
    }
    if (port.protocol !== "TCP") continue;
    const { name, protocol, appProtocol } = port;
    const own = schemeOf({ name, port: port.port, protocol, appProtocol });
    const scheme = wanted.scheme ?? own;
    if (scheme === undefined || (/^https?$/.test(scheme) && own !== undefined && own !== scheme)) continue;
    const isDefault = (scheme === "http" && number === 80) || (scheme === "https" && number === 443);
    const address = isDefault ? host : `${host}:${number}`;
    yield candidate(wanted.scheme === undefined ? `${scheme}://${address}` : address, port);
  }
  if (wanted.kind === "either") yield candidate(host, undefined);
}

function portDetail(service: ServiceResource, port: ServicePort) {
  const text = `Service ${service.namespace}/${service.name} · ${portLabel(port)}`;
  return { en: text, "zh-cn": text };
}

/** The port to connect to: the Service's, but of a headless Service the pods' own. */
function numberOf(service: ServiceResource, port: ServicePort, world: World): number | undefined {
  if (!service.manifest.service.headless) return port.port;
  if (typeof port.targetPort === "number") return port.targetPort;
  for (const workload of world.selected(service)) {
    const [meant] = portsMeant(port, workload.manifest.workload);
    if (meant?.containerPort !== undefined) return meant.containerPort;
  }
  return port.port;
}

/** The ports of the Service that a host names. */
function* portsOf(host: string, span: Span, { resource, world }: TextPlace): Iterable<Candidate> {
  const { clusterDomain } = world.settings;
  const labels = (host.endsWith(`.${clusterDomain}`) ? host.slice(0, -clusterDomain.length - 1) : host).split(".");
  if (labels.at(-1) === "svc") labels.pop();
  // A pod's name before the Service's.
  const [name = "", namespace = resource.namespace] = labels.length > 2 ? labels.slice(-2) : labels;
  const seen = new Set<number>();
  for (const service of world.servicesNamed(resource, namespace, name)) {
    for (const port of service.manifest.service.ports) {
      const number = numberOf(service, port, world);
      if (number === undefined || seen.has(number)) continue;
      seen.add(number);
      yield {
        kind: "reference",
        label: String(number),
        detail: () => portDetail(service, port),
        docs: () => serviceDocs(service, world),
        insert: { as: "part", text: String(number), span },
      };
    }
  }
}

/** Where the host at the offset ends, its port included. */
function hostEnd(text: string, offset: number, word: Span): number {
  const [rest = ""] = /^[A-Za-z0-9.-]*(?::\d{1,5})?/.exec(text.slice(offset, offset + 300)) ?? [];
  return touches(word, offset) ? Math.min(offset + rest.length, Math.max(word.end, offset)) : offset;
}

function digitsEnd(text: string, offset: number): number {
  const [digits = ""] = /^\d*/.exec(text.slice(offset, offset + 6)) ?? [];
  return offset + digits.length;
}
