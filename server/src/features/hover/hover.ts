// What a field means here: explained with this Service's own values, not recited.

import { type FieldPath, formatField } from "../../base/field.ts";
import { touches } from "../../base/span.ts";
import { same, say, type Text } from "../../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../../index/document.ts";
import { isA, type Resource } from "../../index/resource.ts";
import { isTemplated } from "../../index/unreadable.ts";
import type { Workspace } from "../../index/workspace.ts";
import { fieldDoc, typeText } from "../../model/fields.ts";
import { type Manifest, rootPath, type ServiceManifest } from "../../model/manifest.ts";
import type { TextPosition, TextRange } from "../../protocol.ts";
import { verdictNames, verdictSigns } from "../../protocol-words.ts";
import { callerName, whyOf } from "../../report/reach-words.ts";
import { nodeAt } from "../../yaml/at.ts";
import { firstLine } from "../../yaml/cursor.ts";
import { differencesIn, differingIn } from "../environment-words.ts";
import { liveDifferences } from "../live-differences.ts";
import { policyFacts, policyWords } from "../policy-facts.ts";
import { documentAt, rangeOf } from "../ranges.ts";
import { calledBy } from "../reach.ts";
import { thingAt } from "../thing-at.ts";
import { annotationAt } from "./annotation.ts";
import type { FieldAt } from "./field-at.ts";
import { hereText } from "./here.ts";
import { portAt } from "./ports.ts";
import { linkTo, waysToReach } from "./words.ts";

/** An LSP Hover. */
export interface FileHover {
  contents: { kind: "markdown"; value: string };
  range: TextRange;
}

export function hover(file: WorkspaceFile, position: TextPosition, workspace: Workspace): FileHover | undefined {
  const at = documentAt(file, position);
  if (at === undefined) return undefined;
  const { document, offset } = at;
  const { locale } = workspace.settings;
  for (const resource of workspace.shown(document)) {
    const { manifest } = resource;
    if (!touches(manifest.root.span, offset)) continue;
    const annotation = annotationAt(manifest, offset);
    if (annotation !== undefined) {
      const value = say(annotation.text, locale);
      return { contents: { kind: "markdown", value }, range: rangeOf(document, annotation.span) };
    }
    if (manifest.is === "service") {
      const field = fieldAt(document, manifest, offset);
      const text = field === undefined ? undefined : explain(resource as Resource<ServiceManifest>, field, workspace);
      if (field !== undefined && text !== undefined) {
        return { contents: { kind: "markdown", value: say(text, locale) }, range: rangeOf(document, field.span) };
      }
    }
    return (
      aboutThing(document, offset, workspace) ??
      aboutPort(resource, offset, workspace) ??
      aboutPolicy(resource, offset, workspace)
    );
  }
  return undefined;
}

/** On a port outside of Services: of a backend, a probe, a monitor. */
function aboutPort(resource: Resource, offset: number, workspace: Workspace): FileHover | undefined {
  const { document } = resource;
  if (isTemplated(document.yaml)) return undefined;
  const said = portAt(resource, offset, workspace.world());
  if (said === undefined) return undefined;
  const value = say(said.text, workspace.settings.locale);
  return { contents: { kind: "markdown", value }, range: rangeOf(document, said.span) };
}

/** On a NetworkPolicy's kind, name and top fields: whom it selects, allows and cuts off. */
function aboutPolicy(resource: Resource, offset: number, workspace: Workspace): FileHover | undefined {
  if (!isA(resource, "network-policy") || isTemplated(resource.document.yaml)) return undefined;
  const { document } = resource;
  const found = nodeAt(document.yaml, offset);
  const way = found?.path.slice(rootPath(resource.manifest).length) ?? [];
  const isTop = policyPlaces.includes(docPath(way));
  if (found === undefined || !isTop) return undefined;
  const text = policyWords(resource, policyFacts(resource, workspace));
  return {
    contents: { kind: "markdown", value: say(text, workspace.settings.locale) },
    range: rangeOf(document, firstLine(found.span, document.yaml.text)),
  };
}

const policyPlaces = [
  "kind",
  "metadata.name",
  "spec",
  "spec.podSelector",
  "spec.policyTypes",
  "spec.ingress",
  "spec.egress",
];

/** Whether the callers that name a Service at this place get through. */
function callersAt(
  service: Resource<ServiceManifest>,
  document: WorkspaceDocument,
  offset: number,
  workspace: Workspace,
): Text | undefined {
  const pairs = (calledBy(workspace).get(service) ?? []).filter(({ calls }) =>
    calls.some((call) => call.resource.document === document && touches(call.span, offset)),
  );
  const lines = new Map<string, Text>();
  for (const pair of pairs) {
    const { verdict, port } = pair;
    const sign = verdictSigns[verdict];
    const who = callerName(pair.from);
    const why = verdict === "allowed" ? { en: "", "zh-cn": "" } : whyOf(pair);
    const line = {
      en: `${sign} ${who.en}, port ${port.port ?? ""}: ${verdictNames[verdict].en}. ${why.en}`.trimEnd(),
      "zh-cn": `${sign} ${who["zh-cn"]}，端口 ${port.port ?? ""}：${verdictNames[verdict]["zh-cn"]}。${why["zh-cn"]}`,
    };
    lines.set(line.en, line);
  }
  return lines.size === 0 ? undefined : joined([...lines.values()]);
}

