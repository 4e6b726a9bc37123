// Time as the parts that wait for it see it, so that tests need not wait.

export interface Clock {
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** Runs something later; what it gives back cancels that. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** From 0 up to 1, so that many clients do not ask in step. */
  readonly random: () => number;
}

export const realClock: Clock = {
  now: Date.now,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
