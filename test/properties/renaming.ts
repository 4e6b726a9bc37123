// What the properties of renaming share: everything that has a name, other names, and files with a rename's edits.

import { positionOf } from "../../server/src/features/ranges.ts";
import type { RenameEdit } from "../../server/src/features/rename/edits.ts";
import { type RenameTarget, targetAt } from "../../server/src/features/rename/target.ts";
import type { TextPosition } from "../../server/src/protocol.ts";
import { applyEdits, type TextEdit } from "../../server/src/yaml/text-edit.ts";
import type { Server } from "./server.ts";

export interface Named {
  readonly uri: string;
  /** In the file. */
  readonly position: TextPosition;
  readonly target: RenameTarget;
}

/** Everything in the files that can be renamed, each place once. */
export function everyName(server: Server): readonly Named[] {
  const found: Named[] = [];
  for (const { uri, documents } of server.workspace.files()) {
    for (const document of documents) {
      for (let offset = 0; offset <= document.yaml.text.length; offset++) {
        const target = targetAt(document, offset, server.workspace);
        if (target === undefined) continue;
        if (found.at(-1)?.target.span.start !== target.span.start || found.at(-1)?.uri !== uri)
          found.push({ uri, position: positionOf(document, target.span.start), target });
        offset = Math.max(offset, target.span.end);
      }
    }
  }
  return found;
}

/** A name as long as the old one, so that no place moves, which is nowhere. */
export function otherName({ name }: RenameTarget): string {
  return "zqx".repeat(21).slice(0, Math.max(name.length, 3));
}

/** The files with the edits made. */
export function filesWith(
  files: ReadonlyMap<string, string>,
  edits: readonly RenameEdit[],
): ReadonlyMap<string, string> {
  const byFile = new Map<string, TextEdit[]>();
  for (const { document, edit } of edits) {
    const list = byFile.get(document.file.uri) ?? [];
    byFile.set(document.file.uri, list);
    const { start } = document;
    list.push({ span: { start: edit.span.start + start, end: edit.span.end + start }, text: edit.text });
  }
  return new Map([...files].map(([uri, text]) => [uri, applyEdits(text, byFile.get(uri) ?? [])]));
}

/** All that is said, file by file and Service by Service. */
export function reading(
  answers: ReturnType<Server["answers"]>,
  isMeant: (uri: string | undefined) => boolean = () => true,
): readonly string[] {
  const { diagnostics, paths } = answers;
  const said = [...diagnostics.filter(([uri]) => isMeant(String(uri))), ...paths.filter(({ uri }) => isMeant(uri))];
  // The well-known label is read by its key: under another one it is no longer it.
  return said.map((each) => JSON.stringify(each, (key, value) => (key === "application" ? undefined : value)));
}
