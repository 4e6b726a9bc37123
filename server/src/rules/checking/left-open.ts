// Values that a chart leaves to whoever installs it: with its own values alone they are empty, and what rests on them is no mistake.

import type { OriginPlace } from "../../index/document.ts";
import { valuesOfRendered } from "../../index/plan.ts";
import type { Resource } from "../../index/resource.ts";
import { locate } from "../../yaml/cursor.ts";
import type { Finding } from "../rule.ts";

/** Where a template prints some characters of the file that its chart was rendered to. */
export type TemplateAt = (start: number, end: number) => Pick<OriginPlace, "text" | "start" | "end"> | undefined;

/**
 * Whether a finding is about a value at whose beginning or end an action of the template printed nothing, for want of a value.
 * `templateAt`: the file's own origins, if not given.
 */
export function isLeftOpen({ field }: Finding, { document, manifest }: Resource, templateAt?: TemplateAt): boolean {
  const { file, yaml, start: from } = document;
  const { origins } = file;
  const at = templateAt ?? (origins && ((start: number, end: number) => origins.template(start, end)));
  // Values that somebody chose are all there are.
  if (at === undefined || valuesOfRendered(file.uri) !== "") return false;
  const { node, depth } = locate(manifest.root, field, yaml.text);
  if (depth < field.length || !("source" in node)) return false;
  // `web{{ .Values.suffix }}` is whole without the rest; `web-` is not.
  if (!/^["']?[-._/:]|^(["']?)\1$|[-._/:]["']?$/.test(node.source)) return false;
  const { start, end } = node.span;
  const behind = written(at, from + end - 1);
  if (behind !== undefined && /^["']?[ \t]*\{\{(?!-?\s*(?:end|else)\b)/.test(behind.text.slice(behind.end)))
    return true;
  const before = written(at, from + start);
  return before !== undefined && /\}\}["']?$/.test(before.text.slice(0, before.start));
}

/** A character's place in the template, where it stands there as it is: what an action prints comes from the whole action. */
function written(at: TemplateAt, offset: number): ReturnType<TemplateAt> {
  const place = at(offset, offset + 1);
  return place !== undefined && place.end - place.start === 1 ? place : undefined;
}
