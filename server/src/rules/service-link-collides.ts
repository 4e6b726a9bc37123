// A Service's name becomes variables in every container of its namespace, and an application takes one of them for its own.

import { isA, type Resource } from "../index/resource.ts";
import { rootPath, type ServiceManifest, type WorkloadManifest } from "../model/manifest.ts";
import { stringsOf } from "../model/strings.ts";
import type { Container } from "../model/workload.ts";
import { boolOf, entryOf, get, stringOf, stringsOf as stringsIn } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import { pathOfNode } from "../yaml/path-of.ts";
import { defineRule, type Fix, type Report } from "./rule.ts";

export const serviceLinkCollides = defineRule({
  id: "service-link-collides",
  severity: "information",
  title: {
    en: "A Service sets a variable that the application reads as its own",
    "zh-cn": "Service 设置了应用自己要读取的环境变量",
  },
  why: {
    en: "Every container gets variables in the style of Docker links for every Service with an address in its namespace: Service `redis` sets `REDIS_PORT=tcp://10.96.4.7:6379` and `REDIS_SERVICE_PORT=6379`. An application that reads `REDIS_PORT` as a number then fails. A variable that the container itself sets takes precedence; `enableServiceLinks: false` turns the others off.",
    "zh-cn":
      "对于每个有地址的 Service，其命名空间中的每个容器都会得到 Docker link 形式的环境变量：名为 `redis` 的 Service 会设置 `REDIS_PORT=tcp://10.96.4.7:6379` 和 `REDIS_SERVICE_PORT=6379`。把 `REDIS_PORT` 当作数字读取的应用会因此出错。容器自己的变量优先；`enableServiceLinks: false` 可以关闭其余变量。",
  },
  // Source: Kubernetes documentation, "Service", section "Environment variables"; pkg/kubelet/envvars.
  *check(resource, world) {
    if (!isA(resource, "workload")) return;
    const { workload } = resource.manifest;
    if (boolOf(get(workload.podSpec, "enableServiceLinks")) === false) return;
    const linked: Linked = (variable) => {
      const name = serviceOf(variable);
      if (name === undefined) return undefined;
      return world.servicesNamed(resource, resource.namespace, name).filter(isLinked).at(-1);
    };
    for (const container of [...workload.initContainers, ...workload.containers]) {
      yield* read(resource, container, linked);
      yield* known(resource, container, linked);
    }
  },
});

/** The Service that sets a variable. Asked name by name: who asked for all of a namespace would be asked anew at every key. */
type Linked = (variable: string) => Resource<ServiceManifest> | undefined;

/** The name that the kubelet makes the variable of: in capitals, `-` as `_`. */
function serviceOf(variable: string): string | undefined {
  const [, name] = /^([A-Z0-9_]+)_PORT$/.exec(variable) ?? [];
  return name?.toLowerCase().replaceAll("_", "-");
}

function isLinked({ manifest }: Resource<ServiceManifest>): boolean {
  const { type, headless, ports } = manifest.service;
  return type !== "ExternalName" && !headless && ports.length > 0;
}

/** Whether the container has a value of its own for it, or may have. */
function sets(container: Container, variable: string): boolean {
  const env = get(container.node, "env");
  const named = env?.kind === "list" && env.items.some((item) => stringOf(get(item, "name")) === variable);
  return named || get(container.node, "envFrom") !== undefined;
}

/**
 * `$(REDIS_PORT)`, and in a shell's script `$REDIS_PORT` and `${REDIS_PORT:-6379}`: what it gets is an address, where people expect
 * a number. Outside of a shell the last two are what other tools fill in (envsubst, Flux).
 */
