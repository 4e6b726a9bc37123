// A NetworkPolicy that the API server refuses.

import type { PolicyError } from "../api-server/network-policy.ts";
import { type FieldPath, formatField } from "../base/field.ts";
import { same, type Text } from "../base/text.ts";
import { isA, type Resource } from "../index/resource.ts";
import { isTemplated } from "../index/unreadable.ts";
import { readClusterPolicy } from "../model/cluster-policy.ts";
import { rootPath } from "../model/manifest.ts";
import { policyErrors } from "../reach/refused-policy.ts";
import { get, locate } from "../yaml/cursor.ts";
import { removeField, setField } from "../yaml/edit.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import { defineRule, type Fix, type Report } from "./rule.ts";

export const networkPolicyInvalid = defineRule({
  id: "network-policy-invalid",
  severity: "error",
  refusedBy: "api-server",
  local: true,
  title: { en: "A NetworkPolicy that is not valid", "zh-cn": "NetworkPolicy 无效" },
  why: {
    en: "The API server refuses the whole policy, so the pods that it was meant for stay as open, or as closed, as they were. Other rules ignore an invalid policy.",
    "zh-cn": "API server 会拒绝整个策略，因此它所针对的 Pod 仍保持原有的开放或封闭状态。其他规则会忽略无效的策略。",
  },
  *check(resource) {
    if (!isA(resource, "network-policy")) {
      yield* otherPolicy(resource);
      return;
    }
    const { manifest, document } = resource;
    const said = new Set<string>();
    for (const error of policyErrors(resource)) {
      // The server may have several things against one value; the first is enough.
      const key = formatField(error.place);
      if (said.has(key)) continue;
      said.add(key);
      const found = locate(manifest.root, error.place, document.yaml.text);
      yield {
        span: error.onKey ? (found.entry?.keySpan ?? found.span) : found.span,
        field: error.place,
        message: messageOf(error),
        server: { sentence: error.sentence, when: "now" },
        fixes: () => fixesFor(resource, error),
      };
    }
  },
});

/** A NetworkPolicy of a version that is gone, and policies for the whole cluster, which their CRDs judge. */
function* otherPolicy({ manifest, document }: Resource): Iterable<Report> {
  const { apiVersion, kind, root } = manifest;
  if (isTemplated(document.yaml)) return;
  const version = get(root, "apiVersion");
  if (kind === "NetworkPolicy" && apiVersion === "extensions/v1beta1" && version !== undefined) {
    const served = "networking.k8s.io/v1";
    yield {
      span: version.span,
      field: ["apiVersion"],
      message: {
        en: `Since Kubernetes 1.16, no API server serves NetworkPolicy in ${apiVersion}. Use ${served}.`,
        "zh-cn": `自 Kubernetes 1.16 起，API server 不再提供 ${apiVersion} 的 NetworkPolicy。请使用 ${served}。`,
      },
      fixes: () => [
        {
          title: { en: `Change to ${served}`, "zh-cn": `改为 ${served}` },
          safe: false,
          edits: setField(document.yaml, [...rootPath(manifest), "apiVersion"], served),
        },
      ],
    };
    return;
  }
  for (const place of readClusterPolicy(manifest)?.problems ?? []) {
    const found = locate(root, place, document.yaml.text);
    if (holdsFilledIn(found.node)) continue;
    const field = formatField(place);
    yield {
      span: found.span,
      field: place,
      message:
        found.depth < place.length
          ? { en: `${kind} requires ${field}.`, "zh-cn": `${kind} 必须包含 ${field}。` }
          : { en: `${field} is not valid for ${kind}.`, "zh-cn": `${field} 对 ${kind} 无效。` },
    };
  }
}

