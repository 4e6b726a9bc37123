// Files as the client sees them: the only way in a browser, in a remote window and in a virtual workspace.

import { listManifests, readFile } from "../protocol.ts";
import type { Asking } from "./asking.ts";
import type { FileSource } from "./host.ts";

/** What the client does not answer as it should counts as not there. */
export function clientFiles(asking: Asking): FileSource {
  return {
    list: async () => {
      const listed = await asking.ask(listManifests, undefined, Array.isArray);
      return (listed ?? []).filter((uri) => typeof uri === "string");
    },
    read: async (uri) => (await asking.ask(readFile, { uri }, isTextOrNull)) ?? undefined,
  };
}

function isTextOrNull(answer: unknown): answer is string | null {
  return typeof answer === "string" || answer === null;
}
