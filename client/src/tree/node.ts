// What the tree is made of: nodes as plain data, so that they can be built and tested without an editor.
import type { TryRequest } from "../../../server/src/live-face.ts";
import type { ServicePaths, TextRange } from "../../../server/src/protocol.ts";

export type NodeKind =
  | "environment"
  | "namespace"
  | "file"
  | "service"
  | "viewpoint"
  | "path"
  | "callers"
  | "caller"
  | "reason"
  | "hop"
  | "workload";

/** What a user can do with a node; the words of a tree item's contextValue, which package.json's menus look for. */
export type Action = "copy" | "open" | "forward" | "source" | "try";

/** A codicon, and the theme colour to draw it in. */
export interface Icon {
  readonly id: string;
  readonly color?: string;
}

/** A place in a file. */
export interface Place {
  readonly uri: string;
  readonly range?: TextRange;
}

/** A Service port that `kubectl port-forward` can reach. Names are checked: they are safe in any shell. */
export interface Forward {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

export interface TreeNode {
  /** The same for the same thing after every edit, so that the tree stays unfolded where it was. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly description?: string;
  readonly icon: Icon;
  /** Markdown; made only when somebody points at the node. */
  readonly tooltip: () => string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly folding: "leaf" | "folded" | "unfolded";
  readonly source?: Place;
  /** An address to copy. */
  readonly copy?: string;
  /** An http or https address that a browser on this machine may reach. */
  readonly url?: string;
  readonly forward?: Forward;
  /** What this machine can connect to, to see whether it answers. */
  readonly attempt?: TryRequest;
  readonly service?: ServicePaths;
  /** The name of the environment that it stands for. */
  readonly environment?: string;
  readonly children: () => readonly TreeNode[];
}

/** What the node offers, as a tree item's contextValue: its kind, then its actions. */
export function contextValue(node: TreeNode): string {
  const actions: Action[] = [];
  if (node.copy !== undefined) actions.push("copy");
  if (node.url !== undefined) actions.push("open");
  if (node.forward !== undefined) actions.push("forward");
  if (node.source !== undefined) actions.push("source");
  if (node.attempt !== undefined) actions.push("try");
  return [node.kind, ...actions].join(" ");
}

const separator = "\n";

/** The id of a node below another. */
export function idBelow(parent: string, segment: string): string {
  return parent + separator + segment;
}

/** Whether one node's id lies below another's. */
export function isBelow(id: string, ancestor: string): boolean {
  return id.startsWith(ancestor + separator);
}

/** Segments for siblings: what comes twice gets a number from the second on. */
export function distinct(segments: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return segments.map((segment) => {
    const count = (seen.get(segment) ?? 0) + 1;
    seen.set(segment, count);
    return count === 1 ? segment : `${segment}#${count}`;
  });
}

/** Computes once, at the first call. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