/** The server's words, by a part of them, in ours. `what`: the value, or the field's name. */
const messages: readonly (readonly [says: RegExp, message: (what: string, field: string) => Text])[] = [
  [
    /unknown field/,
    (_, field) => ({ en: `Field ${field} is not allowed here.`, "zh-cn": `此处不能使用字段 ${field}。` }),
  ],
  [
    /must specify a peer/,
    () => ({
      en: "A peer must have podSelector, namespaceSelector or ipBlock. To allow every source, remove the whole list.",
      "zh-cn": "对端必须包含 podSelector、namespaceSelector 或 ipBlock。如需放行所有来源，请删除整个列表。",
    }),
  ],
  [
    /both ipBlock and another peer/,
    () => ({
      en: "ipBlock cannot be combined with podSelector or namespaceSelector in one peer. Write two peers.",
      "zh-cn": "同一个对端中不能同时使用 ipBlock 和 podSelector 或 namespaceSelector。请写成两个对端。",
    }),
  ],
  [
    /supported values: (.*)$/,
    (what, field) => ({ en: `"${what}" is not valid for ${field}.`, "zh-cn": `"${what}" 不是 ${field} 的合法值。` }),
  ],
  [
    /between 1 and 65535/,
    (what) => ({
      en: `Port ${what} is out of range: it must be from 1 to 65535.`,
      "zh-cn": `端口 ${what} 超出范围：必须在 1 到 65535 之间。`,
    }),
  ],
  [
    /at least one letter/,
    (what) => ({
      en: `"${what}" is text. A port must be an integer, or the name of a container port.`,
      "zh-cn": `"${what}" 是文本。端口必须是整数，或容器端口的名称。`,
    }),
  ],
  [
    /`port` is (non-numeric|not specified)/,
    () => ({ en: "endPort requires port to be a number.", "zh-cn": "endPort 要求 port 为数字。" }),
  ],
  [
    /greater than or equal to `port`/,
    () => ({ en: "endPort cannot be less than port.", "zh-cn": "endPort 不能小于 port。" }),
  ],
  [
    /valid CIDR/,
    (what) => ({
      en: `"${what}" is not a valid CIDR. Use a form such as 10.9.8.0/24.`,
      "zh-cn": `"${what}" 不是合法的 CIDR，应写成类似 10.9.8.0/24 的形式。`,
    }),
  ],
  [/strict subset/, (what) => ({ en: `${what} is not inside cidr.`, "zh-cn": `${what} 不在 cidr 的范围内。` })],
  [
    /must be specified when `operator`/,
    () => ({ en: "Operators In and NotIn require values.", "zh-cn": "操作符 In 和 NotIn 需要 values。" }),
  ],
  [
    /may not be specified when `operator`/,
    () => ({
      en: "Operators Exists and DoesNotExist cannot have values.",
      "zh-cn": "操作符 Exists 和 DoesNotExist 不能有 values。",
    }),
  ],
  [
    /not a valid selector operator/,
    (what) => ({
      en: `"${what}" is not a valid operator. Use In, NotIn, Exists or DoesNotExist.`,
      "zh-cn": `"${what}" 不是合法的操作符。请使用 In、NotIn、Exists 或 DoesNotExist。`,
    }),
  ],
];

function messageOf({ sentence, value, place }: PolicyError): Text {
  const last = place.at(-1);
  const field =
    typeof last === "object" ? last.key : typeof last === "number" ? String(place.at(-2) ?? "") : (last ?? "");
  const known = messages.find(([says]) => says.test(sentence));
  if (known !== undefined) return known[1](String(value ?? field), field);
  const shown = value === undefined ? same(field) : same(`${field}: ${value}`);
  return { en: `${shown.en} is not valid.`, "zh-cn": `${shown["zh-cn"]} 无效。` };
}

const words = ["TCP", "UDP", "SCTP", "Ingress", "Egress", "In", "NotIn", "Exists", "DoesNotExist"];

function* fixesFor({ manifest, document }: Resource, { place, value, sentence }: PolicyError): Iterable<Fix> {
  const { yaml } = document;
  const path: FieldPath = [...rootPath(manifest), ...place];
  const change = (to: string | number, safe: boolean): Fix => ({
    title: { en: `Change to ${to}`, "zh-cn": `改为 ${to}` },
    safe,
    edits: setField(yaml, path, to),
  });
  if (typeof value === "string") {
    // The case is wrong, or it is a number in quotes: one reading only.
    const word = words.find((known) => known.toLowerCase() === value.toLowerCase());
    if (word !== undefined) yield change(word, true);
    else if (place.at(-1) === "port" && /^[1-9]\d{0,4}$/.test(value)) yield change(Number(value), true);
    else if (place.at(-1) === "cidr" && /^[\d.]+$/.test(value)) yield change(`${value}/32`, false);
  }
  if (sentence.includes("may not be specified when"))
    yield {
      title: { en: `Remove ${String(place.at(-1))}`, "zh-cn": `删除 ${String(place.at(-1))}` },
      safe: false,
      edits: removeField(yaml, path),
    };
}
