// A kustomization renames a Service, and a text or a field that kustomize does not know keeps the old name.

import { type FieldPath, formatField } from "../base/field.ts";
import type { Span } from "../base/span.ts";
import { mentionsIn } from "../index/mentions.ts";
import { areInOneFolder } from "../index/neighbours.ts";
import { fileOfLayer } from "../index/plan.ts";
import { renamedTo } from "../index/renamed.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { placeInText, podNamesIn } from "../model/pod-names.ts";
import { stringsOf } from "../model/strings.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { replaceScalar } from "../yaml/edit.ts";
import type { Node } from "../yaml/node.ts";
import { pathOfNode } from "../yaml/path-of.ts";
import { defineRule, type Fix, type Related } from "./rule.ts";

export const nameNotRenamed = defineRule({
  id: "name-not-renamed",
  severity: "warning",
  title: { en: "A reference that keeps a Service's old name", "zh-cn": "引用仍使用 Service 的旧名称" },
  why: {
    en: "`namePrefix` and `nameSuffix` rename Services, but kustomize updates only the references it recognizes: the backends of an Ingress, a StatefulSet's `serviceName`, webhooks and APIServices. Addresses in environment variables, arguments and ConfigMaps keep the old name, and so do custom resources and routes (up to kustomize 5.8, which kubectl includes, also an HTTPRoute's `backendRefs`). Write the new name, or let kustomize write it with `replacements` or a `nameReference` in `configurations`.",
    "zh-cn":
      "`namePrefix` 和 `nameSuffix` 会重命名 Service，但 kustomize 只更新它识别的引用：Ingress 的后端、StatefulSet 的 `serviceName`、webhook 和 APIService。环境变量、参数和 ConfigMap 中的地址仍是旧名称，自定义资源和路由也是如此（在 kubectl 所含的 kustomize 5.8 及更早版本中，HTTPRoute 的 `backendRefs` 也不例外）。请写上新名称，或用 `replacements`、`configurations` 中的 `nameReference` 让 kustomize 来写。",
  },
  *check(resource, world) {
    if (resource.uncertain || resource.layers.every(({ renames }) => renames.size === 0)) return;
    const said = new Set<string>();
    for (const { name, namespace, node, span, field, start } of namesIn(resource, world)) {
      const service = renamedTo(resource, namespace, name, world);
      const place = `${formatField(field)} ${span.start}`;
      if (service === undefined || said.has(place)) continue;
      said.add(place);
      yield {
        span,
        field,
        message: {
          en: `The kustomization renames Service ${name} to ${service.name}, but not this reference, which kustomize does not recognize.`,
          "zh-cn": `kustomization 把 Service ${name} 重命名为 ${service.name}，但没有改写此处：kustomize 不识别这个引用。`,
        },
        related: renamers(resource, name),
        fixes: () => (start === undefined ? [] : rewrite(resource, node, start, name, service.name)),
      };
    }
  },
});

/** One place that names a Service. */
interface NamedPlace {
  readonly name: string;
  readonly namespace: string;
  readonly node: Node;
  readonly span: Span;
  readonly field: FieldPath;
  /** Where the name begins in the node's text; undefined where more than the name would have to change. */
  readonly start: number | undefined;
}

/** Fields, host names, and texts that are a name alone where what they are for says that it is a host's. */
function* namesIn(resource: Resource, world: World): Iterable<NamedPlace> {
  const { manifest, namespace: own } = resource;
  for (const { service, namespace, node, span, host } of mentionsIn(manifest, own, world.settings.clusterDomain)) {
    const field = pathOfNode(manifest.root, node);
    if (field !== undefined) yield { name: service, namespace, node, span, field, start: host?.start ?? 0 };
  }
  for (const { node, path } of stringsOf(manifest)) {
    for (const pod of podNamesIn(node.value, world.settings.clusterDomain)) {
      const span = placeInText(node, pod);
      if (span === undefined) continue;
      // The pods are called otherwise, too.
      yield { name: pod.service, namespace: pod.namespace ?? own, node, span, field: path, start: undefined };
    }
    if (!isForHost(resource, path)) continue;
    yield { name: node.value, namespace: own, node, span: node.span, field: path, start: 0 };
  }
}

/** Whether the variable or the key that holds a text is called like one that holds a host: `DB_HOST`, `redis.server`. */
function isForHost({ manifest }: Resource, path: FieldPath): boolean {
  const last = path.at(-1);
  const holder = path.slice(0, -1).flatMap((step) => (typeof step === "object" ? [] : [step]));
  const name =
    typeof last === "object"
      ? last.key
      : last === "value"
        ? stringOf(get(manifest.root, ...holder, "name"))
        : undefined;
  return name !== undefined && /(^|[_.-])(host|hostname|addr|address|server|endpoint|service|svc|url)s?$/i.test(name);
}

/** The kustomizations that rename it. */
function renamers({ layers }: Resource, name: string): readonly Related[] {
  return layers.flatMap((layer) => {
    const document = fileOfLayer(layer)?.documents.find(({ yaml }) => yaml.root !== undefined);
    const node = ["namePrefix", "nameSuffix"].flatMap((key) => get(document?.yaml.root, key) ?? [])[0];
    if (document === undefined || node === undefined || !layer.renames.has(name)) return [];
    return [{ document, span: node.span, message: { en: "renames it", "zh-cn": "在此重命名" } }];
  });
}

/** Where the kustomization stands beside the file, nobody else takes it: there the new name can be written. */
function* rewrite(resource: Resource, node: Node, start: number, old: string, name: string): Iterable<Fix> {
  const { document, layers } = resource;
  const beside = layers.every((layer) => {
    const file = fileOfLayer(layer);
    return file !== undefined && areInOneFolder(resource, { ...resource, document: { ...document, file } });
  });
  if (!beside || node.kind !== "string") return;
  const value = node.value.slice(0, start) + name + node.value.slice(start + old.length);
  yield {
    title: { en: `Change to ${name}`, "zh-cn": `改为 ${name}` },
    safe: false,
    edits: replaceScalar(document.yaml, node, value),
  };
}
