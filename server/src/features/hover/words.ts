// Words that several hovers share: links to resources, and the ways to reach a Service.

import type { Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import type { AccessPath } from "../../protocol.ts";
import { kindNames, viewpointNames } from "../../protocol-words.ts";
import { localHints, localToolOf } from "../../report/local-hints.ts";
import { destinationOf } from "../../report/vocabulary.ts";
import { pathsOf } from "../paths.ts";
import { rangeOf, uriOf } from "../ranges.ts";

/** A Markdown link to where a resource is written: [Deployment web](…#L12). */
export function linkTo(resource: Resource): string {
  const { manifest, document, name } = resource;
  const span = manifest.name?.span ?? manifest.root.span;
  const line = rangeOf(document, span).start.line + 1;
  return `[${manifest.kind} ${name}](${uriOf(document, span)}#L${line})`;
}

export function listOf(resources: readonly Resource[]): string {
  return resources.map(linkTo).join(", ");
}

/** All addresses of a Service, by who can use them. */
export function waysToReach(service: Resource<ServiceManifest>, workspace: Workspace): Text | undefined {
  const lines = (locale: "en" | "zh-cn") =>
    pathsOf(service, workspace, locale)
      .filter((path) => !isForMachines(path))
      .map((path) => `| ${viewpointNames[path.viewpoint][locale]} | ${addressOf(path, locale)} |`);
  const table = (locale: "en" | "zh-cn", who: string, where: string) =>
    [`| ${who} | ${where} |`, "|---|---|", ...lines(locale)].join("\n");
  const en = table("en", "From", "Address");
  if (en.split("\n").length === 2) return undefined;
  const below = (locale: "en" | "zh-cn") =>
    [...leftOut(pathsOf(service, workspace, locale)), ...hintsOf(service, workspace)]
      .map((hint) => `\n\n${hint[locale]}`)
      .join("");
  return { en: en + below("en"), "zh-cn": table("zh-cn", "来源", "地址") + below("zh-cn") };
}

/** Only where the cluster is known: in a hover there is no room for what might be. */
function hintsOf(service: Resource<ServiceManifest>, workspace: Workspace): readonly Text[] {
  const tool = localToolOf(service, workspace.world());
  if (tool === undefined) return [];
  const { namespace, name, manifest } = service;
  const type = manifest.service.type ?? "ClusterIP";
  return localHints({ namespace, name, type, paths: pathsOf(service, workspace, "en") }, tool);
}

/** Nobody types these: a hover has no room for them. */
function isForMachines({ kind }: AccessPath): boolean {
  return kind === "srv" || kind === "api-proxy";
}

/** The code lens counts all paths, so the table says how many it leaves out. */
function leftOut(paths: readonly AccessPath[]): readonly Text[] {
  const more = paths.filter(isForMachines);
  const kinds = [...new Set(more.map(({ kind }) => kind))].map((kind) => kindNames[kind]);
  if (more.length === 0) return [];
  return [
    {
      en: `And ${more.length} more: ${kinds.map(({ en }) => en).join(", ")}.`,
      "zh-cn": `另有 ${more.length} 条：${kinds.map((kind) => kind["zh-cn"]).join("、")}。`,
    },
  ];
}

/** As the report names it. */
function addressOf(path: AccessPath, locale: "en" | "zh-cn"): string {
  const protocol = path.protocol === "TCP" ? "" : ` ${path.protocol}`;
  const mark = path.state === "broken" ? ` — ${path.why ?? ""}` : "";
  const command =
    path.kind === "port-forward" ? { en: " (kubectl port-forward)", "zh-cn": "（kubectl port-forward）" }[locale] : "";
  return `\`${destinationOf(path, locale)}\`${protocol}${command}${mark.replaceAll("|", "\\|").replaceAll("\n", " ")}`;
}
