// Opens a place in a file.
import * as vscode from "vscode";
import type { Place } from "./tree/node.ts";

/** The command that a click in the tree runs; its arguments are a place and the node's id. */
export const openPlaceCommand = "servicePaths.openPlace";

/** Shows the place; in a click on the tree the keyboard stays in the tree. */
export async function openPlace(place: Place, focus: "keep" | "move", column?: vscode.ViewColumn): Promise<void> {
  const { range } = place;
  const options: vscode.TextDocumentShowOptions = { preserveFocus: focus === "keep", preview: true };
  if (column !== undefined) options.viewColumn = column;
  if (range !== undefined) {
    const { start, end } = range;
    options.selection = new vscode.Range(start.line, start.character, end.line, end.character);
  }
  await vscode.window.showTextDocument(vscode.Uri.parse(place.uri, true), options);
}
