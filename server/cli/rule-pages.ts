// The rules' pages of documentation, which the build writes beside the program (dist/rules/<locale>/<id>.md).

import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Locale } from "../src/base/text.ts";

/** The file with a rule's page; undefined where it is not there, as when the program runs from its sources. */
export function rulePageFile(rule: string, locale: Locale): string | undefined {
  const program = process.argv[1];
  if (program === undefined || !existsSync(program)) return undefined;
  const page = path.join(path.dirname(realpathSync(program)), "rules", locale, `${rule}.md`);
  return existsSync(page) ? page : undefined;
}
