// A file's documents in order, as `kubectl create -f` sends them: which of them get a verdict, and what it is.

import type { Settings } from "../base/settings.ts";
import { same, type Text } from "../base/text.ts";
import { get, stringOf, stringsOf } from "../yaml/cursor.ts";
import type { Node, YamlDocument } from "../yaml/node.ts";
import { type Cluster, claim } from "./cluster.ts";
import { isServiceObject, judge, type Verdict } from "./judge.ts";

/** The verdict on one object of a file. */
export interface FileVerdict {
  /** Counted from 0 over the documents that are not empty or only comments. */
  readonly document: number;
  /** Its index in a `kind: List`; undefined outside of one. */
  readonly item: number | undefined;
  /** Undefined where the text is no object with a kind and an apiVersion. */
  readonly resource: { readonly namespace: string | undefined; readonly name: string } | undefined;
  readonly verdict: Verdict;
  /** Whether it rests on a range of clusterIPs that nobody told: then the cluster is taken for one of IPv4 only. */
  readonly assumesRange: boolean;
  /** Why kubectl itself would refuse, where it never sent anything. */
  readonly unreadable: Text | undefined;
}

/**
 * Judges a file's documents against a cluster, and marks in it what each accepted Service takes. Text that kubectl
 * cannot read ends the file with a 400; other kinds give nothing.
 */
export function* verdictsOfFile(
  documents: readonly YamlDocument[],
  cluster: Cluster,
  settings: Settings,
): Generator<FileVerdict> {
  let count = 0;
  for (const { root, errors } of documents) {
    const [problem] = errors;
    if (problem !== undefined) {
      yield unreadable(count, undefined, problem.message);
      return;
    }
    if (root === undefined || root.kind === "null") continue;
    const document = count++;
    const list = root.kind === "map" && stringOf(get(root, "kind")) === "List" ? listItems(root) : undefined;
    if (list === undefined) {
      yield* verdictOf(root, document, undefined, cluster, settings);
      continue;
    }
    for (const [item, node] of list.entries()) yield* verdictOf(node, document, item, cluster, settings);
  }
}

/** The items of a List; none when they are missing. Undefined when they are no list, and so the object none. */
function listItems(root: Node): readonly Node[] | undefined {
  const items = get(root, "items");
  if (items === undefined || items.kind === "null") return [];
  return items.kind === "list" ? items.items : undefined;
}

function* verdictOf(
  root: Node,
  document: number,
  item: number | undefined,
  cluster: Cluster,
  settings: Settings,
): Generator<FileVerdict> {
  const refusal = kubectlRefusal(root);
  if (refusal !== undefined) {
    yield unreadable(document, item, refusal);
    return;
  }
  if (!isServiceObject(root)) return;
  const verdict = judge(root, cluster, settings);
  if (verdict.claim !== undefined) claim(cluster, verdict.claim);
  const namespace = stringOf(get(root, "metadata", "namespace"));
  const name = stringOf(get(root, "metadata", "name")) ?? "";
  const assumesRange = settings.serviceCidrs.length === 0 && restsOnRange(root, verdict);
  const resource = { namespace: namespace || undefined, name };
  yield { document, item, resource, verdict, assumesRange, unreadable: undefined };
}

/** Errors that a cluster of other families would not report. */
const aboutFamilies: ReadonlySet<string> = new Set(["require-dual-on-single-stack", "family-not-on-cluster"]);

/**
 * Whether the verdict could be another one on a cluster with other ranges: it is refused for its families, or accepted with an
 * address, or with families that it asks for. A headless Service without a selector may have any families .
 */
function restsOnRange(root: Node, verdict: Verdict): boolean {
  if (!verdict.accepted) return verdict.errors.some(({ rule }) => aboutFamilies.has(rule));
  const spec = get(root, "spec");
  if (stringOf(get(spec, "type")) === "ExternalName") return false;
  const addresses = [stringOf(get(spec, "clusterIP")), ...stringsOf(get(spec, "clusterIPs"))];
  if (addresses.some((address) => address !== undefined && address !== "" && address !== "None")) return true;
  const selector = get(spec, "selector");
  const hasSelector = selector?.kind === "map" && selector.entries.length > 0;
  if (addresses.includes("None") && !hasSelector) return false;
  const policy = stringOf(get(spec, "ipFamilyPolicy")) ?? "";
  return stringsOf(get(spec, "ipFamilies")).length > 0 || (policy !== "" && policy !== "SingleStack");
}

/** What kubectl refuses of a document's value, or an item of a List, before it sends anything. */
export function kubectlRefusal(root: Node): Text | undefined {
  if (root.kind !== "map") {
    return {
      en: "This is not a manifest: a manifest is a map with apiVersion, kind and metadata.",
      "zh-cn": "这不是清单：清单是带有 apiVersion、kind 和 metadata 的映射。",
    };
  }
  const kind = stringOf(get(root, "kind")) ?? "";
  const apiVersion = stringOf(get(root, "apiVersion")) ?? "";
  if (kind === "")
    return {
      en: "The object has no kind, so kubectl does not send it.",
      "zh-cn": "对象缺少 kind，kubectl 不会发送。",
    };
  if (apiVersion === "" || apiVersion.split("/").length > 2) {
    return {
      en: "The object has no valid apiVersion, so kubectl does not send it.",
      "zh-cn": "对象没有合法的 apiVersion，kubectl 不会发送。",
    };
  }
  if (kind === "List") return { en: "A List cannot contain another List.", "zh-cn": "List 中不能再包含 List。" };
  if (kind === "Service" && !apiVersion.includes("/") && apiVersion !== "v1") {
    return same(`no matches for kind "Service" in version "${apiVersion}"`);
  }
  // kubectl takes whatever has items for a list.
  const isList = kind === "Service" && apiVersion === "v1" && get(root, "items") !== undefined;
  return isList
    ? {
        en: "A Service has no items: kubectl treats this as a list of objects.",
        "zh-cn": "Service 没有 items 字段：kubectl 会把它当作对象列表。",
      }
    : undefined;
}

function unreadable(document: number, item: number | undefined, why: Text): FileVerdict {
  const error = {
    rule: "decode-syntax",
    stage: "decode",
    status: 400,
    reason: "Decode",
    field: [],
    place: [],
    on: "value",
    detail: why.en,
    facts: {},
  } as const;
  const verdict: Verdict = {
    accepted: false,
    status: 400,
    errors: [error],
    warnings: [],
    object: undefined,
    claim: undefined,
  };
  return { document, item, resource: undefined, verdict, assumesRange: false, unreadable: why };
}
