// The order of resources: by file, then by place in it. Where "later" and "taken" are decided.

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
    const difference = compareBytes(a[index] ?? "", b[index] ?? "");
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** As their UTF-8 bytes compare, which is by code points. */
function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  for (let index = 0; index < a.length && index < b.length; index++) {
    const left = a.codePointAt(index) ?? 0;
    const right = b.codePointAt(index) ?? 0;
    if (left !== right) return left - right;
  }
  return a.length - b.length;
}
