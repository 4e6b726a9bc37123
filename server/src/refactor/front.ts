// What can be put in front of a Service: an Ingress, or a Gateway with an HTTPRoute, as manifests for a file of their own or for the Service's.

import { dnsSubdomain } from "../api-server/formats.ts";
import type { Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { takesKind } from "../model/gateway.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import type { ServicePort } from "../model/service.ts";
import { allowsNamespace } from "../paths/attachments.ts";
import { schemeOf } from "../paths/url.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { newDocument } from "../yaml/new-document.ts";
import type { TextEdit } from "../yaml/text-edit.ts";
import type { Json } from "../yaml/to-json.ts";

export type FrontKind = "Ingress" | "Gateway";

/** How the front is to be. */
export interface Front {
  readonly kind: FrontKind;
  /** A host name, also with `*.` before it; undefined: any host. */
  readonly host: string | undefined;
  /** The IngressClass or GatewayClass; undefined: an Ingress of the cluster's default class. */
  readonly className: string | undefined;
  /** A Gateway that is there already, for an HTTPRoute alone. */
  readonly gateway?: GatewayName | undefined;
}

export interface GatewayName {
  readonly namespace: string;
  readonly name: string;
}

/** A manifest that comes; its text ends with a line break. */
export interface NewManifest {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

/**
 * The manifests; undefined where nothing can stand in front: a Service without a name, or
 * without a TCP port. A new Gateway has one listener, for HTTP on port 80.
 */
export function frontManifests(
  service: Resource<ServiceManifest>,
  front: Front,
  world: World,
): readonly NewManifest[] | undefined {
  const port = frontPort(service.manifest.service.ports);
  // As written: a kustomization that renames the Service renames what refers to it, too.
  const written = service.document.manifests.find(({ item }) => item === service.manifest.item);
  const name = written?.name?.value ?? "";
  const namespace = written?.namespace?.value;
  if (port?.port === undefined || name === "") return undefined;
  const metadata = (kind: string) => ({
    name: freeName(service, kind, name, world),
    ...(namespace === undefined ? {} : { namespace }),
  });
  const { host, className } = front;
  if (front.kind === "Ingress") {
    const backend = {
      service: { name, port: port.name === undefined ? { number: port.port } : { name: port.name } },
    };
    return manifests({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: metadata("Ingress"),
      spec: {
        ...(className === undefined ? {} : { ingressClassName: className }),
        rules: [
          { ...(host === undefined ? {} : { host }), http: { paths: [{ path: "/", pathType: "Prefix", backend }] } },
        ],
      },
    });
  }
  const route = (parent: Json) => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: metadata("HTTPRoute"),
    spec: {
      parentRefs: [parent],
      ...(host === undefined ? {} : { hostnames: [host] }),
      rules: [
        { matches: [{ path: { type: "PathPrefix", value: "/" } }], backendRefs: [{ name, port: port.port ?? 80 }] },
      ],
    },
  });
  if (front.gateway !== undefined) {
    const { gateway } = front;
    const elsewhere = gateway.namespace === service.namespace ? {} : { namespace: gateway.namespace };
    return manifests(route({ name: gateway.name, ...elsewhere }));
  }
  if (className === undefined) return undefined;
  const own = metadata("Gateway");
  const listener = { name: "http", ...(host === undefined ? {} : { hostname: host }), protocol: "HTTP", port: 80 };
  const gateway = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: own,
    spec: { gatewayClassName: className, listeners: [listener] },
  };
  return manifests(gateway, route({ name: own.name }));
}

/** Why a host cannot stand in an Ingress or a Gateway; undefined where it can (networking.k8s.io and Gateway API: a DNS-1123 subdomain, also with `*.` before it, and no address). */
export function hostProblem(host: string): Text | undefined {
  const name = host.startsWith("*.") ? host.slice(2) : host;
  const isAddress = /^[\d.]+$/.test(name) || name.includes(":");
  if (!isAddress && [...dnsSubdomain(name, "characters")].length === 0) return undefined;
  return {
    en: `${host} is not a valid host name. Use a form such as shop.example.com or *.example.com: lowercase, without scheme, port or path, and not an IP address.`,
    "zh-cn": `${host} 不是合法的主机名，应写成类似 shop.example.com 或 *.example.com 的形式：全小写，不带协议、端口和路径，也不能是 IP 地址。`,
  };
}

