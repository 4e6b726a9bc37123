// Which nodes an edit has changed, so that the tree draws only these again.
import type { ServicePaths } from "../../../server/src/protocol.ts";
import type { TreeModel } from "./model.ts";
import type { TreeNode } from "./node.ts";

/** Everything, or the ids of the highest nodes that differ. */
export type Changes = "everything" | readonly string[];

/** What to draw again to come from one tree to the other. */
export function changesBetween(before: TreeModel, after: TreeModel): Changes {
  if (!sameIds(before.roots, after.roots)) return "everything";
  return after.roots.flatMap((root, at) => changesBelow(before.roots[at], root));
}

function changesBelow(before: TreeNode | undefined, after: TreeNode): readonly string[] {
  if (before === undefined || !sameFace(before, after)) return [after.id];
  const [olds, news] = [before.children(), after.children()];
  if (!sameIds(olds, news)) return [after.id];
  return news.flatMap((node, at) => (sameService(olds[at]?.service, node.service) ? [] : [node.id]));
}

function sameIds(left: readonly TreeNode[], right: readonly TreeNode[]): boolean {
  return left.length === right.length && left.every((node, at) => node.id === right[at]?.id);
}

function sameFace(left: TreeNode, right: TreeNode): boolean {
  return left.label === right.label && left.description === right.description;
}

function sameService(left: ServicePaths | undefined, right: ServicePaths | undefined): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
