// How Sprig makes numbers and strings of anything (spf13/cast, strval).

import { plainText } from "../go/format.ts";
import { parseFloatText, parseIntText, truncated } from "../go/numbers.ts";
import { textOf } from "../go/text.ts";
import { GoBytes, GoList, GoStruct, Int, itemsOf, type Value } from "../go/values.ts";

/** cast.ToInt64; zero for what is no number. */
export function toInt64(value: Value): bigint {
  if (value instanceof Int) return BigInt.asIntN(64, value.value);
  if (typeof value === "number") return truncated(value);
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "string" ? (parseIntText(trimZeroDecimal(value), 0) ?? 0n) : 0n;
}

/** `5.00` is 5. */
function trimZeroDecimal(text: string): string {
  const found = /^(.*)\.0+$/s.exec(text);
  return found?.[1] ?? text;
}

export function toInt(value: Value): number {
  return Number(toInt64(value));
}

/** cast.ToFloat64. */
export function toFloat64(value: Value): number {
  if (typeof value === "number") return value;
  if (value instanceof Int) return Number(value.value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" ? (parseFloatText(value) ?? 0) : 0;
}

/** Sprig's strval. */
export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof GoBytes) return textOf(value.bytes);
  if (value instanceof GoStruct && value.string !== undefined && !value.pointerString) return value.string();
  return plainText(value);
}

/** Sprig's strslice: what is nil is left out. */
export function toTexts(value: Value): readonly string[] {
  if (value instanceof GoList && value.elementType === "string") return value.items.map(toText);
  const items = itemsOf(value);
  if (items !== undefined) return items.filter((item) => item !== null && item !== undefined).map(toText);
  return value === null || value === undefined ? [] : [toText(value)];
}

/** Sprig's empty. */
export function isEmpty(value: Value): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (value instanceof Int) return value.value === 0n;
  if (value instanceof GoBytes) return value.bytes.length === 0;
  if (value instanceof GoList) return value.items.length === 0;
  return typeof value === "object" && "entries" in value && value.entries.size === 0;
}

/** An argument that the signature says is a string, a whole number or a map. */
export function text(value: Value): string {
  return typeof value === "string" ? value : "";
}

export function whole(value: Value): number {
  return value instanceof Int ? Number(value.value) : 0;
}