/** Why a class cannot be one; undefined where it can: its name is a DNS-1123 subdomain. */
export function classProblem(className: string): Text | undefined {
  if ([...dnsSubdomain(className, "characters")].length === 0) return undefined;
  return {
    en: `${className} is not a valid class name: use lowercase letters, digits, hyphens and dots.`,
    "zh-cn": `${className} 不是合法的类名：只能包含小写字母、数字、连字符和点。`,
  };
}

/** The classes that the workspace names, those that it defines first. */
export function classesSeen(service: Resource<ServiceManifest>, kind: FrontKind, world: World): readonly string[] {
  const seen = new Set<string>();
  for (const { name } of world.ofKindEverywhere(service, `${kind}Class`)) if (name !== "") seen.add(name);
  for (const { manifest } of world.ofKindEverywhere(service, kind)) {
    const name = stringOf(get(manifest.root, "spec", kind === "Ingress" ? "ingressClassName" : "gatewayClassName"));
    if (name !== undefined && classProblem(name) === undefined) seen.add(name);
  }
  return [...seen];
}

/** The Gateways of the workspace with a listener that takes HTTPRoutes of the Service's namespace, its own first. */
export function gatewaysFor(service: Resource<ServiceManifest>, world: World): readonly GatewayName[] {
  const found = world.ofKindEverywhere(service, "Gateway").filter((gateway) => {
    const { manifest } = gateway;
    return (
      manifest.is === "gateway" &&
      gateway.name !== "" &&
      manifest.gateway.listeners.some(
        (listener) =>
          takesKind(listener, "HTTPRoute") && allowsNamespace({ world, from: service }, service, gateway, listener),
      )
    );
  });
  const names = found.map(({ namespace, name }) => ({ namespace, name }));
  const rank = ({ namespace }: GatewayName) => (namespace === service.namespace ? 0 : 1);
  return names.sort((a, b) => rank(a) - rank(b));
}

/** Puts manifests behind a document; undefined where that is no YAML that could go on. */
export function inSameFile(document: WorkspaceDocument, added: readonly NewManifest[]): TextEdit | undefined {
  const { text } = document.yaml;
  if (/^\s*[{[]/.test(text)) return undefined;
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  // At the very end, so that an edit of the last line does not overlap it.
  const end = text.length;
  const isBegun = /(^|[\r\n])$/.test(text);
  const texts = added.map((each) => `---\n${each.text}`).join("");
  const whole = isBegun ? texts : `\n${texts.trimEnd()}`;
  return { span: { start: end, end }, text: whole.replaceAll("\n", lineBreak) };
}

/** Manifests as a file of their own. */
export function asFile(added: readonly NewManifest[]): string {
  return added.map(({ text }) => text).join("---\n");
}

/** The port that a front leads to: one that speaks HTTP, else the first of TCP. */
export function frontPort(ports: readonly ServicePort[]): ServicePort | undefined {
  const fitting = ports.filter((port) => port.protocol === "TCP" && port.port !== undefined);
  const speaking = fitting.find(
    ({ name, port = 0, appProtocol }) => schemeOf({ name, port, protocol: "TCP", appProtocol }) === "http",
  );
  return speaking ?? fitting[0];
}

/** The Service's own name, or one with a number behind it where an object of this kind has that already. */
function freeName(service: Resource<ServiceManifest>, kind: string, name: string, world: World): string {
  const taken = new Set(world.ofKind(service, kind, service.namespace).map((other) => other.name));
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
  return free;
}

type NewObject = { readonly [key: string]: Json } & {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

function manifests(...objects: readonly NewObject[]): readonly NewManifest[] {
  return objects.map((object) => ({ kind: object.kind, name: object.metadata.name, text: newDocument(object) }));
}
