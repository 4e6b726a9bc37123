// A snapshot file's text as the objects to send: JSON is read here, YAML is left to the server.

/** The objects, YAML as one text that the server reads; undefined for an empty text. */
export function parseSnapshot(text: string): readonly unknown[] | undefined {
  const start = text.trimStart();
  if (start === "") return undefined;
  if (!start.startsWith("{") && !start.startsWith("[")) return [text];
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read : [read];
  } catch {
    // A flow mapping in YAML also begins with a brace.
    return [text];
  }
}
