// Which Service a place in a file belongs to.
import type { ServicePaths } from "../../server/src/protocol.ts";

/**
 * The Service whose document holds the line; in a document without one the nearest Service above, else the first below.
 * @param services the file's Services
 * @param isSeparator whether a line of the file is a document separator
 */
export function serviceAt(
  services: readonly ServicePaths[],
  line: number,
  isSeparator: (line: number) => boolean,
): ServicePaths | undefined {
  const placed = services.flatMap((service) =>
    service.range === null ? [] : [{ service, at: service.range.start.line }],
  );
  placed.sort((left, right) => left.at - right.at);
  const above = placed.filter(({ at }) => at <= line).at(-1);
  const below = placed.find(({ at }) => at > line);
  if (above !== undefined && !anyLine(above.at + 1, line, isSeparator)) return above.service;
  if (below !== undefined && !anyLine(line + 1, below.at, isSeparator)) return below.service;
  return (above ?? below)?.service;
}

/** Whether a line of a document ends a manifest: `---`, then only white space or a comment. False beyond the text's end. */
export function separates(document: Lines, line: number): boolean {
  // What is known of a file may be older than its text.
  return line < document.lineCount && separatorPattern.test(document.lineAt(line).text);
}

/** A vscode.TextDocument, as far as it counts. */
export interface Lines {
  readonly lineCount: number;
  lineAt(line: number): { readonly text: string };
}

const separatorPattern = /^---(\s|$)/;

function anyLine(first: number, last: number, holds: (line: number) => boolean): boolean {
  for (let line = first; line <= last; line += 1) {
    if (holds(line)) return true;
  }
  return false;
}
