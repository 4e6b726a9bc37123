// Files as the client sees them: the only way in a browser, in a remote window and in a virtual workspace.

import { listChartFiles, listManifests, readBytes, readFile } from "../protocol.ts";
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
    below: async (folder) => {
      const listed = await asking.ask(listChartFiles, { folder }, Array.isArray);
      return (listed ?? []).filter((uri) => typeof uri === "string");
    },
    bytes: async (uri) => {
      const text = await asking.ask(readBytes, { uri }, isTextOrNull);
      return typeof text === "string" ? bytesOfBase64(text) : undefined;
    },
  };
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** What is no base64 counts as nothing. */
function bytesOfBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let length = 0;
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = letters.indexOf(letter);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (held >> bits) & 0xff;
  }
  return bytes.subarray(0, length);
}

function isTextOrNull(answer: unknown): answer is string | null {
  return typeof answer === "string" || answer === null;
}
