// The log that the client shows. Writing to it never fails: a connection that has ended has nobody to tell.

import type { Connection } from "vscode-languageserver";
import { oneLine } from "../base/columns.ts";

export class Log {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One line, whatever the text holds. */
  line(text: string): void {
    this.#write("info", oneLine(text));
  }

  /** An error of ours, with the way to it. */
  failure(what: string, error: unknown): void {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#write("error", `${what}: ${reason}`);
  }

  #write(level: "info" | "error", text: string): void {
    try {
      this.#connection.console[level](text);
    } catch {
      // the connection has ended
    }
  }
}
