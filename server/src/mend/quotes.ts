// Where quotes close that a page may have made full-width.

/** Just behind the quote that closes the one at `at`; undefined where none does. */
export function quotedEnd(text: string, at: number): number | undefined {
  const open = text[at] ?? "";
  const straight = open === '"' || open === "'";
  const own = open === "“" ? "”" : open === "‘" ? "’" : undefined;
  if (own !== undefined) {
    // Other quotes inside belong to the value.
    const close = text.indexOf(own, at + 1);
    if (close !== -1 && close - at < longest && !/[\n“‘]/.test(text.slice(at + 1, close))) return close + 1;
  }
  for (let end = at + 1; end < text.length && end - at < longest; end += 1) {
    const char = text[end] ?? "";
    if (char === "\\" && open === '"') end += 1;
    else if (open === "'" && char === "'" && text[end + 1] === "'") end += 1;
    else if (straight ? char === open : closes(open, char)) return end + 1;
  }
  if (!straight) return undefined;
  // A straight quote that a full-width one closes, in the same line.
  for (let end = at + 1; end < text.length && text[end] !== "\n"; end += 1)
    if (closes(open, text[end] ?? "")) return end + 1;
  return undefined;
}

/** The longest quoted value that is read, in UTF-16 units. */
const longest = 20_000;

function closes(open: string, char: string): boolean {
  if (open === '"' || open === "“" || open === "”" || open === "＂") return /["“”＂]/.test(char);
  return /['‘’]/.test(char);
}
