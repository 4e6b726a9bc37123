// `--help` names every command and option, and fits a terminal of 80 columns in both languages.

import assert from "node:assert/strict";
import test from "node:test";
import { commands, optionNames } from "../../server/cli/arguments.ts";
import { help } from "../../server/cli/help.ts";
import { widthOf } from "../../server/src/base/columns.ts";

for (const locale of ["en", "zh-cn"] as const) {
  const lines = help[locale].split("\n");

  test(`the help in ${locale} names every command and option`, () => {
    for (const command of commands)
      assert.ok(
        lines.some((line) => line.startsWith(`  ${command} `)),
        command,
      );
    for (const name of optionNames) assert.match(help[locale], new RegExp(`--${name}(?![a-z-])`));
  });

  test(`the help in ${locale} fits 80 columns`, () => {
    assert.deepEqual(
      lines.filter((line) => widthOf(line) > 80),
      [],
    );
  });
}
