// A Service of another type: which fields go, which come, and the text that says so. The API server's verdict has the last word.

import { type Cluster, emptyCluster } from "../api-server/cluster.ts";
import { judge } from "../api-server/judge.ts";
import { type FieldPath, formatField } from "../base/field.ts";
import type { Settings } from "../base/settings.ts";
import type { Text } from "../base/text.ts";
import type { Resource } from "../index/resource.ts";
import { isTemplated } from "../index/unreadable.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import type { Service } from "../model/service.ts";
import { get, locate } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import type { Node, YamlDocument } from "../yaml/node.ts";
import { edited, inTurn, type TextEdit } from "../yaml/text-edit.ts";
import type { Json } from "../yaml/to-json.ts";
import { declaredPorts, type PortText } from "./declared-ports.ts";
import { inWhole, type OwnText, ownText } from "./own-text.ts";
import { removeKeepingComments } from "./remove-field.ts";

/** What a Service can be changed to. Headless is a ClusterIP Service with `clusterIP: None`. */
export type ServiceShape = "ClusterIP" | "NodePort" | "LoadBalancer" | "headless";

export const serviceShapes: readonly ServiceShape[] = ["ClusterIP", "NodePort", "LoadBalancer", "headless"];

/** What a Service is now; undefined for a type that does not exist. */
export function shapeOf(service: Service): ServiceShape | "ExternalName" | undefined {
  return service.headless ? "headless" : service.type;
}

/**
 * The edits of the Service's document that make it one of another shape. All else stays, comments above all. Undefined
 * where it is one already, and where it cannot be done for sure: in templates, through aliases, under a patch that decides
 * the type, or when the API server would refuse the result. `pods` are the workloads that it selects: a headless Service
 * without ports takes those of the only one, for another type needs some.
 */
export function changeType(
  service: Resource<ServiceManifest>,
  to: ServiceShape,
  settings: Settings,
  pods: readonly WorkloadManifest[] = [],
): readonly TextEdit[] | undefined {
  const { document, manifest, uncertain } = service;
  const { yaml } = document;
  const written = document.manifests.find((candidate) => candidate.item === manifest.item);
  if (written?.is !== "service" || uncertain || yaml.errors.length > 0 || isTemplated(yaml)) return undefined;
  const from = shapeOf(written.service);
  // What a kustomization makes of it is what counts: where that has another type, this text does not decide.
  if (from === undefined || from === to || from !== shapeOf(manifest.service)) return undefined;
  // An alias without ports and pods has nothing that could be reached in another way.
  if (from === "ExternalName" && written.service.selector === undefined) return undefined;
  const own = ownText(yaml, written);
  const [only, ...more] = pods;
  const ports = only === undefined || more.length > 0 ? [] : declaredPorts(only);
  const question: Question = { manifest: written, own, ports, settings: { ...settings, namespace: service.namespace } };
  const steps = stepsTo(to, from, question);
  const edits = attempt(question, steps) ?? attempt(question, [...steps, ...lessFamilies(question)]);
  return edits === undefined ? undefined : inWhole(own, edits);
}

/** Why a Service cannot be made one of any other shape, and what to do about that; asked where `changeType` gives nothing. */
export function whyUnchangeable({ document, manifest, uncertain }: Resource<ServiceManifest>): Text {
  const { yaml } = document;
  const written = document.manifests.find((candidate) => candidate.item === manifest.item);
  if (isTemplated(yaml)) return reasons.template;
  if (yaml.errors.length > 0) return reasons.syntax;
  if (written?.is !== "service") return reasons.unsure;
  const shape = shapeOf(written.service);
  if (uncertain || shape !== shapeOf(manifest.service)) return reasons.kustomized;
  if (shape === undefined) return reasons.type;
  if (shape === "ExternalName" && written.service.selector === undefined) return reasons.alias;
  if (written.service.ports.length === 0) return reasons.ports;
  return reasons.unsure;
}

const reasons = {
  template: {
    en: "This Service is a template, so its text is not what is applied. Change its type by hand.",
    "zh-cn": "该 Service 是模板，其文本并非最终应用的内容：请手动更改类型。",
  },
  syntax: {
    en: "This document has syntax errors. Fix them first.",
    "zh-cn": "该文档有语法错误，请先修正。",
  },
  kustomized: {
    en: "A kustomization decides this Service's type. Change it there.",
    "zh-cn": "该 Service 的类型由 kustomization 决定，请在那里更改。",
  },
  type: {
    en: "This Service's type is not valid. Fix it first.",
    "zh-cn": "该 Service 的类型不合法，请先修正。",
  },
  alias: {
    en: "This Service is only an alias (ExternalName) without a selector, so with another type it would lead to no pods. Add spec.selector and spec.ports first.",
    "zh-cn":
      "该 Service 只是别名（ExternalName），没有选择器，改为其他类型后不会通向任何 Pod。请先添加 spec.selector 和 spec.ports。",
  },
  ports: {
    en: "This Service has no ports, and other types need at least one. Add spec.ports first.",
    "zh-cn": "该 Service 没有端口，而其他类型至少需要一个。请先添加 spec.ports。",
  },
  unsure: {
    en: "This change is not safe: the text uses aliases, or the API server would refuse the result.",
    "zh-cn": "无法保证这一修改正确：文本使用了别名，或者 API server 会拒绝修改后的结果。",
  },
} satisfies Readonly<Record<string, Text>>;

