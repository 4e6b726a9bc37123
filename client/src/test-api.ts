// What activate() returns. It is for the editor suite only, and may change at any time.
import type { FileDecoration, Uri } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { ConnectionState, ForwardState } from "../../server/src/live-face.ts";
import type { CompareResult, EnvironmentInfo, ServicePaths } from "../../server/src/protocol.ts";
import type { Drawn } from "./diagram/panel.ts";

/** A node of the tree as the view shows it. */
export interface ShownNode {
  readonly label: string;
  readonly description: string | undefined;
  /** The codicon's name. */
  readonly icon: string | undefined;
  /** The theme colour's id. */
  readonly color: string | undefined;
  readonly contextValue: string | undefined;
  /** Markdown, as when somebody points at it. */
  readonly tooltip: string;
  readonly spoken: string | undefined;
  readonly folding: "leaf" | "folded" | "unfolded";
  /** The command of a click, with its arguments. */
  readonly command: { readonly id: string; readonly arguments: readonly unknown[] } | undefined;
  readonly children: readonly ShownNode[];
}

/** The whole tree as the view shows it, folded nodes unfolded. */
export interface ShownTree {
  readonly message: string | undefined;
  readonly badge: number | undefined;
  readonly roots: readonly ShownNode[];
}

export interface TestApi {
  /** Starts the server if nothing has needed it yet; done when it answers. */
  readonly whenReady: () => Promise<void>;
  /** Asks the server for the present paths, then walks the tree. */
  readonly tree: () => Promise<ShownTree>;
  /** The same paths as the server gave them. */
  readonly services: () => Promise<readonly ServicePaths[]>;
  /** The status bar item's text, or undefined when it is hidden. */
  readonly statusBar: () => Promise<string | undefined>;
  /** What is applied together, the name of the one that everything is narrowed to, and the status bar item's text. */
  readonly environments: () => Promise<{
    readonly text: string | undefined;
    readonly chosen: string | undefined;
    readonly all: readonly EnvironmentInfo[];
  }>;
  /** The connected cluster; undefined where there is none. */
  readonly cluster: () => ConnectionState | undefined;
  /** What the view "Forwards" shows. */
  readonly forwards: () => readonly ForwardState[];
  /** What the comparison view shows; null: nothing. */
  readonly comparison: () => CompareResult;
  /** What marks a file in the Explorer; undefined where nothing does. */
  readonly fileBadge: (uri: Uri) => FileDecoration | undefined;
  /** What the diagram's webview has drawn; undefined until it has, and when none is open. */
  readonly diagram: () => Drawn | undefined;
  /** The open diagram as an SVG file. */
  readonly diagramSvg: () => Promise<string | undefined>;
  /** The running language client; undefined before the server has started. */
  readonly client: () => BaseLanguageClient | undefined;
}
