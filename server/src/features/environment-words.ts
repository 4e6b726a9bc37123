// What a Service's written values become in the environments that apply it: "8080 in dev, 80 in prod".

import type { FieldPath } from "../base/field.ts";
import type { Text } from "../base/text.ts";
import { chosenEnvironment, environmentsIn } from "../index/environments.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import type { ServicePort } from "../model/service.ts";
import type { Node } from "../yaml/node.ts";

/** A written value that some environment changes. */
export interface Differing {
  readonly field: FieldPath;
  /** The value as it is written; undefined where it is the default. */
  readonly node: Node | undefined;
  readonly text: Text;
}

/** Of more environments than these only the number is said. */
const mostNamed = 3;

/**
 * The values of a Service that are others where it is applied than where it is written, or that differ from environment to
 * environment. With an environment chosen, only what that makes of them.
 */
export function* differingIn(service: Resource<ServiceManifest>, workspace: Workspace): Iterable<Differing> {
  const { document, manifest } = service;
  const written = document.manifests.find((one) => one.item === manifest.item);
  if (written?.is !== "service") return;
  const applied = applications(service, workspace);
  if (applied.length === 0) return;
  const { typeEntry, ports } = written.service;
  if (applied.some(({ type }) => type !== written.service.type)) {
    const text = wordsOf(applied.map(({ names, type }) => [type, names]));
    if (text !== undefined) yield { field: ["spec", "type"], node: typeEntry?.value, text };
  }
  for (const port of ports) {
    for (const [key, nodeKey] of fields) {
      const node = port[nodeKey];
      const before = port[key];
      if (node === undefined || before === undefined) continue;
      const values = applied.map(({ ports: theirs, names }) => [counterpart(port, theirs)?.[key], names] as const);
      if (values.every(([value]) => value === before)) continue;
      const text = wordsOf(values.map(([value, names]) => [value === undefined ? undefined : String(value), names]));
      if (text !== undefined) yield { field: ["spec", "ports", port.index, key], node, text };
    }
  }
}

const fields = [
  ["port", "portNode"],
  ["targetPort", "targetPortNode"],
  ["nodePort", "nodePortNode"],
] as const;

interface Applied {
  readonly type: string | undefined;
  readonly ports: readonly ServicePort[];
  readonly names: readonly string[];
}

/** What each environment makes of the Service; only the chosen one's, where one is. */
function applications({ document, manifest }: Resource, workspace: Workspace): readonly Applied[] {
  const resources = workspace.resources(document);
  if (!resources.some(({ scope }) => scope?.kind === "kustomization")) return [];
  const environments = environmentsIn(workspace);
  const chosen = chosenEnvironment(workspace);
  return resources.flatMap((resource) => {
    if (resource.manifest.item !== manifest.item || !isA(resource, "service") || resource.uncertain) return [];
    const names = environments.of(resource).flatMap((one) => (chosen === undefined || one === chosen ? one.name : []));
    const { type, ports } = resource.manifest.service;
    return names.length === 0 ? [] : [{ type, ports, names }];
  });
}

/** The same port of another list: by its name, else by its place. */
function counterpart({ name, index }: ServicePort, ports: readonly ServicePort[]): ServicePort | undefined {
  return name === undefined ? ports[index] : (ports.find((one) => one.name === name) ?? ports[index]);
}

/** Each value with the environments that have it. */
function wordsOf(values: readonly (readonly [string | undefined, readonly string[]])[]): Text | undefined {
  const byValue = new Map<string, string[]>();
  for (const [value, names] of values) {
    if (value !== undefined) byValue.set(value, [...(byValue.get(value) ?? []), ...names]);
  }
  if (byValue.size === 0) return undefined;
  const parts = [...byValue].map(([value, names]) => {
    const more = names.length - mostNamed;
    const first = names.slice(0, more > 0 ? mostNamed : names.length);
    return {
      en: `${value} in ${first.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
      "zh-cn": `${first.join("、")}${more > 0 ? ` 等 ${names.length} 个环境` : ""} 中为 ${value}`,
    };
  });
  return { en: parts.map(({ en }) => en).join(", "), "zh-cn": parts.map((part) => part["zh-cn"]).join("，") };
}

/** All of it in one line, for a Service as a whole: "port 8080 in dev, 80 in prod"; undefined where nothing differs. */
export function differencesIn(service: Resource<ServiceManifest>, workspace: Workspace): Text | undefined {
  const all = [...differingIn(service, workspace)];
  if (all.length === 0) return undefined;
  const named = all.map(({ field, text }) => ({
    en: `${field.at(-1)} ${text.en}`,
    "zh-cn": `${field.at(-1)}：${text["zh-cn"]}`,
  }));
  return { en: named.map(({ en }) => en).join("; "), "zh-cn": named.map((part) => part["zh-cn"]).join("；") };
}