interface Question {
  readonly manifest: ServiceManifest;
  readonly own: OwnText;
  /** What it gets where it has no ports. */
  readonly ports: readonly PortText[];
  readonly settings: Settings;
}

type Step = (document: YamlDocument) => readonly TextEdit[];

/** The edits, if the result is one that the server takes, or is refused for nothing new. */
function attempt({ manifest, own, settings }: Question, steps: readonly Step[]): readonly TextEdit[] | undefined {
  const { yaml, base } = own;
  const edits = inTurn(yaml, ...steps);
  if (edits.length === 0) return undefined;
  const after = edited(yaml, edits);
  if (after.root === undefined || after.comments.length !== yaml.comments.length) return undefined;
  const found = locate(after.root, base, after.text);
  if (found.depth !== base.length) return undefined;
  const before = new Set(refusals(manifest.root, settings));
  return refusals(found.node, settings).every((refusal) => before.has(refusal)) ? edits : undefined;
}

/** What the server has against a Service, whoever else is there: which ports and addresses are taken, this does not change. */
function refusals(root: Node, settings: Settings): readonly string[] {
  return judge(root, freeCluster(settings), settings).errors.map(({ rule, place }) => `${rule} ${formatField(place)}`);
}

function freeCluster(settings: Settings): Cluster {
  const cluster = emptyCluster(settings);
  cluster.names.clear();
  cluster.addresses.clear();
  return cluster;
}

const rangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

/** Only a load balancer has these; loadBalancerIP would be kept, and mean nothing. */
const ofLoadBalancers = [
  "loadBalancerIP",
  "loadBalancerSourceRanges",
  "loadBalancerClass",
  "allocateLoadBalancerNodePorts",
  "healthCheckNodePort",
];

/** What a headless Service ignores, with a warning. */
const notOfHeadless = ["clusterIPs", "externalIPs", "sessionAffinity", "sessionAffinityConfig"];

function stepsTo(to: ServiceShape, from: ServiceShape | "ExternalName", question: Question): readonly Step[] {
  const { root, service } = question.manifest;
  const { base } = question.own;
  const isThere = (path: readonly (string | number)[]) => get(root, ...path) !== undefined;
  const drop = (...path: readonly (string | number)[]): readonly Step[] =>
    isThere(path) ? [(document) => removeKeepingComments(document, [...base, ...path.map(asStep)])] : [];
  const set = (key: string, value: Json, after?: string): Step => {
    return (document) => setField(document, [...base, "spec", key], value, after);
  };
  const steps: Step[] = [];
  if (to !== "LoadBalancer") {
    for (const key of ofLoadBalancers) steps.push(...drop("spec", key));
    const annotations = get(root, "metadata", "annotations");
    const alone = annotations?.kind === "map" && annotations.entries.length === 1;
    if (isThere(["metadata", "annotations", rangesAnnotation]))
      steps.push(...(alone ? drop("metadata", "annotations") : drop("metadata", "annotations", rangesAnnotation)));
  }
  if (to === "ClusterIP" || to === "headless") {
    for (const { index } of service.ports) steps.push(...drop("spec", "ports", index, "nodePort"));
    // Traffic from outside comes to external IPs as well, and these have no meaning without a clusterIP.
    if (to === "headless" || service.externalIPs.length === 0) steps.push(...drop("spec", "externalTrafficPolicy"));
  }
  if (to === "headless") for (const key of notOfHeadless) steps.push(...drop("spec", key));
  if (from === "headless") for (const key of ["clusterIP", "clusterIPs"]) steps.push(...drop("spec", key));
  steps.push(...drop("spec", "externalName"));
  const type = to === "headless" ? "ClusterIP" : to;
  if (service.typeEntry !== undefined || type !== "ClusterIP") {
    const already = service.type === type && service.typeEntry?.value.kind === "string";
    if (!already) steps.push(set("type", type));
  }
  if (to === "headless") steps.push(set("clusterIP", "None", "type"));
  else if (service.ports.length === 0 && question.ports.length > 0)
    steps.push(set("ports", question.ports, "selector"));
  return steps;
}

/** A headless Service may name families that the cluster does not serve; with an address of its own it takes what is there. */
function lessFamilies({ manifest, own }: Question): readonly Step[] {
  const spec = get(manifest.root, "spec");
  const base = [...own.base, "spec"];
  const steps: Step[] = [];
  if (get(spec, "ipFamilies") !== undefined)
    steps.push((document) => removeKeepingComments(document, [...base, "ipFamilies"]));
  const policy = get(spec, "ipFamilyPolicy");
  if (policy?.kind === "string" && policy.value === "RequireDualStack")
    steps.push((document) => setField(document, [...base, "ipFamilyPolicy"], "PreferDualStack"));
  return steps;
}

/** An annotation's key holds dots, which are no steps. */
function asStep(step: string | number): FieldPath[number] {
  return typeof step === "string" && step.includes("/") ? { key: step } : step;
}
