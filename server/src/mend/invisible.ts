// Characters that nobody sees, and spaces that are none for YAML: how a text is without them.

/** Joiners have a sense between letters of other scripts and in emoji; there they stay. */
const zeroWidth =
  /[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?<![\u0080-\uffff])[\u200c\u200d]|[\u200c\u200d](?![\u0080-\uffff])/g;
/** The text without characters that nobody sees. */
export function withoutInvisible(text: string): string {
  return text.replace(zeroWidth, "");
}

const oddSpace = "[\\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000]";

/** The text with ordinary spaces and without invisible characters: first only where YAML needs that, then everywhere. */
export function* dropInvisible(text: string): Generator<string> {
  const visible = withoutInvisible(text);
  if (!new RegExp(oddSpace).test(visible)) {
    if (visible !== text) yield visible;
    return;
  }
  const everywhere = visible
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f]/g, " ")
    .replace(/^[ \u3000]+/gm, (indent) => indent.replaceAll("\u3000", "  "));
  if (!visible.includes(" ")) {
    yield everywhere;
    return;
  }
  // Some spaces are ordinary, so those inside values may be meant: only what YAML needs.
  const needed = visible
    .replace(new RegExp(`^(?: |${oddSpace})+`, "gm"), (indent) =>
      indent.replaceAll("\u3000", "  ").replace(new RegExp(oddSpace, "g"), " "),
    )
    .replace(new RegExp(`^( *(?:- *)*)((?:-|[^\\s#:"']+:))(?: |${oddSpace})+`, "gm"), (whole) =>
      whole.replace(new RegExp(oddSpace, "g"), " "),
    )
    .replace(new RegExp(`(?<! |${oddSpace})(?: |${oddSpace})+#`, "g"), (gap) =>
      gap.replace(new RegExp(oddSpace, "g"), " "),
    );
  yield needed;
  if (everywhere !== needed) yield everywhere;
}
