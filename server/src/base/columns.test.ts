// Widths, wrapping and control characters on a terminal.

import assert from "node:assert/strict";
import test from "node:test";
import { padTo, paragraph, visible, widthOf, wrapped } from "./columns.ts";

test("Chinese characters take two columns", () => {
  assert.equal(widthOf("abc"), 3);
  assert.equal(widthOf("端口：80"), 8);
  assert.equal(padTo("端口", 6), "端口  ");
});

test("lines break between words, and between Chinese characters, but before no full stop", () => {
  assert.deepEqual(wrapped("one two three", 7), ["one two", "three"]);
  assert.deepEqual(wrapped("端口没有。", 8), ["端口没", "有。"]);
  assert.deepEqual(wrapped("端口没有容器", 8), ["端口没有", "容器"]);
  assert.deepEqual(wrapped("averyveryverylongword x", 5), ["averyveryverylongword", "x"]);
  assert.deepEqual(wrapped("a\nb", 5), ["a", "b"]);
  assert.deepEqual(wrapped("值（见 a），或 b", 8), ["值（见", "a），或", "b"]);
});

test("a paragraph is indented, and hangs", () => {
  assert.deepEqual(paragraph("one two three", 11, "- ", "    "), ["- one two", "    three"]);
  assert.deepEqual(paragraph("a\u0007", 80, "  "), ["  a\\x07"]);
});

test("control characters are shown and do nothing", () => {
  assert.equal(visible("a\u001b[31mb\u0007\u009b\u202e"), "a\\x1b[31mb\\x07\\x9b\\u202e");
  assert.equal(visible("a\nb"), "a\nb");
});
