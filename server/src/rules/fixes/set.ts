// Writing another value at a place.

import type { FieldPath } from "../../base/field.ts";
import type { Resource } from "../../index/resource.ts";
import { rootPath } from "../../model/manifest.ts";
import { setField } from "../../yaml/edit.ts";
import type { Fix } from "../rule.ts";

/**
 * The fix that writes `value` at a field of the resource, behind the key `after` where it is not written yet. Never safe:
 * there are other values that would do.
 */
export function changeTo(resource: Resource, field: FieldPath, value: string | number, after?: string): Fix {
  return {
    title: { en: `Change to ${value}`, "zh-cn": `改为 ${value}` },
    safe: false,
    edits: setField(resource.document.yaml, [...rootPath(resource.manifest), ...field], value, after),
  };
}
