// One line on standard error that says how far long work is: on a terminal only, and gone when the answer is printed.

import { type Locale, say, type Text } from "../src/base/text.ts";

/** What takes long. */
export type Stage = "files" | "charts" | "checks" | "cluster";

/** Where the line goes: standard error, or what a test has in its place. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Milliseconds before anything is shown, and between two changes: what is quick should not flicker. */
const patience = 500;
const pause = 100;

/** The line of one process. It belongs to `progress` alone: whoever else writes to the terminal calls `clear` first. */
export class Progress {
  #output: ProgressOutput;
  #now: () => number;
  #locale: Locale | undefined;
  #next = 0;
  #isShown = false;

  /** `now`: a clock in milliseconds. */
  constructor(output: ProgressOutput, now: () => number) {
    this.#output = output;
    this.#now = now;
  }

  /** From now on work is told, in this language. */
  start(locale: Locale): void {
    if (this.#output.isTTY !== true) return;
    this.#locale = locale;
    this.#next = this.#now() + patience;
  }

  /** `done` of `total` things, or so many of an unknown number. */
  tell(stage: Stage, done: number, total?: number): void {
    if (this.#locale === undefined || this.#now() < this.#next) return;
    this.#next = this.#now() + pause;
    this.#show(stage, done, total);
  }

  /** Something to wait for, of which nobody knows how far it is. */
  wait(stage: Stage): void {
    if (this.#locale !== undefined) this.#show(stage, 0, undefined);
  }

  /** The things one by one, told as they are taken. */
  *through<T>(stage: Stage, things: readonly T[]): Iterable<T> {
    for (const [done, thing] of things.entries()) {
      this.tell(stage, done, things.length);
      yield thing;
    }
  }

  /** Makes room for other text. */
  clear(): void {
    if (this.#isShown) this.#output.write("\r\u001b[K");
    this.#isShown = false;
  }

  #show(stage: Stage, done: number, total: number | undefined): void {
    this.#output.write(`\r\u001b[K${say(textOf(stage, done, total), this.#locale ?? "en")}`);
    this.#isShown = true;
  }
}

function textOf(stage: Stage, done: number, total: number | undefined): Text {
  const count = total === undefined ? `${done}` : `${done}/${total}`;
  switch (stage) {
    case "files":
      return { en: `Reading files: ${count}`, "zh-cn": `正在读取文件：${count}` };
    case "charts":
      return { en: `Rendering charts: ${count}`, "zh-cn": `正在渲染 chart：${count}` };
    case "checks":
      return { en: `Checking files: ${count}`, "zh-cn": `正在检查文件：${count}` };
    case "cluster":
      return { en: "Reading the cluster…", "zh-cn": "正在读取集群…" };
  }
}

/** The line of this process. */
export const progress = new Progress(process.stderr, () => performance.now());
