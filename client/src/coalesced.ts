// Runs of one piece of work, one at a time: whoever asks while it runs shares the next run.

export interface Coalesced {
  /** Runs, after the run that is under way; whoever asks meanwhile shares that one. */
  readonly again: () => Promise<void>;
  readonly underWay: () => Promise<void> | undefined;
}

/** Runs one at a time. */
export function coalesced(run: () => Promise<void>): Coalesced {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const begin = () => {
    running = run().finally(() => {
      running = undefined;
    });
    return running;
  };
  const again = () => {
    if (running === undefined) return begin();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return begin();
      });
    return next;
  };
  return { again, underWay: () => running };
}
