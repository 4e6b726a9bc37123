// Progress is one line on a terminal's standard error, after a while, and leaves nothing behind.

import assert from "node:assert/strict";
import test from "node:test";
import { Progress } from "../../server/cli/progress.ts";

/** A progress on a terminal, or on none, with a clock that the test moves. */
function progressOn(isTTY: boolean) {
  const written: string[] = [];
  const clock = { now: 0 };
  const progress = new Progress({ isTTY, write: (text) => written.push(text) }, () => clock.now);
  return { progress, written, clock };
}

test("long work is told on a terminal, and the line goes when the answer comes", () => {
  const { progress, written, clock } = progressOn(true);
  progress.start("en");
  const taken: string[] = [];
  for (const file of progress.through("checks", ["a", "b", "c"])) {
    taken.push(file);
    clock.now += 400;
  }
  progress.clear();
  progress.clear();
  assert.deepEqual(taken, ["a", "b", "c"]);
  assert.deepEqual(written, ["\r\u001b[KChecking files: 2/3", "\r\u001b[K"]);
});

test("it speaks the reader's language, and does not flicker", () => {
  const { progress, written, clock } = progressOn(true);
  progress.start("zh-cn");
  for (let count = 0; count < 700; count += 1) {
    progress.tell("files", count);
    clock.now += 1;
  }
  assert.deepEqual(written, ["\r\u001b[K正在读取文件：500", "\r\u001b[K正在读取文件：600"]);
});

test("nothing is told without a terminal, before the start, or of quick work", () => {
  const pipe = progressOn(false);
  pipe.progress.start("en");
  pipe.clock.now = 10_000;
  pipe.progress.tell("files", 1);
  pipe.progress.wait("cluster");
  pipe.progress.clear();
  const silent = progressOn(true);
  silent.clock.now = 10_000;
  silent.progress.tell("files", 1);
  const quick = progressOn(true);
  quick.progress.start("en");
  quick.progress.tell("files", 1);
  quick.progress.clear();
  assert.deepEqual([pipe.written, silent.written, quick.written], [[], [], []]);
});
