// Collects what a rename changes, file by file, and why each change may need a look.

import type { Span } from "../../base/span.ts";
import type { Text } from "../../base/text.ts";
import type { WorkspaceDocument } from "../../index/document.ts";
import { isTemplated } from "../../index/unreadable.ts";
import { changeTogether, type TextChange } from "../../yaml/change-together.ts";
import type { Entry, MapNode, Node, StringNode } from "../../yaml/node.ts";
import type { TextEdit } from "../../yaml/text-edit.ts";
import type { EditedText } from "./written.ts";

/** Why a change is made, as the editor shows it over the changes of one sort. */
export interface Note {
  readonly id: string;
  readonly label: Text;
  readonly description: Text | undefined;
  /** `left-out`: a guess, which clients that cannot ask do not make. */
  readonly look: "not-needed" | "needed" | "left-out";
}

/** One edit of a rename. */
export interface RenameEdit {
  readonly document: WorkspaceDocument;
  readonly edit: TextEdit;
  readonly note: Note;
}

/** Why a rename is not done. */
export interface Refusal {
  readonly kind: "refused";
  /** `name`: another new name may do; `place`: none will. */
  readonly about: "name" | "place";
  readonly why: Text;
}

export function placeRefused(en: string, chinese: string): Refusal {
  return { kind: "refused", about: "place", why: { en, "zh-cn": chinese } };
}

export function nameRefused(en: string, chinese: string): Refusal {
  return { kind: "refused", about: "name", why: { en, "zh-cn": chinese } };
}

interface Collected {
  readonly change: TextChange;
  readonly note: Note;
}

interface Part {
  /** In the text's value. */
  readonly said: Span;
  /** In the edited text; undefined where it cannot be told. */
  readonly written: Span | undefined;
  readonly text: string;
  readonly note: Note;
}

/** The changes of one rename. The same change found twice is made once, for the reason that was found first. */
export class RenameEdits {
  readonly #texts = new Map<EditedText, { changes: Map<Node | Entry, Collected>; parts: Map<StringNode, Part[]> }>();

  /** A value becomes another one. */
  value(text: EditedText, node: Node, value: string, note: Note): void {
    const { changes } = this.#of(text);
    if (!changes.has(node)) changes.set(node, { change: { kind: "value", node, value, edits: undefined }, note });
  }

  /** A key becomes another one. */
  key(text: EditedText, map: MapNode, entry: Entry, key: string, note: Note): void {
    const { changes } = this.#of(text);
    if (!changes.has(entry)) changes.set(entry, { change: { kind: "key", map, entry, key }, note });
  }

  /** A stretch of a longer text becomes another one. */
  part(text: EditedText, node: StringNode, part: Part): void {
    const { parts } = this.#of(text);
    const list = parts.get(node) ?? [];
    parts.set(node, list);
    if (!list.some(({ said }) => said.start < part.said.end && part.said.start < said.end)) list.push(part);
  }

  /** All edits; refused where a text cannot be changed so that it reads back as meant. */
  edits(): readonly RenameEdit[] | Refusal {
    const result: RenameEdit[] = [];
    for (const [text, { changes, parts }] of this.#texts) {
      const whole = [...changes.values()];
      const all = [...whole.map(({ change }) => change), ...[...parts].map(([node, list]) => partial(node, list))];
      const edits = changeTogether(text.yaml, all);
      if (edits === undefined) return cannotWrite(text.document);
      for (const [index, list] of edits.entries()) {
        for (const edit of list) {
          const note = whole[index]?.note ?? noteOf(edit, [...parts.values()][index - whole.length] ?? []);
          if (note === undefined) return cannotWrite(text.document);
          const { document } = text;
          const look = note.look === "not-needed" && isTemplated(document.yaml) ? inTemplate : note;
          result.push({ document, edit: { ...edit, span: text.place(edit.span) }, note: look });
        }
      }
    }
    return result;
  }

  #of(text: EditedText) {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const fresh = { changes: new Map<Node | Entry, Collected>(), parts: new Map<StringNode, Part[]>() };
    this.#texts.set(text, fresh);
    return fresh;
  }
}

const inTemplate: Note = {
  id: "in-template",
  label: { en: "In templates", "zh-cn": "模板中的内容" },
  description: {
    en: "The result is known only after the template is rendered.",
    "zh-cn": "结果要到模板渲染之后才能确定。",
  },
  look: "needed",
};

/** The change of one text in some of its parts. */
function partial(node: StringNode, parts: readonly Part[]): TextChange {
  let value = node.value;
  for (const { said, text } of [...parts].sort((a, b) => b.said.start - a.said.start))
    value = value.slice(0, said.start) + text + value.slice(said.end);
  const edits = parts.flatMap(({ written, text }) => (written === undefined ? [] : [{ span: written, text }]));
  return { kind: "value", node, value, edits: edits.length === parts.length ? edits : undefined };
}

function noteOf(edit: TextEdit, parts: readonly Part[]): Note | undefined {
  const own = parts.find(({ written }) => written?.start === edit.span.start);
  // A text that is written anew needs a look where any of its parts does.
  return (own ?? parts.find(({ note }) => note.look !== "not-needed") ?? parts[0])?.note;
}

function cannotWrite(document: WorkspaceDocument): Refusal {
  const name = document.file.uri.slice(document.file.uri.lastIndexOf("/") + 1);
  return placeRefused(
    `${name} cannot be changed without changing something else: an alias or a template stands for the name.`,
    `无法在不改动其他内容的情况下修改 ${name}：该名称由别名或模板代替。`,
  );
}
