// The same Service twice: whichever is applied later replaces the other.

import { dnsLabel } from "../api-server/formats.ts";

import { folderUriOf } from "../index/alternatives.ts";

import { compareResources } from "../index/order.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { rootPath, type ServiceManifest } from "../model/manifest.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { removeField, setField } from "../yaml/edit.ts";
import { isJson } from "../yaml/parse.ts";
import { jsonText } from "../yaml/to-json.ts";
import { defineRule, type Fix } from "./rule.ts";

export const serviceDuplicate = defineRule({
  id: "service-duplicate",
  severity: "warning",
  title: { en: "A Service that is declared twice", "zh-cn": "同一个 Service 声明了两次" },
  why: {
    en: "To the cluster, two manifests with the same name in the same namespace are one object: whichever is applied later silently replaces the other. Folders that contain the same objects (`envs/staging`, `envs/production`) are treated as alternatives and not reported.",
    "zh-cn":
      "同一命名空间中同名的两个清单对集群来说是同一个对象：后应用的会静默替换先应用的。包含相同对象的文件夹（`envs/staging`、`envs/production`）视为互为替代，不会报告。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest, namespace, name } = resource;
    if (manifest.name === undefined || name === "") return;
    const earlier = world
      .servicesNamed(resource, namespace, name)
      .find(
        (other) =>
          other.manifest !== manifest &&
          compareResources(other, resource) < 0 &&
          world.compete(resource, other) &&
          standTogether(resource, other),
      );
    if (earlier === undefined) return;
    yield {
      severity: isRole(resource, world) && isRole(earlier, world) ? "hint" : "warning",
      span: manifest.name.span,
      field: ["metadata", "name"],
      message: {
        en: `Service ${namespace}/${name} is declared twice; whichever is applied later replaces the other.`,
        "zh-cn": `Service ${namespace}/${name} 声明了两次；后应用的会替换先应用的。`,
      },
      related: [
        {
          document: earlier.document,
          span: (earlier.manifest.name ?? earlier.manifest.root).span,
          message: { en: "first declared here", "zh-cn": "先在此处声明" },
        },
      ],
      fixes: () => duplicateFixes(resource, earlier, world),
    };
  },
});

/** An equal one can go; one that says something else is more likely another Service than a mistake, and nothing of it is lost. */
function* duplicateFixes(
  resource: Resource<ServiceManifest>,
  earlier: Resource<ServiceManifest>,
  world: World,
): Iterable<Fix> {
  const spec = ({ manifest }: Resource<ServiceManifest>) => jsonText(get(manifest.root, "spec") ?? manifest.root);
  const remove = removeThis(resource);
  if (spec(resource) === spec(earlier)) {
    yield remove;
    return;
  }
  const app = stringOf(get(resource.manifest.root, "spec", "selector", "app")) ?? "";
  const names = [app, ...[2, 3, 4, 5].map((number) => `${resource.name}-${number}`)];
  const free = names.find(
    (name) => [...dnsLabel(name)].length === 0 && world.servicesNamed(resource, resource.namespace, name).length === 0,
  );
  if (free !== undefined) {
    yield {
      title: { en: `Rename this one to ${free}`, "zh-cn": `将此处的 Service 改名为 ${free}` },
      safe: false,
      guess: 0,
      edits: setField(resource.document.yaml, [...rootPath(resource.manifest), "metadata", "name"], free),
    };
  }
  yield { ...remove, guess: 1 };
}

/** Its document, or its item of a List. */
function removeThis({ document, manifest }: Resource<ServiceManifest>): Fix {
  const { yaml } = document;
  const whole = { span: { start: 0, end: yaml.text.length }, text: "" };
  return {
    title: { en: "Remove this one", "zh-cn": "删除此处的 Service" },
    safe: false,
    edits: manifest.item === undefined ? (isJson(yaml) ? [] : [whole]) : removeField(yaml, rootPath(manifest)),
  };
}

/**
 * Whether a Service is a second name for pods of its own file: a role that several products can fill (`tracing` beside `zipkin`,
 * `tracing` beside `jaeger`), of which somebody applies one.
 */
function isRole(service: Resource<ServiceManifest>, world: World): boolean {
  if (service.scope !== undefined) return false;
  const { file } = service.document;
  const isOwn = (other: Resource) => other.document.file === file;
  return world
    .selected(service)
    .some(
      (workload) =>
        isOwn(workload) && world.selecting(workload).some((other) => isOwn(other) && other.name !== service.name),
    );
}

/** Whether one folder or one scope holds both; what a folder below has again is another way to do the same. */
function standTogether(a: Resource, b: Resource): boolean {
  if (a.scope !== undefined) return a.scope === b.scope;
  return folderUriOf(a.document.file.uri) === folderUriOf(b.document.file.uri);
}
