// Waiting for something with a deadline: by an event where there is one, else by looking again.
import type { Disposable, Event } from "vscode";

const deadlineMs = 30_000;

/**
 * The first answer of `look` that is not undefined. Looks at once, at every one of the events, and now and then in
 * between (what only the window knows has no event). Fails with `what` after 30 seconds.
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | PromiseLike<T | undefined>,
  ...events: Event<unknown>[]
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await look();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`Waited ${deadlineMs / 1000} s for ${what}.`);
    }
    await nextChange(events);
  }
}

function nextChange(events: Event<unknown>[]): Promise<void> {
  return new Promise((resolve) => {
    const listeners: Disposable[] = [];
    const wake = () => {
      clearTimeout(timer);
      for (const listener of listeners) {
        listener.dispose();
      }
      resolve();
    };
    const timer = setTimeout(wake, events.length > 0 ? 1000 : 100);
    listeners.push(...events.map((event) => event(wake)));
  });
}