/** Hovers outside Services: on a name in the cluster's DNS, a pod's label, a container's port. */
function aboutThing(document: WorkspaceDocument, offset: number, workspace: Workspace): FileHover | undefined {
  const thing = thingAt(document, offset, workspace);
  const world = workspace.world();
  const text = () => {
    if (thing === undefined) return undefined;
    if (thing.kind === "mention") {
      const { namespace, service, host } = thing.mention;
      const [first] = world.servicesNamed(thing.from, namespace, service);
      if (first !== undefined) {
        const ways = isTemplated(first.document.yaml) ? undefined : waysToReach(first, workspace);
        return joined([same(linkTo(first)), callersAt(first, document, offset, workspace), ways]);
      }
      // Any other name may be that of something else.
      if (host?.form !== "full") return undefined;
      const name = `${service}.${namespace}`;
      return {
        en: `There is no Service \`${name}\` in this workspace.`,
        "zh-cn": `此工作区中没有 Service \`${name}\`。`,
      };
    }
    if (thing.kind === "pod-label" || thing.kind === "container-port") {
      const services = world.selecting(thing.workload);
      if (services.length === 0) {
        return {
          en: "No Service in this workspace selects these pods.",
          "zh-cn": "此工作区中没有 Service 选择这些 Pod。",
        };
      }
      const list = services.map((service) => `- ${linkTo(service)}`).join("\n");
      return { en: `These pods are selected by:\n\n${list}`, "zh-cn": `这些 Pod 被以下 Service 选择：\n\n${list}` };
    }
    return undefined;
  };
  const found = text();
  if (thing === undefined || found === undefined) return undefined;
  return {
    contents: { kind: "markdown", value: say(found, workspace.settings.locale) },
    range: rangeOf(document, thing.span),
  };
}

/** Maps whose keys their author chose. */
const open = ["metadata.labels", "metadata.annotations", "spec.selector"];

/** The field at an offset of a document; `manifest` is the object around it. */
function fieldAt(document: WorkspaceDocument, manifest: Manifest, offset: number): FieldAt | undefined {
  const found = nodeAt(document.yaml, offset);
  if (found === undefined) return undefined;
  const way = found.path.slice(rootPath(manifest).length);
  const parent = docPath(way.slice(0, -1));
  const path = way.map((step, index) =>
    index === way.length - 1 && typeof step === "string" && open.includes(parent) ? { key: step } : step,
  );
  return { path, value: found.node, span: found.span };
}

/** A path without indexes and author's keys: what the documentation is found by. */
function docPath(path: FieldPath): string {
  return path.filter((step) => typeof step === "string").join(".");
}

function explain(service: Resource<ServiceManifest>, field: FieldAt, workspace: Workspace): Text | undefined {
  const doc = fieldDoc(docPath(field.path));
  if (doc === undefined) return undefined;
  const value =
    field.value.kind === "string"
      ? doc.values?.find(({ value }) => value === (field.value as { value?: unknown }).value)
      : undefined;
  const type = typeText(doc);
  const name = `**${formatField(field.path)}**`;
  return joined([
    { en: `${name} · ${type.en}`, "zh-cn": `${name} · ${type["zh-cn"]}` },
    doc.deprecated,
    doc.what,
    value === undefined
      ? undefined
      : { en: `\`${value.value}\`: ${value.what.en}`, "zh-cn": `\`${value.value}\`：${value.what["zh-cn"]}` },
    // What a template will make is not known.
    isTemplated(service.document.yaml) ? undefined : hereText(service, field, workspace),
    environmentsText(service, field, workspace),
    clusterText(service, field, workspace),
    doc.absent === undefined
      ? undefined
      : { en: `Default: ${doc.absent.en}`, "zh-cn": `省略时：${doc.absent["zh-cn"]}` },
  ]);
}

/** What the connected cluster has in this field; on the name all that differs. */
function clusterText(service: Resource<ServiceManifest>, { path }: FieldAt, workspace: Workspace): Text | undefined {
  const place = formatField(path);
  const all = [...liveDifferences(service, workspace)];
  if (place === "metadata.name" && all.length > 0) {
    const lines = (of: (text: Text) => string) =>
      all.map(({ field, text }) => `- ${formatField(field)} · ${of(text)}`).join("\n");
    return {
      en: `The cluster differs:\n\n${lines(({ en }) => en)}`,
      "zh-cn": `与集群不一致：\n\n${lines((text) => text["zh-cn"])}`,
    };
  }
  const found = all.filter(({ field }) => formatField(field) === place);
  const sentence = (text: Text): Text => ({ en: `In the ${text.en}.`, "zh-cn": `${text["zh-cn"]}。` });
  return found.length === 0
    ? undefined
    : joined(found.map(({ text }) => (text.en.startsWith("cluster:") ? sentence(text) : text)));
}

/** What the field's value is in the environments that apply the Service, where that is something else. */
function environmentsText(
  service: Resource<ServiceManifest>,
  { path }: FieldAt,
  workspace: Workspace,
): Text | undefined {
  const field = formatField(path);
  const isWhole = field === "metadata.name" || field === "spec";
  const text = isWhole
    ? differencesIn(service, workspace)
    : [...differingIn(service, workspace)].find((one) => formatField(one.field) === field)?.text;
  return text === undefined ? undefined : { en: `By environment: ${text.en}.`, "zh-cn": `按环境：${text["zh-cn"]}。` };
}

/** Paragraphs under one another; what is undefined is left out. */
function joined(parts: readonly (Text | undefined)[]): Text {
  const given = parts.filter((part) => part !== undefined);
  return { en: given.map((part) => part.en).join("\n\n"), "zh-cn": given.map((part) => part["zh-cn"]).join("\n\n") };
}
