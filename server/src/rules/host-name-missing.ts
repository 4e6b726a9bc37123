// A Service's DNS name in an environment variable, an argument or a ConfigMap, that names nothing.

import type { FieldPath } from "../base/field.ts";
import { placeholdersIn } from "../base/placeholder.ts";
import { isTypo } from "../index/likeness.ts";
import { guessOf, isBelieved, mayBeThere, type NearName, nearNames, nearWords } from "../index/near-name.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import { compareResources } from "../index/order.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { hostNamesIn, type PlacedHostName } from "../model/host-names.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import type { ServicePort } from "../model/service.ts";
import { stringsOf } from "../model/strings.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import type { StringNode } from "../yaml/node.ts";
import { likeliest } from "./fixes/likeliest.ts";
import { defineRule, type Related, type Report } from "./rule.ts";

export const hostNameMissing = defineRule({
  id: "host-name-missing",
  severity: "warning",
  title: { en: "A host name that no Service has", "zh-cn": "主机名没有对应的 Service" },
  why: {
    en: "Programs find Services by DNS: `NAME.NAMESPACE.svc`, `NAME.NAMESPACE`, or `NAME` in the same namespace. A name that no Service has does not resolve, and a connection to a port that the Service does not have fails. Both show only when the program runs.",
    "zh-cn":
      "程序通过 DNS 查找 Service：`NAME.NAMESPACE.svc`、`NAME.NAMESPACE`，或在同一命名空间中用 `NAME`。没有对应 Service 的名称无法解析，连接 Service 没有的端口也会失败；这两种情况都要到程序运行时才会暴露。",
  },
  *check(resource, world) {
    const { manifest } = resource;
    if (manifest.is !== "workload" && manifest.kind !== "ConfigMap") return;
    const said = new Set<string>();
    for (const { node, path } of stringsOf(manifest)) {
      for (const host of hostNamesIn(node, world.settings.clusterDomain)) {
        const finding = findingOf(resource, world, node, path, host);
        if (finding === undefined) continue;
        // What nobody can know is said once of an object.
        if (finding.severity === "hint" && said.has(finding.message.en)) continue;
        said.add(finding.message.en);
        yield finding;
      }
    }
  },
});

function findingOf(
  resource: Resource,
  world: World,
  node: StringNode,
  path: FieldPath,
  host: PlacedHostName,
): Report | undefined {
  if (isPartOfMore(node.value, host)) return undefined;
  const namespace = host.namespace ?? resource.namespace;
  // The short form is a Service's name only where its second part is a namespace that is known to be one.
  if (host.form === "short" && !isNamespace(resource, namespace, world)) return undefined;
  const own = world.servicesNamed(resource, namespace, host.service);
  const services = own.length > 0 ? own : world.servicesElsewhere(resource, namespace, host.service).filter(isSaid);
  const span = spanOf(host, node);
  if (services.length > 0) return wrongPort(resource, world, node, path, host, services);
  if (mayBeThere(resource, namespace, host.service, world)) return undefined;
  const near = nearNames(resource, namespace, host.service, world);
  return host.form === "full"
    ? nothingOfThatName({ resource, world, node, path, host, span }, namespace, near)
    : misspelt({ resource, world, node, path, host, span }, namespace, near);
}

/** A text that a kustomization brings stands nowhere here: its place stands for all of it. */
function spanOf({ span }: PlacedHostName, node: StringNode): Report["span"] {
  if (span !== undefined) return span;
  return node.aliased ? node.span : { start: node.span.start, end: node.span.start + 1 };
}

/** One host name in one text. */
interface Place {
  readonly resource: Resource;
  readonly world: World;
  readonly node: StringNode;
  readonly path: FieldPath;
  readonly host: PlacedHostName;
  readonly span: Report["span"];
}

/** Whether somebody fills in what stands right before or behind the name: then this is a piece of another name. */
function isPartOfMore(value: string, { start, end, lead }: PlacedHostName): boolean {
  const from = start - lead.length;
  return placeholdersIn(value).some((mark) => mark.start <= end && from <= mark.end);
}

/** Of a Service whose namespace nobody says it is not known whether it is this one. */
function isSaid({ namespaceIsKnown }: Resource): boolean {
  return namespaceIsKnown;
}

function wrongPort(
  resource: Resource,
  world: World,
  node: StringNode,
  path: FieldPath,
  host: PlacedHostName,
  services: readonly Resource<ServiceManifest>[],
): Report | undefined {
  const [service] = services;
  const { port } = host;
  if (service === undefined || port === undefined) return undefined;
  const { ports, type, headless } = service.manifest.service;
  if (type === "ExternalName" || headless || ports.length === 0) return undefined;
  const has = (known: ServicePort) => known.port === port || holdsFilledIn(known.node);
  if (services.some((other) => other.manifest.service.ports.some(has))) return undefined;
  const numbers = ports.flatMap((candidate) => candidate.port ?? []);
  return {
    severity: amongNeighbours("warning", resource, services, world, host.namespace),
    span: spanOf(host, node),
    field: path,
    message: {
      en: `Service ${service.namespace}/${host.service} has no port ${port}. Its ports are ${numbers.join(", ")}.`,
      "zh-cn": `Service ${service.namespace}/${host.service} 没有端口 ${port}，只有 ${numbers.join("、")}。`,
    },
    fixes: () =>
      likeliest(String(port), numbers)
        .slice(0, 3)
        .map(({ value, guess }) => ({
          ...rename(resource, node, host, `${host.text.slice(0, host.text.lastIndexOf(":"))}:${value}`),
          guess,
        })),
  };
}

