// A person's hands at the window: the clipboard, keys, clicks and what is to be read there; only the shim has such a window.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { until } from "./until.ts";

/** What can be done in the window. A selector is Playwright's. */
export type Deed =
  | { readonly do: "copy"; readonly text: string }
  | { readonly do: "press"; readonly keys: string }
  | { readonly do: "click"; readonly selector: string }
  | { readonly do: "read"; readonly selector: string };

/** Whether the window can be reached: a desktop VS Code's cannot. */
export const hasWindow = process.env.CODE_SHIM_OUT !== undefined;

let count = 0;

/** Does it, and gives the texts that were asked for. */
export async function inWindow(deed: Deed): Promise<readonly string[]> {
  const output = process.env.CODE_SHIM_OUT;
  if (output === undefined) throw new Error("This window cannot be reached.");
  count += 1;
  const answer = path.join(path.dirname(output), `window-${count}.json`);
  console.log(`##window ${JSON.stringify({ answer, ...deed })}`);
  await until(`an answer to ${JSON.stringify(deed).slice(0, 200)}`, () => existsSync(answer) || undefined);
  const told: { readonly texts?: readonly string[]; readonly error?: string } = JSON.parse(
    readFileSync(answer, "utf8"),
  );
  if (told.error !== undefined) throw new Error(told.error);
  return told.texts ?? [];
}

/** Puts the text on the clipboard and presses Ctrl+V in the editor that has the keyboard. */
export async function paste(text: string): Promise<void> {
  await inWindow({ do: "copy", text });
  await inWindow({ do: "press", keys: "Control+V" });
}

/** The texts of all that the selector means, once there is one. */
export function textsOf(selector: string): Promise<readonly string[]> {
  return until(`${selector} in the window`, async () => {
    const texts = await inWindow({ do: "read", selector });
    return texts.length > 0 ? texts : undefined;
  });
}
