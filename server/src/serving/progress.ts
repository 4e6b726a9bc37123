// How far reading the workspace is, for clients that show such things. Nothing waits for the client's leave to show it.

import type { WorkDoneProgressReporter } from "vscode-languageserver";
import { say, type Text } from "../base/text.ts";
import type { Session } from "./session.ts";

/** Reading fewer files than this is over before anybody has read what is going on. */
export const manyFiles = 500;

const title: Text = { en: "Service Paths: reading the workspace", "zh-cn": "Service Paths：正在读取工作区" };

export class LoadingProgress {
  readonly #all: number;
  #shown: (WorkDoneProgressReporter & { readonly token: { readonly isCancellationRequested: boolean } }) | undefined;
  #isOver = false;

  constructor(session: Session, files: number) {
    this.#all = files;
    if (files < manyFiles || !session.client.can["show-progress"]) return;
    session.connection.window.createWorkDoneProgress().then(
      (created) => {
        if (this.#isOver) return;
        this.#shown = created;
        created.begin(say(title, session.workspace.settings.locale), 0, "", true);
      },
      (error: unknown) => {
        session.log.line(`window/workDoneProgress/create: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
  }

  /** Whether the user has had enough. */
  get isCancelled(): boolean {
    return this.#shown?.token.isCancellationRequested === true;
  }

  report(done: number): void {
    if (done % 100 === 0) this.#shown?.report(Math.floor((100 * done) / this.#all), `${done}/${this.#all}`);
  }

  done(): void {
    this.#isOver = true;
    this.#shown?.done();
  }
}
