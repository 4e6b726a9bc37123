// What one connection knows: its client, the texts that are open there, and the workspace that is made of all texts.

import { type Connection, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Charts } from "../charts/charts.ts";
import { readHelmValues } from "../charts/choices.ts";
import { nameBelow } from "../features/paths.ts";
import { readSettings } from "../features/settings.ts";
import { Workspace } from "../index/workspace.ts";
import type { ClientSettings } from "../protocol.ts";
import { Checker } from "../rules/checking/checker.ts";
import { Asking } from "./asking.ts";
import { type Client, unknownClient } from "./client.ts";
import type { Host } from "./host.ts";
import { Log } from "./log.ts";

export class Session {
  readonly connection: Connection;
  readonly host: Host;
  readonly log: Log;
  readonly asking: Asking;
  readonly workspace = new Workspace();
  readonly checker: Checker;
  readonly charts: Charts;
  /** What is open in the editor. */
  readonly documents = new TextDocuments(TextDocument);
  client: Client = unknownClient;
  /** URIs of the workspace folders. */
  folders: readonly string[] = [];
  /** The settings that only say what is shown. */
  shown: ClientSettings = {};

  constructor(connection: Connection, host: Host) {
    this.connection = connection;
    this.host = host;
    this.log = new Log(connection);
    this.asking = new Asking(connection, this.log);
    this.workspace.fileName = (uri) => this.nameOf(uri);
    this.charts = new Charts(this.workspace, (uri) => this.orderOf(uri));
    this.checker = new Checker(this.workspace, (rule, error) => this.log.failure(rule, error));
  }

  isOpen(uri: string): boolean {
    return this.documents.get(uri) !== undefined;
  }

  takeSettings(settings: ClientSettings): void {
    this.workspace.setSettings(readSettings(settings, this.client.locale));
    this.shown = settings;
    this.chooseValues();
  }

  /** What a file is called: the way down from its workspace folder; with the folder's name where there are several. */
  nameOf(uri: string): string {
    const { folders } = this;
    const name = nameBelow(uri, folders);
    const folder = folders.length < 2 ? undefined : folders.find((candidate) => uri.startsWith(`${candidate}/`));
    return folder === undefined ? name : `${nameBelow(folder, [])}/${name}`;
  }

  /** Says what charts are rendered with: after other settings, and where there are other folders. */
  chooseValues(): void {
    this.charts.choose(readHelmValues(this.shown.helm?.values), this.folders);
  }

  /** A file's `order` (see WorkspaceFile): by workspace folder, then by the way down from it; what lies above a folder says nothing. */
  orderOf(uri: string): readonly string[] {
    const { folders } = this;
    const index = folders.findIndex((folder) => uri.startsWith(`${folder}/`));
    const folder = folders[index];
    const way = folder === undefined ? uri : uri.slice(folder.length + 1);
    return [String(index < 0 ? folders.length : index).padStart(4, "0"), ...way.split("/").map(decode)];
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
