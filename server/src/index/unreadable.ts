// Documents from which an object may come although it cannot be read: templates, and text that is broken just now.

import { kinds } from "../model/kinds.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import type { YamlDocument } from "../yaml/node.ts";

/** What a document may hold that nobody can see. */
export interface Hidden {
  readonly workload: boolean;
  readonly service: boolean;
  /** Where it says so, literally; undefined: it may be any. */
  readonly namespace: string | undefined;
}

/** How the names of kinds end that configure something: they make no pods and are no Service. */
const harmlessEnding = /^\w+(Route|Monitor|Rule|Policy|WebhookConfiguration)$|^(Group|User)$/;

/** Whether the kind makes no pods and is no Service. Unknown ones may make pods. */
function isHarmless(kind: string): boolean {
  const known = kinds.get(kind);
  return known === undefined ? harmlessEnding.test(kind) : known.pods === undefined;
}

/** undefined: the document can be read, or holds nothing that others look for. */
export function hiddenIn(yaml: YamlDocument): Hidden | undefined {
  if (yaml.errors.length === 0 && !isTemplated(yaml)) return undefined;
  const kinds = [...yaml.text.matchAll(/^[ \t]*(?:-[ \t]+)?["']?kind["']?:[ \t]*["']?([^\s"'#]*)/gm)].map(
    ([, kind = ""]) => kind,
  );
  const podlike = /^\s*(?:- )?(containers|template):/m.test(yaml.text);
  if (kinds.length === 0 && !podlike && !isTemplated(yaml)) return undefined;
  const unknown = kinds.length === 0;
  const workload = podlike || unknown || kinds.some((kind) => kind !== "Service" && !isHarmless(kind));
  const service = unknown || kinds.some((kind) => kind === "Service" || kind === "List" || !/^\w+$/.test(kind));
  if (!workload && !service) return undefined;
  const namespace = stringOf(get(yaml.root, "metadata", "namespace"));
  return { workload, service, namespace: namespace === undefined || /[{<%$]/.test(namespace) ? undefined : namespace };
}

/**
 * Whether another tool (Helm, Jinja, ERB) fills the text in, so that it is no manifest yet. Comments do not count, nor what
 * texts for programs and people say in braces (read-chunk.ts); `${NAME}` does not either, for it is plain text to kubectl.
 */
export function isTemplated(yaml: YamlDocument): boolean {
  return yaml.template !== undefined;
}

/** Whether two files lie so near that one may be part of the other: in one folder, one above the other, or in sister folders. */
export function areNear(a: string, b: string): boolean {
  const left = a.slice(0, a.lastIndexOf("/") + 1);
  const right = b.slice(0, b.lastIndexOf("/") + 1);
  return left.startsWith(right) || right.startsWith(left) || parentOf(left) === parentOf(right);
}

function parentOf(folder: string): string {
  return folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
}