/** One word alone may be anything: only where it has a port, and is a small typo of exactly one Service of its namespace. */
function misspelt(place: Place, namespace: string, near: readonly NearName[]): Report | undefined {
  const { resource, world, node, path, host, span } = place;
  const typos = near.filter(({ kind, far }) => kind === "typo" && far < 3);
  const [first, second] = typos;
  if (host.port === undefined || first === undefined) return undefined;
  if (second !== undefined && second.distance <= first.distance) return undefined;
  // A container of the same pod has no name in DNS, but may be called so in a text that is for a program.
  if (world.workloads(resource, namespace).some(({ name }) => name === host.service)) return undefined;
  if (!isBelieved(typos, resource, namespace, world)) return undefined;
  const meant = first.service.name;
  return {
    severity: "warning",
    span,
    field: path,
    message:
      host.namespace === undefined
        ? {
            en: `There is no Service ${host.service}; did you mean ${meant}?`,
            "zh-cn": `没有 Service ${host.service}；是否应为 ${meant}？`,
          }
        : {
            en: `There is no Service ${namespace}/${host.service} in this workspace; did you mean ${meant}?`,
            "zh-cn": `此工作区中没有 Service ${namespace}/${host.service}；是否应为 ${meant}？`,
          },
    fixes: () => [
      { ...rename(resource, node, host, meant + host.text.slice(host.service.length)), guess: first.distance },
    ],
  };
}

function nothingOfThatName(place: Place, namespace: string, near: readonly NearName[]): Report | undefined {
  const { resource, world, node, path, host, span } = place;
  // One of this name in another namespace may be another one: only a small typo, there or in the name, tells.
  const likely = near.filter((one) => isSmallTypo(one, namespace));
  const believed = isBelieved(likely, resource, namespace, world);
  const [first] = believed ? likely : near;
  if (first === undefined && !isNamespace(resource, namespace, world)) return undefined;
  const rest = nearWords(resource, first);
  const others = world.naming(resource, namespace, host.service);
  // What nobody can know is said once, where it is named first.
  if (!believed && others.some((other) => compareResources(other, resource) < 0)) return undefined;
  return {
    severity: believed ? "warning" : "hint",
    span,
    field: path,
    message: {
      en: `There is no Service ${namespace}/${host.service} in this workspace${rest.en}`,
      "zh-cn": `此工作区中没有 Service ${namespace}/${host.service}${rest["zh-cn"]}`,
    },
    related: believed ? [] : named(resource, others),
    fixes: () =>
      (believed ? likely : near.filter(({ kind }) => kind !== "namespace-not-set")).slice(0, 3).map((one) => {
        const behind = host.text.slice(host.service.length + 1 + namespace.length);
        const { name, namespace: where } = one.service;
        return { ...rename(resource, node, host, `${name}.${where}${behind}`), guess: guessOf(one, believed) };
      }),
  };
}

/** The others that name it too. */
function named(resource: Resource, others: readonly Resource[]): readonly Related[] {
  return others
    .filter((other) => other.document !== resource.document)
    .map((other) => ({
      document: other.document,
      span: (other.manifest.name ?? other.manifest.root).span,
      message: {
        en: `${other.manifest.kind} ${other.name} also uses it`,
        "zh-cn": `${other.manifest.kind} ${other.name} 也引用了它`,
      },
    }));
}

function isSmallTypo({ kind, service }: NearName, namespace: string): boolean {
  return kind === "typo" || isTypo(namespace, service.namespace);
}

/** Whether a namespace is known: declared, or the home of a Service in sight. */
function isNamespace(resource: Resource, namespace: string, world: World): boolean {
  return namespace === resource.namespace || world.isNamespace(namespace);
}

function rename(resource: Resource, node: StringNode, host: PlacedHostName, text: string) {
  const value = node.value.slice(0, host.start) + text + node.value.slice(host.end);
  const { yaml } = resource.document;
  // Where the name is shown as it is written, nothing around it changes; a block of text keeps its lines.
  const isShown = host.span !== undefined && yaml.text.slice(host.span.start, host.span.end) === host.text;
  return {
    title: { en: `Change to ${text}`, "zh-cn": `改为 ${text}` },
    safe: false,
    edits: isShown && host.span !== undefined ? [{ span: host.span, text }] : replaceScalar(yaml, node, value),
  };
}
