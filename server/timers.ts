// The clock that every door gives to the server: all hosts have these timers.

import type { Host } from "./src/server.ts";

export const after: Host["after"] = (milliseconds, act) => {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
};
