// The clock that every door gives to the server: all hosts have these timers.

import type { Host } from "./src/server.ts";

export const after: Host["after"] = (milliseconds, act) => {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
};

/** Long work goes on for no longer than this, in milliseconds, while a keystroke waits. */
const longest = 20;

/** Messages that have come meanwhile are read before a timer of no time ends. */
export function rests(): Host["rest"] {
  let began = Date.now();
  return () => {
    if (Date.now() - began < longest) return undefined;
    return new Promise((resolve) => {
      setTimeout(() => {
        began = Date.now();
        resolve();
      }, 0);
    });
  };
}
