// `service-paths repair`: repairs a flattened or badly pasted manifest.

import { statSync, writeFileSync } from "node:fs";
import type { Text } from "../src/base/text.ts";
import { mend } from "../src/mend/mend.ts";
import { type Arguments, UsageError } from "./arguments.ts";
import { readSources } from "./sources.ts";

/** Mends what the call names; the number is the exit status: 0 mended or nothing to mend, 1 not sure or not possible. */
export function mendFiles(call: Arguments, print: (text: string) => void, tell: (text: Text) => void): number {
  if (call.inPlace) {
    if (call.paths.includes("-")) {
      throw new UsageError({
        en: "repair --in-place needs files or folders, not standard input",
        "zh-cn": "repair --in-place 需要文件或文件夹，不支持标准输入",
      });
    }
  } else if (call.paths.length !== 1 || call.paths.some(isFolder)) {
    throw new UsageError({
      en: "repair takes one file; for several files or folders, use --in-place",
      "zh-cn": "repair 只接受一个文件；多个文件或文件夹请使用 --in-place",
    });
  }
  const sources = readSources(call.paths, tell, "every-file");
  // The one file was skipped: it is binary or too large.
  let status = !call.inPlace && sources.length === 0 ? 1 : 0;
  for (const source of sources) {
    const mending = mend(source.text);
    if (mending.kind === "unsure" || mending.kind === "impossible") {
      status = 1;
      tell({ en: `${source.name}: ${mending.why.en}`, "zh-cn": `${source.name}：${mending.why["zh-cn"]}` });
    }
    if (!call.inPlace) print("text" in mending ? mending.text : source.text);
    else if (mending.kind === "mended" && source.path !== undefined) writeFileSync(source.path, mending.text);
  }
  return status;
}

function isFolder(path: string): boolean {
  return path !== "-" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
