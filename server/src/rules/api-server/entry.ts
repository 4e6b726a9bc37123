// An entry of the catalogue of what the API server says: its words for people, and what can be done about it.

import type { Cluster } from "../../api-server/cluster.ts";
import type { ServiceError, ServiceWarning } from "../../api-server/errors.ts";
import type { RefusalId, WarningId } from "../../api-server/rule-id.ts";
import type { FieldPath } from "../../base/field.ts";
import type { Settings } from "../../base/settings.ts";
import type { Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import type { Pair } from "../../model/labels.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import type { ContainerPort } from "../../model/workload.ts";
import { locate } from "../../yaml/cursor.ts";
import type { Node, YamlDocument } from "../../yaml/node.ts";
import type { Fix, Related, RuleInfo } from "../rule.ts";

/** One rule of the API server. */
export interface ServerRule<Id extends RefusalId | WarningId = RefusalId | WarningId> extends RuleInfo<Id> {
  /** What is wrong here, with the values, for somebody who is new to Kubernetes. */
  message(problem: Problem): Text;
  /** The likeliest first; none where only the author can know. */
  readonly fixes?: Fixes;
  /** The other places that it speaks of. */
  related?(problem: Problem): readonly Related[];
  /**
   * A Service that is in the cluster already is not refused for it: `always`, or where the offending value is an address
   * that it has already, for stored addresses are not judged again.
   */
  readonly onlyOnCreate?: "always" | "new-address";
}

/** What the server said of an object, with all that a message or a fix may look at. */
export interface Problem {
  readonly said: ServiceError | ServiceWarning;
  /** The Service; in a List, the item. */
  readonly root: Node;
  readonly yaml: YamlDocument;
  /** Where the object begins in its document: `items[2]` in a List. */
  readonly base: FieldPath;
  /** What the file is called, without its folder. */
  readonly fileName: string;
  readonly cluster: Cluster;
  readonly settings: Settings;
  /** The manifest that has the node port or the address already; undefined where none of the files has it. */
  readonly owner: Resource<ServiceManifest> | undefined;
  /** Node ports that other Services of the scope claim. */
  readonly takenNodePorts: () => ReadonlySet<number>;
  /** The container ports of the pods that it selects. */
  readonly containerPorts: () => readonly ContainerPort[];
  /** The labels of all pods in its namespace. */
  readonly podLabels: () => readonly Pair[];
}

export type Fixes = (problem: Problem) => Iterable<Fix>;

/** What the author of an entry writes; a message may be one sentence for all. */
type Definition = Omit<ServerRule, "id" | "severity" | "refusedBy" | "message"> & {
  readonly message: Text | ((problem: Problem) => Text);
};

/** A rule whose breach the server refuses. */
export function refusal<Id extends RefusalId>(id: Id, definition: Definition): ServerRule<Id> {
  return { id, severity: "error", refusedBy: "api-server", ...definition, message: messageOf(definition) };
}

/** A rule whose breach the server only warns of: it works, but surprises. */
export function caution<Id extends WarningId>(id: Id, definition: Definition): ServerRule<Id> {
  return { id, severity: "information", ...definition, message: messageOf(definition) };
}

function messageOf({ message }: Definition): ServerRule["message"] {
  return typeof message === "function" ? message : () => message;
}

/** The offending value as a sentence shows it: texts in quotes, numbers bare, nothing as "nothing". */
export function shown(problem: Problem): Text {
  const { said } = problem;
  const value = "value" in said ? said.value : undefined;
  if (value !== undefined && typeof value.value !== "object")
    return shownValue(String(value.value), typeof value.value === "string");
  return shownAt(problem);
}

/** What is written at the place of the problem; its key where the key is the problem. */
export function shownAt({ said, root, yaml }: Problem): Text {
  const last = said.place[said.place.length - 1];
  if (said.on === "key") return shownValue(typeof last === "object" ? last.key : String(last), true);
  const { node, depth } = locate(root, said.place, yaml.text);
  if (depth < said.place.length || node.kind === "null") return { en: "empty", "zh-cn": "空值" };
  if (node.kind === "map") return { en: "an object", "zh-cn": "一个对象" };
  if (node.kind === "list") return { en: "a list", "zh-cn": "一个列表" };
  return shownValue(node.kind === "string" ? node.value : node.source, node.kind === "string");
}

function shownValue(value: string, isText: boolean): Text {
  const short = value.length > 80 ? `${value.slice(0, 79)}…` : value;
  return isText ? { en: `"${short}"`, "zh-cn": `“${short}”` } : { en: short, "zh-cn": short };
}

/** `a, b or c`, `a、b 或 c`. */
export function either(values: readonly string[]): Text {
  if (values.length < 2) return { en: values[0] ?? "", "zh-cn": values[0] ?? "" };
  const head = values.slice(0, -1);
  const last = values[values.length - 1] ?? "";
  return { en: `${head.join(", ")} or ${last}`, "zh-cn": `${head.join("、")} 或 ${last}` };
}
