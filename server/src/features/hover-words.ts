// Words that several hovers share: links to resources, and the ways to reach a Service.

import type { Text } from "../base/text.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { localHints, localTool } from "../paths/local-hints.ts";
import { destinationOf } from "../paths/vocabulary.ts";
import type { AccessPath } from "../protocol.ts";
import { pathsOf } from "./paths.ts";
import { rangeOf } from "./ranges.ts";

/** A Markdown link to where a resource is written: [Deployment web](…#L12). */
export function linkTo(resource: Resource): string {
  const { manifest, document, name } = resource;
  const line = rangeOf(document, manifest.name?.span ?? manifest.root.span).start.line + 1;
  return `[${manifest.kind} ${name}](${document.file.uri}#L${line})`;
}

export function listOf(resources: readonly Resource[]): string {
  return resources.map(linkTo).join(", ");
}

/** All addresses of a Service, by who can use them. */
export function waysToReach(service: Resource<ServiceManifest>, workspace: Workspace): Text | undefined {
  const lines = (locale: "en" | "zh-cn") =>
    pathsOf(service, workspace, locale)
      .filter((path) => path.kind !== "srv" && path.kind !== "api-proxy")
      .map((path) => `| ${viewpoints[path.viewpoint][locale]} | ${addressOf(path, locale)} |`);
  const table = (locale: "en" | "zh-cn", who: string, where: string) =>
    [`| ${who} | ${where} |`, "|---|---|", ...lines(locale)].join("\n");
  const en = table("en", "From", "Address");
  if (en.split("\n").length === 2) return undefined;
  const below = (locale: "en" | "zh-cn") =>
    hintsOf(service, workspace)
      .map((hint) => `\n\n${hint[locale]}`)
      .join("");
  return { en: en + below("en"), "zh-cn": table("zh-cn", "从哪里", "地址") + below("zh-cn") };
}

/** Only where the cluster is known: in a hover there is no room for what might be. */
function hintsOf(service: Resource<ServiceManifest>, workspace: Workspace): readonly Text[] {
  const tool = localTool(workspace.settings, workspace.snapshot);
  if (tool === undefined) return [];
  const { namespace, name, manifest } = service;
  const type = manifest.service.type ?? "ClusterIP";
  return localHints({ namespace, name, type, paths: pathsOf(service, workspace, "en") }, tool);
}

const viewpoints: Readonly<Record<AccessPath["viewpoint"], Text>> = {
  cluster: { en: "any pod", "zh-cn": "任意 Pod" },
  "node-network": { en: "the nodes' network", "zh-cn": "节点所在网络" },
  external: { en: "outside", "zh-cn": "集群外部" },
  "this-machine": { en: "this machine", "zh-cn": "本机" },
};

/** As the report names it. */
function addressOf(path: AccessPath, locale: "en" | "zh-cn"): string {
  const protocol = path.protocol === "TCP" ? "" : ` ${path.protocol}`;
  const mark = path.state === "broken" ? ` — ${path.why ?? ""}` : "";
  const command =
    path.kind === "port-forward" ? { en: " (kubectl port-forward)", "zh-cn": "（kubectl port-forward）" }[locale] : "";
  return `\`${destinationOf(path, locale)}\`${protocol}${command}${mark.replaceAll("|", "\\|").replaceAll("\n", " ")}`;
}
