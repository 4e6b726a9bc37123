// Small words between the text: what a selector matches, the number behind a port's name, a default that applies.

import { type Locale, say, type Text } from "../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../index/document.ts";
import { isA, type Resource } from "../index/resource.ts";
import { isTemplated } from "../index/unreadable.ts";
import type { Workspace } from "../index/workspace.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { portsMeant } from "../model/ports-meant.ts";
import type { TextPosition, TextRange } from "../protocol.ts";
import { differingIn } from "./environment-words.ts";
import { liveDifferences } from "./live-differences.ts";
import { positionOf, rangeOf } from "./ranges.ts";

/** An LSP InlayHint. */
export interface FileHint {
  position: TextPosition;
  label: string;
  paddingLeft: true;
  tooltip?: string;
}

/** Which hints the user wants. */
export interface HintChoice {
  readonly selectors: boolean;
  readonly ports: boolean;
  readonly defaults: boolean;
}

/** The hints in a range of a file. */
export function* inlayHints(
  file: WorkspaceFile,
  range: TextRange,
  choice: HintChoice,
  workspace: Workspace,
): Iterable<FileHint> {
  const world = workspace.world();
  const { locale } = workspace.settings;
  if (workspace.isPatch(file)) return;
  for (const document of file.documents) {
    if (document.line > range.end.line) break;
    if (isTemplated(document.yaml)) continue;
    for (const resource of workspace.shown(document)) {
      const own = [
        ...hintsOf(resource, choice, world, locale),
        ...environmentHints(resource, choice, workspace),
        ...liveHints(resource, choice, workspace),
      ];
      for (const hint of own) {
        if (hint.position.line >= range.start.line && hint.position.line <= range.end.line) yield hint;
      }
    }
  }
}

/** What environments make of written values, where that is something else. */
function* environmentHints(resource: Resource, { ports }: HintChoice, workspace: Workspace): Iterable<FileHint> {
  if (!ports || !isA(resource, "service")) return;
  for (const { node, text } of differingIn(resource, workspace))
    if (node !== undefined) yield hintAt(resource.document, node.span.end, say(text, workspace.settings.locale));
}

/** What the cluster has in place of what is written. */
function* liveHints(resource: Resource, { ports }: HintChoice, workspace: Workspace): Iterable<FileHint> {
  if (!ports || !isA(resource, "service")) return;
  for (const { at, text } of liveDifferences(resource, workspace))
    if (at !== undefined) yield hintAt(resource.document, at.end, say(text, workspace.settings.locale));
}

function* hintsOf(resource: Resource, choice: HintChoice, world: World, locale: Locale): Iterable<FileHint> {
  const { manifest, document } = resource;
  if (isA(resource, "service")) yield* serviceHints(resource, choice, world, locale);
  if (manifest.is === "ingress" && choice.ports) {
    for (const { service, port, portNode } of manifest.ingress.backends) {
      if (typeof port !== "string" || portNode === undefined) continue;
      const [target] = world.servicesNamed(resource, resource.namespace, service);
      const number = target?.manifest.service.ports.find((candidate) => candidate.name === port)?.port;
      if (number !== undefined) yield hintAt(document, portNode.span.end, String(number));
    }
  }
}

function* serviceHints(
  service: Resource<ServiceManifest>,
  choice: HintChoice,
  world: World,
  locale: Locale,
): Iterable<FileHint> {
  const { document } = service;
  const { type, ports, selector, selectorEntry } = service.manifest.service;
  if (type === "ExternalName") return;
  const workloads = world.selected(service);
  if (
    choice.selectors &&
    (workloads.length > 0 || world.isComplete) &&
    selector !== undefined &&
    selectorEntry !== undefined &&
    selectorEntry.value.span.start > selectorEntry.keySpan.end
  ) {
    const names = workloads.map((workload) => `${workload.manifest.kind} ${workload.name}`);
    const label: Text =
      names.length === 0
        ? { en: "matches no workload here", "zh-cn": "此处没有匹配的工作负载" }
        : { en: names.slice(0, 2).join(", "), "zh-cn": names.slice(0, 2).join("、") };
    const more = names.length > 2 ? ` +${names.length - 2}` : "";
    yield {
      ...hintAt(document, selectorEntry.keySpan.end + 1, `${say(label, locale)}${more}`),
      tooltip: names.join("\n"),
    };
  }
  for (const port of ports) {
    if (choice.ports && typeof port.targetPort === "string" && port.targetPortNode !== undefined) {
      const numbers = new Set(
        workloads.flatMap((workload) =>
          portsMeant(port, workload.manifest.workload).flatMap((meant) => meant.containerPort ?? []),
        ),
      );
      if (numbers.size > 0) yield hintAt(document, port.targetPortNode.span.end, [...numbers].join(", "));
    }
    if (
      choice.defaults &&
      port.targetPortNode === undefined &&
      port.portNode !== undefined &&
      port.port !== undefined
    ) {
      yield hintAt(document, port.portNode.span.end, `targetPort: ${port.port}`);
    }
  }
}

function hintAt(document: WorkspaceDocument, offset: number, label: string): FileHint {
  // In a template a hint stands behind what printed the character before it.
  const before = { start: Math.max(0, offset - 1), end: offset };
  const isMade = document.file.origins !== undefined;
  const position = isMade ? rangeOf(document, before).end : positionOf(document, offset);
  return { position, label, paddingLeft: true };
}
