// A port without a protocol in a folder that Argo CD applies or compares on the server's side.

import type { Resource } from "../index/resource.ts";
import { isA } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { annotationNamed } from "../model/annotations/of.ts";
import type { Manifest } from "../model/manifest.ts";
import { get, itemsOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

export const portProtocolLeftOut = defineRule({
  id: "port-protocol-left-out",
  severity: "hint",
  title: {
    en: "A port without a protocol under Argo CD's server-side comparison",
    "zh-cn": "Argo CD 使用服务端比较时端口没有写协议",
  },
  why: {
    en: 'The API server merges `spec.ports` by port and protocol. It fills in `TCP`, but Argo CD\'s server-side comparison does not, and reports `omits key field "protocol"`. `protocol: TCP` means the same and avoids the error.',
    "zh-cn":
      'API server 按端口和协议合并 `spec.ports`。它会填入 `TCP`，但 Argo CD 的服务端比较不会，于是报告 `omits key field "protocol"`。写上 `protocol: TCP` 含义不变，并可避免该错误。',
  },
  // Source: core/v1 Service.spec.ports, x-kubernetes-list-map-keys; Argo CD's documentation of ServerSideDiff.
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const [left] = resource.manifest.service.ports.filter(({ node }) => get(node, "protocol") === undefined);
    if (left?.portNode === undefined) return;
    const application = applicationOf(resource, world);
    if (application === undefined) return;
    const field = ["spec", "ports", left.index, "protocol"];
    yield {
      span: left.portNode.span,
      field,
      message: {
        en: `Argo CD Application ${application.name} compares this folder on the server side, which fails for ports without a protocol.`,
        "zh-cn": `Argo CD Application ${application.name} 使用服务端比较处理此文件夹，没有写协议的端口会导致比较失败。`,
      },
      fixes: () => [{ ...changeTo(resource, field, "TCP", "port"), title: addProtocol }],
    };
  },
});

const addProtocol = { en: "Add `protocol: TCP`", "zh-cn": "添加 `protocol: TCP`" };

/** The Application whose source holds the file, if it compares on the server's side. */
function applicationOf(resource: Resource, world: World): Resource | undefined {
  const folder = resource.document.file.uri.replace(/\/[^/]*$/, "");
  return world.ofKindEverywhere(resource, "Application").find(({ manifest }) => {
    if (!manifest.apiVersion.startsWith("argoproj.io/") || !comparesOnServer(manifest)) return false;
    const sources = [get(manifest.root, "spec", "source"), ...itemsOf(get(manifest.root, "spec", "sources"))];
    return sources.some((source) => {
      const path = stringOf(get(source, "path"))?.replace(/^\.?\/|\/$/g, "");
      return path !== undefined && path !== "" && path !== "." && `${folder}/`.includes(`/${path}/`);
    });
  });
}

function comparesOnServer({ root }: Manifest): boolean {
  const options = annotationNamed(root, "argocd.argoproj.io/compare-options")?.value ?? "";
  return (
    options.split(",").some((option) => option.trim() === "ServerSideDiff=true") ||
    stringsOf(get(root, "spec", "syncPolicy", "syncOptions")).includes("ServerSideApply=true")
  );
}
