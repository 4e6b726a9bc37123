// What completion asks and answers, before it is known how the place wants it written.

import type { Span } from "../../base/span.ts";
import { same, type Text } from "../../base/text.ts";
import type { WorkspaceDocument } from "../../index/document.ts";
import type { Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import type { WorkloadManifest } from "../../model/manifest.ts";
import type { Place, TreePath } from "../../yaml/at.ts";
import { get } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { linkTo } from "../hover/words.ts";

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
  | { readonly as: "key"; readonly key: string; readonly opens: "nothing" | "block" | "list"; readonly item?: true }
  /** Whole entries of the map that the key belongs to; `item`: of a new item of the list that is begun here. */
  | { readonly as: "entries"; readonly entries: readonly (readonly [string, string | number])[]; readonly item?: true }
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

/** Links to objects, a line each. */
export function linksTo(who: readonly Resource[]): Text {
  const lines = who.slice(0, 8).map((resource) => `- ${linkTo(resource)}`);
  return same([...lines, ...(who.length > 8 ? ["- …"] : [])].join("\n"));
}

/** Ports of containers by name and by number, or only by one of them. */
export function* containerPorts(
  workloads: readonly Resource<WorkloadManifest>[],
  protocol: string | undefined,
  by: "name" | "number" | "both",
): Iterable<{
  readonly value: string | number;
  readonly protocol: string | undefined;
  readonly about: Required<Pick<Candidate, "detail" | "docs">>;
}> {
  const seen = new Set<string | number>();
  for (const workload of workloads) {
    for (const port of workload.manifest.workload.containers.flatMap((container) => container.ports)) {
      if (protocol !== undefined && port.protocol !== protocol) continue;
      const who = `${workload.manifest.kind} ${workload.name}`;
      for (const value of [by === "number" ? undefined : port.name, by === "name" ? undefined : port.containerPort]) {
        if (value === undefined || seen.has(value)) continue;
        seen.add(value);
        const detail = () => same(typeof value === "string" ? `${port.containerPort} · ${who}` : who);
        const name = port.name === undefined ? "" : ` (\`${port.name}\`)`;
        const docs = () => same(`${linkTo(workload)}: ${port.containerPort}/${port.protocol ?? "TCP"}${name}`);
        yield { value, protocol: port.protocol, about: { detail, docs } };
      }
    }
  }
}

/** Whether the place is in an item of one of these lists, and not where the list itself goes. */
export function isItemAt(path: Question["path"], ...lists: readonly string[]): boolean {
  return typeof path.at(-1) === "number" && isAt(path, ...lists);
}
