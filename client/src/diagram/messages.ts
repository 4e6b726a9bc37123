// What the diagram's webview and the extension say to each other.
import type { Scope } from "../scope.ts";
import type { Place } from "../tree/node.ts";
import type { DiagramGraph } from "./graph.ts";

/** `paths`: how each Service is reached; `calls`: who calls whom. */
export type DiagramMode = "paths" | "calls";

/** From the extension to the webview. */
export type ToDiagram =
  | {
      readonly kind: "show";
      readonly scope: Scope;
      readonly graph: DiagramGraph;
      readonly label: string;
      readonly mode: DiagramMode;
      /** The environments to choose from, by name and word, where there are several; and the one that is drawn. */
      readonly environments: readonly (readonly [string, string])[];
      readonly environment: string | undefined;
    }
  | { readonly kind: "export" };

/** From the webview to the extension. */
export type FromDiagram =
  | { readonly kind: "ready" }
  | { readonly kind: "drawn"; readonly boxes: readonly string[]; readonly lines: number }
  | { readonly kind: "open"; readonly place: Place }
  /** Another environment is to be drawn, or something else of it. */
  | { readonly kind: "turn"; readonly environment?: string; readonly mode?: DiagramMode }
  /** The button for an export was pressed. */
  | { readonly kind: "askExport" }
  /** The picture with the theme's present colours, for a file. */
  | { readonly kind: "exported"; readonly svg: string };

/** Words that the page itself shows; the webview reads them from its page. */
export interface PageWords {
  readonly namespace: string;
  readonly nothing: string;
  readonly more: string;
  readonly hint: string;
  readonly calls: string;
  readonly services: string;
  readonly unreachable: string;
  readonly alone: string;
  readonly nobodyCalls: string;
  readonly found: string;
}
