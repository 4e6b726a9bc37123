// Pictures of the window, for people to look at; only the shim can take them.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { until } from "./until.ts";

/**
 * Takes a picture of the window, where somebody wants one and the window can be seen: as it is now, or as soon as it
 * has what a CSS selector means (what is on the screen has no event for an extension).
 */
export async function takePicture(name: string, selector?: string): Promise<void> {
  const folder = process.env.SHIM_PICTURES;
  if (folder === undefined || process.env.CODE_SHIM_OUT === undefined) {
    return;
  }
  const file = path.join(folder, `${name}.png`);
  rmSync(file, { force: true });
  console.log(`##picture ${name}${selector === undefined ? "" : ` ${selector}`}`);
  await until(`the picture ${name}`, () => existsSync(file) || undefined);
}
