// The one place that says which texts somebody fills in later: what stands for a value is none yet, and nobody judges it.

import type { Span } from "./span.ts";

/**
 * Marks that stand for a value, tool by tool. None of them can be a part of a name, a number or an address of Kubernetes.
 * `$NAME`, `${NAME}`, `${NAME:=default}`: envsubst(1), Flux's postBuild.substitute, Taskfiles, OpenShift's templates (`${{N}}`).
 * `$(NAME)`: kustomize's vars, Make, Kubernetes itself in commands. `$[NAME]`: build pipelines. `#{NAME}#`: Azure's token replacement.
 * `@NAME@`: autoconf, Maven, Meson. `%NAME%`, `%(name)s`, `%s`: Windows' shells, Python, Go, sed scripts.
 * `((name))`: Concourse, BOSH, Spruce. `(@ name @)`: ytt in texts (its values in comments: read-chunk.ts). `[[NAME]]`, `__NAME__`,
 * `{NAME}`, `~NAME~`, `<your-name>`: READMEs and sed scripts. `YOUR_NAME`, `REPLACE_ME`, `CHANGEME`: for people.
 */
const marks = new RegExp(
  [
    String.raw`\$\$?\{\{?[^{}\n]*\}?\}`,
    String.raw`\$\([A-Za-z_][\w .:/-]*\)`,
    String.raw`\$\[[\w.-]+\]`,
    String.raw`\$[A-Za-z_]\w*`,
    String.raw`#\{[^{}\n]+\}#?`,
    String.raw`@@?[A-Za-z_][\w.-]*@@?`,
    String.raw`%%?[A-Za-z_][\w.-]*%%?`,
    String.raw`%\(\w+\)[sd]?|(?<![\w%])%[sdvq](?!\w)`,
    String.raw`\(\([^()\n]*\)\)`,
    String.raw`\(@.*?@\)`,
    String.raw`\[\[[^[\]\n]*\]\]`,
    String.raw`\{\{.*?\}\}`,
    String.raw`(?<!\w)__[A-Za-z](?:\w*[A-Za-z0-9])?__(?!\w)`,
    String.raw`\{[A-Za-z_][\w.-]*\}`,
    String.raw`~[A-Z][A-Z0-9_]*~`,
    String.raw`<[A-Za-z_][^<>\n]*>`,
    String.raw`(?<![A-Za-z0-9])(?:YOUR|REPLACE_?ME|REPLACE|INSERT|CHANGE_?ME|CHANGE-ME|PLACEHOLDER|TODO|FIXME)(?:[_-][A-Z0-9]+)*(?![A-Za-z0-9])`,
  ].join("|"),
  "g",
);

/** A quick look: nearly all texts have no character with which a mark begins. */
const mayHave = /[$@%#({<~[]|__|YOUR|REPLACE|INSERT|CHANGE|PLACEHOLDER|TODO|FIXME/;

/** Where a text has something that is filled in later. */
export function placeholdersIn(text: string): readonly Span[] {
  if (!mayHave.test(text)) return [];
  return [...text.matchAll(marks)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** Whether any character of the value is filled in later: then nobody knows what it will be. */
export function isFilledIn(value: string | undefined): boolean {
  return value !== undefined && mayHave.test(value) && value.search(marks) >= 0;
}

/**
 * Whether the text is a name that a script fills in, by words that people write so: `ROLLOUT_NAME`, `disk-wipe-HOSTNAME`. Only for
 * names of objects: a container's variables are called so for good.
 */
export function isNameToBe(text: string): boolean {
  return /(?:^|-)(?:[A-Z][A-Z0-9]*_)+(?:NAME|NAMESPACE|HOST|ID|VERSION|TAG|NODE|CLUSTER)(?:-|$)|(?:^|-)(?:HOSTNAME|NODENAME|USERNAME|NAMESPACE)(?:-|$)/.test(
    text,
  );
}

/** Whether two texts may be one once they are filled in: the same mark makes the same value, and what stands around it stays. */
export function mayBecomeOne(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [placeholdersIn(a), placeholdersIn(b)];
  if (left.length === 0 && right.length === 0) return false;
  if (left.length > 0 && right.length > 0) return true;
  return left.length > 0 ? fits(a, left, b) : fits(b, right, a);
}

function fits(pattern: string, places: readonly Span[], text: string): boolean {
  let from = 0;
  let at = 0;
  for (const [index, { start, end }] of places.entries()) {
    const literal = pattern.slice(at, start);
    const found = index === 0 ? (text.startsWith(literal) ? 0 : -1) : text.indexOf(literal, from);
    if (found < 0) return false;
    from = found + literal.length;
    at = end;
  }
  const rest = pattern.slice(at);
  return text.length - from >= rest.length && text.endsWith(rest);
}

/** Whether a change of text leaves every mark as it is: all of those before are there afterwards, in their order. */
export function keepsPlaceholders(before: string, after: string): boolean {
  let from = 0;
  for (const { start, end } of placeholdersIn(before)) {
    const mark = before.slice(start, end);
    const found = after.indexOf(mark, from);
    if (found < 0) return false;
    from = found + mark.length;
  }
  return true;
}
