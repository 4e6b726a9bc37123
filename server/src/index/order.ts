// The order of resources: by file, then by place in it. Where "later" and "taken" are decided.

import { compareText } from "../base/go-text.ts";
import type { Resource } from "./resource.ts";

/** Earlier first: by file, then by place in it. */
export function compareResources(a: Resource, b: Resource): number {
  const left = a.document;
  const right = b.document;
  if (left.file !== right.file) return compareOrder(left.file.order, right.file.order);
  if (left !== right) return left.start - right.start;
  return (a.manifest.item ?? 0) - (b.manifest.item ?? 0);
}

/** Two files by their `order` (see WorkspaceFile), part by part. */
export function compareOrder(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = compareText(a[index] ?? "", b[index] ?? "");
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
