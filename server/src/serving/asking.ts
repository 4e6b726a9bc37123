// What the server asks of its client. Clients answer with errors, with something else, late or never: nothing here throws,
// and whoever waits for an answer must be able to do without.

import type { Connection } from "vscode-languageserver";
import type { Log } from "./log.ts";

export class Asking {
  readonly #connection: Connection;
  readonly #log: Log;

  constructor(connection: Connection, log: Log) {
    this.#connection = connection;
    this.#log = log;
  }

  /** The client's answer; undefined, with one line in the log, where it is an error or of another kind. */
  async ask<T>(
    method: string,
    params: object | undefined,
    isExpected: (answer: unknown) => answer is T,
  ): Promise<T | undefined> {
    try {
      const answer: unknown = await (params === undefined
        ? this.#connection.sendRequest(method)
        : this.#connection.sendRequest(method, params));
      if (isExpected(answer)) return answer;
      this.#log.line(`${method}: the client's answer is of another kind: ${shortened(answer)}`);
    } catch (error) {
      this.#log.line(`${method}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  }

  /** Asks for something to be done; what it is answered with changes nothing. */
  demand(method: string, params?: object): void {
    void this.ask(method, params, isNothing);
  }

  /** A notification. */
  tell(method: string, params?: object): void {
    // An async function: where the connection has ended, sending throws at once.
    const send = async () => {
      await (params === undefined
        ? this.#connection.sendNotification(method)
        : this.#connection.sendNotification(method, params));
    };
    send().catch((error: unknown) => this.#log.failure(method, error));
  }
}

function isNothing(answer: unknown): answer is null | undefined {
  return answer === null || answer === undefined;
}

function shortened(answer: unknown): string {
  const text = JSON.stringify(answer) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
