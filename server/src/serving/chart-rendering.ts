// When charts are rendered: at once after a keystroke that costs little, else a while later; all of them, one by one, when files were read.

import type { Session } from "./session.ts";

/** Steps of templates that nobody notices between two keystrokes: some 40 ms. */
const unnoticed = 10_000;

/** A chart that takes longer waits for so long after the last keystroke, in milliseconds. */
const pause = 250;

export class ChartRendering {
  readonly #session: Session;
  readonly #changed: () => void;
  #stop: (() => void) | undefined;

  /** `changed` is called when charts were rendered that nobody waited for. */
  constructor(session: Session, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
  }

  /** A text changed: what can be rendered before anybody notices is. */
  soon(): void {
    const { charts, host } = this.#session;
    for (const folder of charts.due) if (charts.workOf(folder) <= unnoticed) this.#render(folder);
    if (charts.due.length === 0) return;
    this.#stop?.();
    this.#stop = host.after(pause, () => {
      this.#stop = undefined;
      void this.all().then(() => this.#changed());
    });
  }

  /**
   * Renders every chart that is due, those of open files first, and lets others have their turn in between. `resting` is called once, when
   * that takes longer than anybody should wait for the rest of the workspace.
   */
  async all(resting: () => void = () => {}): Promise<void> {
    const { charts, host, documents } = this.#session;
    const open = new Set(documents.all().map(({ uri }) => charts.library.chartOf(uri)));
    let isTold = false;
    for (;;) {
      const { due } = charts;
      const folder = due.find((one) => open.has(one)) ?? due[0];
      if (folder === undefined) return;
      this.#render(folder);
      const rest = host.rest();
      if (rest === undefined) continue;
      if (!isTold) resting();
      isTold = true;
      await rest;
    }
  }

  #render(folder: string): void {
    const { charts, log } = this.#session;
    try {
      charts.render(folder);
    } catch (error) {
      log.failure(folder, error);
    }
  }
}
