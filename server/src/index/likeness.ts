// When one name was probably meant for another. Likeness is about names: `true`, `1` and `prod` are nobody's.

import { editDistance } from "../base/edit-distance.ts";
import { isFilledIn } from "../base/placeholder.ts";

/** How many edits make `found` of `wanted`, where that is a small typo; else undefined. A swap of neighbours is one edit. */
export function typoDistance(wanted: string, found: string): number | undefined {
  // At most two edits, and at most a third of what was asked for.
  const allowed = Math.min(2, Math.floor(wanted.length / 3));
  if (wanted === found || allowed === 0 || isFilledIn(wanted) || isFilledIn(found) || areNumbered(wanted, found))
    return undefined;
  const distance = editDistance(wanted, found, allowed);
  return distance <= allowed ? distance : undefined;
}

/** Whether the one is a small typo of the other. */
export function isTypo(wanted: string, found: string): boolean {
  return typoDistance(wanted, found) !== undefined;
}

/** `web-v1` and `web-v2`, `zk-0` and `zk-1`: siblings that are numbered, and no typos of one another. */
function areNumbered(a: string, b: string): boolean {
  return /\d/.test(a) && /\d/.test(b) && a.replace(/\d+/g, "0") === b.replace(/\d+/g, "0");
}

export function sameButCase(a: string, b: string): boolean {
  return a !== b && a.toLowerCase() === b.toLowerCase();
}

/** Whether a value names something: it has letters, and is no word that many unlike things share. */
export function isName(value: string): boolean {
  return value.length > 1 && /[a-z]/i.test(value) && !everybodys.test(value) && !isFilledIn(value);
}

/** Words that stand for a state, a stage or a place in a system, and not for one application. */
const everybodys =
  /^(true|false|yes|no|on|off|enabled?|disabled?|none|null|all|any|default|prod|production|dev|develop|development|stag(e|ing)|test|testing|qa|uat|live|canary|stable|latest|main|master|primary|secondary|replica|leader|follower|active|standby|blue|green|v?\d[\w.]*|helm|kustomize|manual|internal|external|public|private)$/i;

/** The last parts of label keys that say something about a pod, which many unlike pods have in common; all others say what it is. */
const common =
  /^(tier|layer|env|environment|stage|release|version|track|channel|color|role|type|kind|cluster|region|zone|team|owner|heritage|chart|managed-by|created-by|part-of|project|product|system|group|domain|provider|access|monitoring|lang|language|purpose)$/i;

/** Whether a label tells whose pods they are. */
export function isTelling(key: string): boolean {
  return !common.test(key.slice(key.lastIndexOf("/") + 1));
}
