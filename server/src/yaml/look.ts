// How a document looks: its indentation, its brackets, its line ends. What is written into it looks the same.

import type { ListNode, MapNode, Node, YamlDocument } from "./node.ts";
import { isJson } from "./parse.ts";
import { columnOf, lineEndOf } from "./text-places.ts";
import type { Look } from "./write.ts";

export function lookOf(document: YamlDocument, whole: MapNode | ListNode): Look {
  const { text } = document;
  const form = whole.flow ? formOf(document, whole) : "block";
  return { form, column: columnOf(text, whole.span.start), lineEnd: lineEndOf(text), ...stepsOf(document) };
}

export function formOf(document: YamlDocument, whole: MapNode | ListNode): "flow" | "json" {
  const { text } = document;
  if (isJson(document)) return "json";
  const first = whole.kind === "map" ? whole.entries[0] : undefined;
  return first !== undefined && text[first.keySpan.start] === '"' && text[first.keySpan.end] === ":" ? "json" : "flow";
}

/** Whether a scalar stands in brackets, where more characters need quotes. */
export function formAt(document: YamlDocument, node: Node): Look["form"] {
  if (isJson(document)) return "json";
  return document.root !== undefined && isInFlow(document.root, node) ? "flow" : "block";
}

function isInFlow(from: Node, node: Node): boolean {
  if (from.kind !== "map" && from.kind !== "list") return false;
  const { start, end } = node.span;
  if (from.flow) return !from.aliased && from.span.start <= start && end <= from.span.end;
  const below = from.kind === "map" ? from.entries.map((entry) => entry.value) : from.items;
  return below.some((each) => each.span.start <= start && end <= each.span.end && isInFlow(each, node));
}

/** The document's own steps of indentation, where it shows them. */
function stepsOf(document: YamlDocument): { step: number; dashStep: number } {
  const { text } = document;
  let step: number | undefined;
  let dashStep: number | undefined;
  const todo: Node[] = document.root === undefined ? [] : [document.root];
  for (let i = 0; i < todo.length && i < 2000 && (step === undefined || dashStep === undefined); i++) {
    const node = todo[i];
    if (node === undefined || node.aliased || (node.kind !== "map" && node.kind !== "list") || node.flow) continue;
    if (node.kind === "list") todo.push(...node.items);
    else {
      const column = columnOf(text, node.span.start);
      for (const { value, merged } of node.entries) {
        if (merged || value.aliased || (value.kind !== "map" && value.kind !== "list") || value.flow) continue;
        const difference = columnOf(text, value.span.start) - column;
        if (value.kind === "map" && difference > 0) step ??= difference;
        if (value.kind === "list" && difference >= 0) dashStep ??= difference;
        todo.push(value);
      }
    }
  }
  return { step: step ?? 2, dashStep: dashStep ?? step ?? 2 };
}
