// What completion asks and answers, before it is known how the place wants it written.

import type { Span } from "../base/span.ts";
import { same, type Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import type { ServicePort } from "../model/service.ts";
import type { Place, TreePath } from "../yaml/at.ts";
import { get } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";

/** Where something is typed, in the terms of the object that it is typed into. */
export interface Question {
  readonly document: WorkspaceDocument;
  readonly place: Place;
  /** A key of `path`'s map, or the value at `path`. */
  readonly slot: "key" | "value";
  /** From the object's own root, which in a List is an item. */
  readonly path: TreePath;
  /** The object's root, as far as it is written. */
  readonly root: Node | undefined;
  /** As written; undefined where nobody has written it yet. */
  readonly kind: string | undefined;
  /** The object as it will be applied; undefined until it has an apiVersion and a kind. */
  readonly resource: Resource | undefined;
  readonly world: World;
}

export interface Candidate {
  readonly kind: "field" | "value" | "reference" | "enumMember";
  readonly label: string;
  /** Asked for, like `docs`, only when the candidate is shown. */
  readonly detail?: () => Text;
  readonly docs?: () => Text;
  readonly insert: Insert;
}

/** What goes into the text. */
export type Insert =
  | { readonly as: "value"; readonly value: string | number | boolean }
  /** A key; `opens`: with a block below it. */
  | { readonly as: "key"; readonly key: string; readonly opens: "nothing" | "block" | "list" }
  /** Whole entries of the map that the key belongs to. */
  | { readonly as: "entries"; readonly entries: readonly (readonly [string, string | number])[] }
  /** Plain text in the place of a part of a longer value. */
  | { readonly as: "part"; readonly text: string; readonly span: Span };

/**
 * Whether a way down is one of these, indices left out: `spec.rules.backendRefs.name`. A `*` stands for any key, `**` at the start
 * for any way.
 */
export function isAt(path: TreePath, ...patterns: readonly string[]): boolean {
  const keys = path.filter((step) => typeof step === "string");
  return patterns.some((pattern) => {
    const anywhere = pattern.startsWith("**.");
    const wanted = pattern.slice(anywhere ? 3 : 0).split(".");
    const from = anywhere ? keys.length - wanted.length : 0;
    if (from < 0 || keys.length - from !== wanted.length) return false;
    return wanted.every((step, index) => step === "*" || step === keys[from + index]);
  });
}

/** The value beside, above or below the place: `steps` behind the first `depth` steps of its path. */
export function near(
  { root, path }: Question,
  depth: number,
  ...steps: readonly (string | number)[]
): Node | undefined {
  return get(root, ...path.slice(0, depth), ...steps);
}

/** Entries as one candidate: `name: api, port: 80`. */
export function entriesCandidate(
  entries: readonly (readonly [string, string | number])[],
  more: Pick<Candidate, "detail" | "docs">,
): Candidate {
  const label = entries.map(([key, value]) => `${key}: ${value}`).join(", ");
  return { kind: "reference", label, insert: { as: "entries", entries }, ...more };
}

export function valueCandidate(value: string | number, more: Pick<Candidate, "detail" | "docs">): Candidate {
  return { kind: "reference", label: String(value), insert: { as: "value", value }, ...more };
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

/** What a Service is, in a few lines of Markdown. */
export function serviceDocs(service: Resource<ServiceManifest>, world: World): Text {
  const { manifest, namespace, name } = service;
  const ports = manifest.service.ports.map((port) => {
    const node = port.nodePort === undefined ? "" : ` (nodePort ${port.nodePort})`;
    return `- ${portLabel(port)} → ${port.targetPort ?? "?"}${node}`;
  });
  const head = `Service \`${namespace}/${name}\` · ${serviceDetail(service).en}`;
  const pods = world.selected(service).slice(0, 4);
  const who = pods.map((workload) => `${workload.manifest.kind} ${workload.name}`).join(", ");
  const text = (selects: string) => [head, ports.join("\n"), selects].filter((part) => part !== "").join("\n\n");
  return {
    en: text(who === "" ? "" : `It selects the pods of ${who}.`),
    "zh-cn": text(who === "" ? "" : `它选择 ${who.replaceAll(", ", "、")} 的 Pod。`),
  };
}

/** `pods of Deployment web and 2 others`. */
export function podsOf(who: readonly Resource[]): Text {
  const [first] = who;
  const name = first === undefined ? "" : `${first.manifest.kind} ${first.name}`;
  const others = who.length - 1;
  if (others <= 0) return { en: `pods of ${name}`, "zh-cn": `${name} 的 Pod` };
  return {
    en: `pods of ${name} and ${others === 1 ? "one other" : `${others} others`}`,
    "zh-cn": `${name} 等 ${who.length} 个工作负载的 Pod`,
  };
}

/** Ports of containers by name and by number, or only by one of them. */
export function* containerPorts(
  workloads: readonly Resource<WorkloadManifest>[],
  protocol: string | undefined,
  by: "name" | "number" | "both",
): Iterable<{ readonly value: string | number; readonly protocol: string | undefined; readonly detail: Text }> {
  const seen = new Set<string | number>();
  for (const workload of workloads) {
    for (const port of workload.manifest.workload.containers.flatMap((container) => container.ports)) {
      if (protocol !== undefined && port.protocol !== protocol) continue;
      const who = `${workload.manifest.kind} ${workload.name}`;
      for (const value of [by === "number" ? undefined : port.name, by === "name" ? undefined : port.containerPort]) {
        if (value === undefined || seen.has(value)) continue;
        seen.add(value);
        const detail = same(typeof value === "string" ? `${port.containerPort} · ${who}` : who);
        yield { value, protocol: port.protocol, detail };
      }
    }
  }
}