function* read(resource: Resource<WorkloadManifest>, container: Container, linked: Linked): Iterable<Report> {
  const { document, manifest } = resource;
  const commands = ["command", "args"].flatMap((key) => stringsIn(get(container.node, key)));
  const isShell = commands.some((word) => /^-[a-z]*c$/.test(word));
  for (const { node, path } of stringsOf(manifest)) {
    const { start, end } = node.span;
    if (start < container.node.span.start || end > container.node.span.end || node.aliased) continue;
    const source = document.yaml.text.slice(start, end);
    // `$$` is a dollar sign of the text's own.
    for (const found of source.matchAll(/(?<!\$)\$(?:\((\w+)\)|\{(\w+)(?::?[-=][^}]*)?\}|(\w+))/g)) {
      const variable = found[1] ?? found[2] ?? found[3] ?? "";
      const service = linked(variable);
      if (service === undefined || sets(container, variable) || (found[1] === undefined && !isShell)) continue;
      const at = start + found.index + found[0].indexOf(variable);
      const right = variable.replace(/_PORT$/, "_SERVICE_PORT");
      yield {
        span: { start: at, end: at + variable.length },
        field: path,
        message: {
          en: `Service ${service.name} sets ${variable} to an address such as tcp://10.96.0.10:${service.manifest.service.ports[0]?.port ?? 80}. The port number is in ${right}.`,
          "zh-cn": `Service ${service.name} 会把 ${variable} 设为 tcp://10.96.0.10:${service.manifest.service.ports[0]?.port ?? 80} 这样的地址；端口号在 ${right} 中。`,
        },
        related: [whoSets(service)],
        fixes: () => [...ownValue(resource, container, variable, service)],
      };
    }
  }
}

/**
 * Images whose program takes such a variable for a setting of its own. Sources: Authelia's documentation ("Kubernetes",
 * enableServiceLinks); n8n-io/n8n#88; the configure scripts in confluentinc/kafka-images and schema-registry-images, which end
 * where KAFKA_PORT or SCHEMA_REGISTRY_PORT is set.
 */
const readers: ReadonlyMap<string, string> = new Map([
  ["authelia/authelia", "AUTHELIA_PORT"],
  ["n8nio/n8n", "N8N_PORT"],
  ["confluentinc/cp-kafka", "KAFKA_PORT"],
  ["confluentinc/cp-schema-registry", "SCHEMA_REGISTRY_PORT"],
]);

function* known(resource: Resource<WorkloadManifest>, container: Container, linked: Linked): Iterable<Report> {
  const image = entryOf(container.node, "image")?.value;
  if (image?.kind !== "string") return;
  const name = image.value.replace(/@.*$/, "").replace(/:[^/]*$/, "");
  const variable = readers.get(name.split("/").slice(-2).join("/"));
  const service = variable === undefined ? undefined : linked(variable);
  if (variable === undefined || service === undefined || sets(container, variable)) return;
  yield {
    span: image.span,
    field: [...(pathOfNode(resource.manifest.root, container.node) ?? []), "image"],
    message: {
      en: `This program reads ${variable} as its own setting, but Service ${service.name} sets it to an address such as tcp://10.96.0.10:${service.manifest.service.ports[0]?.port ?? 80}.`,
      "zh-cn": `该程序会把 ${variable} 当作自己的设置，而 Service ${service.name} 会把它设为 tcp://10.96.0.10:${service.manifest.service.ports[0]?.port ?? 80} 这样的地址。`,
    },
    related: [whoSets(service)],
    fixes: () => [...turnOff(resource), ...ownValue(resource, container, variable, service)],
  };
}

function whoSets({ document, manifest }: Resource<ServiceManifest>) {
  const message = { en: "the Service that sets it", "zh-cn": "设置它的 Service" };
  return { document, span: (manifest.name ?? manifest.root).span, message };
}

/** A value of the container's own wins over the Service's. */
function* ownValue(
  { document, manifest }: Resource<WorkloadManifest>,
  container: Container,
  variable: string,
  service: Resource<ServiceManifest>,
): Iterable<Fix> {
  const path = pathOfNode(manifest.root, container.node);
  const port = service.manifest.service.ports[0]?.port;
  if (path === undefined || port === undefined) return;
  const env = get(container.node, "env");
  const entry = { name: variable, value: String(port) };
  const place = [...rootPath(manifest), ...path, "env"];
  yield {
    title: { en: `Set ${variable} to ${port} in this container`, "zh-cn": `在此容器中将 ${variable} 设为 ${port}` },
    safe: false,
    edits:
      env?.kind === "list"
        ? setField(document.yaml, [...place, env.items.length], entry)
        : setField(document.yaml, place, [entry]),
  };
}

function* turnOff({ document, manifest }: Resource<WorkloadManifest>): Iterable<Fix> {
  const { podSpec } = manifest.workload;
  const path = podSpec === undefined ? undefined : pathOfNode(manifest.root, podSpec);
  if (path === undefined) return;
  yield {
    title: { en: "Set enableServiceLinks: false", "zh-cn": "设置 enableServiceLinks: false" },
    safe: false,
    edits: setField(document.yaml, [...rootPath(manifest), ...path, "enableServiceLinks"], false),
  };
}
