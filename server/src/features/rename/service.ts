// A Service's new name: the Service itself, patches of it, and everything that names it.

import { dns1035Label, dnsLabel } from "../../api-server/formats.ts";
import { featuresOf } from "../../api-server/versions.ts";
import type { Span } from "../../base/span.ts";
import type { Steps } from "../../base/steps.ts";
import { kustomizationsOf } from "../../index/kustomization-files.ts";
import { type Mention, mentionsIn } from "../../index/mentions.ts";
import type { Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import { namesUnder } from "../../model/kustomize.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import { stringsOf } from "../../model/strings.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import type { StringNode } from "../../yaml/node.ts";
import {
  complaintAbout,
  everywhere,
  immutable,
  mayMeanIt,
  meansIt,
  meansOthersToo,
  type RenameContext,
  writtenId,
} from "./context.ts";
import { type Note, nameRefused, placeRefused, type Refusal } from "./edits.ts";
import type { RenameTarget } from "./target.ts";
import { mapsIn, type Written } from "./written.ts";

type ServiceResource = Resource<ServiceManifest>;

/** A Service in one scope, with the names that it goes through there: as written, then after each kustomization. */
interface Renamed {
  readonly service: ServiceResource;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Collects the edits, or says why there are none. */
export function* renameService(
  target: RenameTarget & { kind: "service" },
  newName: string,
  context: RenameContext,
): Steps<Refusal | undefined> {
  const { world } = context;
  const services = sameServices(target.from, target.namespace, target.service, context);
  const [first] = services;
  if (first === undefined) return noService(target.namespace, target.service);
  const written = writtenName(target, newName, services, context);
  if (typeof written !== "string") return written;
  const renamed: Renamed[] = [];
  const nameFormat = featuresOf(world.settings.kubernetesVersion).relaxedServiceNames ? dnsLabel : dns1035Label;
  for (const service of services) {
    const layers = service.layers;
    const before = namesUnder(ownName(service) ?? "", layers);
    const after = namesUnder(written, layers);
    if (before.at(-1) !== service.name) {
      return placeRefused(
        "A patch gives this Service its name: it cannot be renamed from here.",
        "此 Service 的名称由补丁指定：无法在此处重命名。",
      );
    }
    const applied = after.at(-1) ?? "";
    const complaint = complaintAbout(applied, nameFormat(applied));
    if (complaint !== undefined) return complaint;
    const taken = world.servicesNamed(service, service.namespace, applied);
    if (taken.some((other) => !services.some((own) => writtenId(own) === writtenId(other)))) {
      return nameRefused(
        `Namespace ${service.namespace} has a Service ${applied} already.`,
        `命名空间 ${service.namespace} 中已有 Service ${applied}。`,
      );
    }
    renamed.push({ service, before, after });
  }
  for (const one of renamed) {
    const refusal = renameItself(one, context);
    if (refusal !== undefined) return refusal;
    yield* renameMentions(one, services, context);
  }
  // What is sure comes first: a guess never takes its place.
  for (const one of renamed) yield* renameGuesses(one, context);
  return undefined;
}

export function noService(namespace: string, name: string): Refusal {
  return placeRefused(
    `Service ${namespace}/${name} is not in this workspace: only its own manifest can give it another name.`,
    `Service ${namespace}/${name} 不在此工作区中：只有它自己的清单才能为它改名。`,
  );
}

/** The Services that a name means to `from`, in every scope that applies their manifests. */
export function sameServices(
  from: Resource,
  namespace: string,
  name: string,
  { workspace, world }: RenameContext,
): readonly ServiceResource[] {
  const found = new Set<ServiceResource>();
  const take = (service: ServiceResource) => {
    if (found.has(service)) return;
    found.add(service);
    for (const other of everywhere(service, workspace)) take(other);
    for (const other of world.servicesNamed(service, service.namespace, service.name)) take(other);
  };
  for (const service of world.servicesNamed(from, namespace, name)) take(service);
  return [...found];
}

function ownName({ document, manifest }: ServiceResource): string | undefined {
  return document.manifests.find(({ item }) => item === manifest.item)?.name?.value;
}

/** The new name as the Service's own manifest has to say it. What is written elsewhere may have what a kustomization puts around it. */
function writtenName(
  { from, name, namespace, service }: RenameTarget & { kind: "service" },
  newName: string,
  services: readonly ServiceResource[],
  { world }: RenameContext,
): string | Refusal {
  const meant = world.servicesNamed(from, namespace, service)[0] ?? services[0];
  if (meant === undefined) return newName;
  const layers = meant.layers;
  const depth = namesUnder(ownName(meant) ?? "", layers).indexOf(name);
  const around = layers.slice(0, Math.max(0, depth));
  const prefix = around
    .map(({ namePrefix }) => namePrefix)
    .reverse()
    .join("");
  const suffix = around.map(({ nameSuffix }) => nameSuffix).join("");
  const isWhole = newName.startsWith(prefix) && newName.endsWith(suffix);
  if (isWhole && newName.length > prefix.length + suffix.length)
    return newName.slice(prefix.length, newName.length - suffix.length);
  return nameRefused(
    `A kustomization makes this name ${prefix}…${suffix}: the new one has to be like that, too.`,
    `kustomization 会把此名称变为 ${prefix}…${suffix}：新名称也必须如此。`,
  );
}

/** The Service's manifest, its patches, and what kustomizations say of it. */
function renameItself(one: Renamed, { forms, edits }: RenameContext): Refusal | undefined {
  const { service } = one;
  for (const { text, manifest } of forms.of(service)) {
    const after = nextName(manifest.name?.value, one);
    if (manifest.name !== undefined && after !== undefined) edits.value(text, manifest.name, after, meansIt);
  }
  if (service.scope === undefined) return undefined;
  for (const { document } of kustomizationsOf(service.scope, forms.known)) {
    for (const map of mapsIn(document.yaml.root)) {
      const name = get(map, "name");
      if (stringOf(get(map, "kind")) !== "Service" || name?.kind !== "string") continue;
      const after = nextName(name.value, one);
      if (after !== undefined) edits.value(forms.own(document), name, after, meansIt);
      else if (isPatternFor(name, one)) {
        return nameRefused(
          `A kustomization finds this Service by the pattern ${name.value}, which the new name does not fit.`,
          `kustomization 通过模式 ${name.value} 查找此 Service，而新名称与之不符。`,
        );
      }
    }
  }
  return undefined;
}

function isPatternFor({ value }: StringNode, { before, after }: Renamed): boolean {
  if (/^[a-z0-9-]*$/.test(value)) return false;
  try {
    const pattern = new RegExp(`^(?:${value})$`);
    return before.some((name) => pattern.test(name)) && !after.some((name) => pattern.test(name));
  } catch {
    return false;
  }
}

/** The new name where one of the old ones is written. */
function nextName(name: string | undefined, { before, after }: Renamed): string | undefined {
  return name === undefined || name === "" ? undefined : after[before.indexOf(name)];
}

function* renameMentions(one: Renamed, services: readonly ServiceResource[], context: RenameContext): Steps<void> {
  const { world, forms, edits } = context;
  const { service } = one;
  const applied = one.after.at(-1) ?? "";
  for (const resource of world.naming(service, service.namespace, service.name)) {
    yield;
    const starts = new Set<number>();
    for (const mention of mentionsOf(resource, world)) if (isOf(mention, service)) starts.add(mention.span.start);
    const note = meansMore(resource, starts, services, context) ? meansOthersToo : meansIt;
    for (const written of forms.of(resource)) {
      const isOwn = written.text.document === resource.document;
      for (const mention of mentionsIn(written.manifest, resource.namespace, world.settings.clusterDomain)) {
        if (mention.namespace !== service.namespace) continue;
        if (isOwn && !starts.has(mention.span.start)) continue;
        if (mention.host === undefined) {
          const after = nextName(mention.service, one);
          // Its pods' template may change, this may not.
          const isFixed =
            mention.by === "governs" && mention.node === get(written.manifest.root, "spec", "serviceName");
          if (after !== undefined) edits.value(written.text, mention.node, after, isFixed ? immutable : note);
        } else if (mention.service === service.name) renameInText(mention, written, applied, note, context);
      }
    }
    for (const { text, steps, node } of forms.patched(resource)) {
      const after = nextName(node.value, one);
      const isName = /^(service\/name|.*\/serviceName|.*\/service\/name|.*\/backendRefs\/\d+\/name)$/.test(
        steps.join("/"),
      );
      if (after !== undefined && isName) edits.value(text, node, after, note);
    }
  }
}

export function mentionsOf(resource: Resource, world: World): Iterable<Mention> {
  return mentionsIn(resource.manifest, resource.namespace, world.settings.clusterDomain);
}

export function isOf(mention: Mention, service: ServiceResource): boolean {
  return mention.namespace === service.namespace && mention.service === service.name;
}

function renameInText(
  { node, host, span }: Mention,
  { text }: Written,
  newName: string,
  note: Note,
  { edits }: RenameContext,
): void {
  if (node.kind !== "string" || host === undefined) return;
  const length = host.service.length;
  const isPlaced = span.end - span.start === length && !node.aliased;
  const said = { start: host.start, end: host.start + length };
  edits.part(text, node, { said, written: isPlaced ? span : undefined, text: newName, note });
}

/** Whether what is written in `resource` at these places means a Service that keeps its name, too: in another scope, or to a shared file. */
export function meansMore(
  resource: Resource,
  starts: ReadonlySet<number>,
  services: readonly ServiceResource[],
  { workspace, world }: RenameContext,
): boolean {
  const ids = new Set(services.map(writtenId));
  return everywhere(resource, workspace).some((other) =>
    [...mentionsOf(other, world)].some(
      (mention) =>
        starts.has(mention.span.start) &&
        world.servicesNamed(other, mention.namespace, mention.service).some((service) => !ids.has(writtenId(service))),
    ),
  );
}

/** Texts that hold the name alone, with a port or a namespace behind it, or as the variables that pods get of it. */
function* renameGuesses({ service, after }: Renamed, { workspace, world, forms, edits }: RenameContext): Steps<void> {
  const applied = after.at(-1) ?? "";
  const { name, namespace } = service;
  const variable = name.toUpperCase().replaceAll("-", "_");
  for (const file of workspace.files()) {
    for (const document of file.documents) {
      yield;
      const { text } = document.yaml;
      if (!text.includes(name) && !text.includes(`${variable}_`)) continue;
      for (const resource of workspace.resources(document)) {
        if (!world.inOneScope(service, resource)) continue;
        for (const written of forms.of(resource)) {
          for (const { node, path } of stringsOf(written.manifest)) {
            const isHere = resource.namespace === namespace;
            const ports = service.manifest.service.ports.flatMap((port) => port.port ?? []);
            const find = (value: string) => [
              ...guessesIn(value, { name, namespace, ports, isHere, isAddress: isAddress(written, path) }),
            ];
            const said = find(node.value);
            if (said.length === 0) continue;
            const isEscaped = node.aliased || (node.style === "double" && node.source.includes("\\"));
            const quote = node.style === "single" || node.style === "double" ? 1 : 0;
            const source = isEscaped ? [] : quote === 0 ? find(node.source) : find(node.source.slice(1, -1));
            for (const [index, guess] of said.entries()) {
              const place = source.length === said.length ? source[index] : undefined;
              const shift = node.span.start + quote;
              edits.part(written.text, node, {
                said: guess.span,
                written: place && { start: place.span.start + shift, end: place.span.end + shift },
                text: guess.form === "name" ? applied : applied.toUpperCase().replaceAll("-", "_"),
                note: mayMeanIt,
              });
            }
          }
        }
      }
    }
  }
}

interface Wanted {
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly number[];
  /** The text is in the Service's namespace. */
  readonly isHere: boolean;
  /** The text is an environment variable that holds an address. */
  readonly isAddress: boolean;
}

function* guessesIn(
  value: string,
  { name, namespace, ports, isHere, isAddress: isAlone }: Wanted,
): Iterable<{ readonly span: Span; readonly form: "name" | "variable" }> {
  // NAME.NAMESPACE, NAME:PORT; a name alone only where it is all that an address variable holds.
  const before = "(?<![\\w.:/@-])";
  for (const match of value.matchAll(
    new RegExp(`${before}${name}(?:\\.([a-z0-9-]+))?(?::(\\d+))?(?![\\w.:/-])`, "g"),
  )) {
    const [whole, where, port] = match;
    const isPort = port === undefined || ports.includes(Number(port));
    const isMeant =
      where === undefined
        ? isHere && (port === undefined ? isAlone && whole === value : isPort)
        : where === namespace && isPort;
    if (isMeant) yield { span: { start: match.index, end: match.index + name.length }, form: "name" };
  }
  if (!isHere) return;
  const variable = name.toUpperCase().replaceAll("-", "_");
  for (const { index } of value.matchAll(
    new RegExp(`(?<![A-Z0-9_])${variable}(?=_SERVICE_(?:HOST|PORT)|_PORT_\\d+_(?:TCP|UDP))`, "g"),
  ))
    yield { span: { start: index, end: index + variable.length }, form: "variable" };
}

/** Whether the text at a path is an environment variable whose name says that it holds an address. */
function isAddress({ manifest }: Written, path: readonly unknown[]): boolean {
  const at = path.slice(0, -1).filter((step) => typeof step === "string" || typeof step === "number");
  if (path.at(-1) !== "value" || at.length !== path.length - 1) return false;
  const name = stringOf(get(manifest.root, ...at, "name")) ?? "";
  return /(HOST|ADDR|SERVER|URL|URI|ENDPOINT|SERVICE|UPSTREAM|BACKEND|BROKER|PEER|TARGET)/i.test(name);
}
