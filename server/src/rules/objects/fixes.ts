// What can be done about what the API server has against an object.

import type { ObjectError } from "../../api-server/objects/object-error.ts";
import { editDistance } from "../../base/edit-distance.ts";
import { type FieldPath, formatField } from "../../base/field.ts";
import type { Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import { rootPath } from "../../model/manifest.ts";
import { get, integerOf, itemsOf, locate, stringOf } from "../../yaml/cursor.ts";
import { removeField, renameKey, replaceScalar, setField } from "../../yaml/edit.ts";
import type { Node, YamlDocument } from "../../yaml/node.ts";
import { inTurn, type TextEdit } from "../../yaml/text-edit.ts";
import { didYouMean } from "../api-server/did-you-mean.ts";
import { changeTo } from "../fixes/set.ts";
import type { Fix } from "../rule.ts";

export function* objectFixes(error: ObjectError, resource: Resource, world: World): Iterable<Fix> {
  const { facts, place } = error;
  switch (error.problem) {
    case "version-former":
    case "version-never":
      yield* otherVersion(resource, facts.allowed ?? []);
      return;
    case "type":
      yield* otherType(resource, error);
      return;
    case "unknown-field":
      yield* otherField(resource, error);
      return;
    case "backend-of-old-version":
      if (place.length === 2) yield renamedBackend(resource);
      else yield newBackend(resource, place.slice(0, -1));
      return;
    case "path-type-missing":
      for (const type of likelyPathTypes(resource, place)) yield put(resource, place, type, "path");
      return;
    case "path-type-unknown":
    case "path-match-type":
    case "address-type-unknown":
    case "protocol":
    case "listener-from":
    case "filter-type":
      yield* oneOf(resource, error);
      return;
    case "path-not-absolute":
      yield put(resource, place, `/${facts.value ?? ""}`);
      return;
    case "container-name-format": {
      const name = (facts.value ?? "")
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, 63)
        .replace(/^-+|-+$/g, "");
      if (name !== "") yield changeTo(resource, place, name);
      return;
    }
    case "host-port":
      yield put(resource, place, (facts.value ?? "").replace(/:\d*$/, ""));
      return;
    case "host-format":
    case "name-format": {
      const lower = (facts.value ?? "").toLowerCase();
      if (error.problem === "host-format" && lower !== facts.value) yield put(resource, place, lower);
      return;
    }
    case "selector-differs": {
      const label = lastKey(place);
      const [, wanted = ""] = /: (.*)$/s.exec(facts.value ?? "") ?? [];
      const [, own] = /: (.*)$/s.exec(facts.other ?? "") ?? [];
      const templateLabel = ["spec", "template", "metadata", "labels", { key: label }];
      yield put(resource, templateLabel, wanted);
      if (own !== undefined) yield put(resource, place, own);
      return;
    }
    case "class-differs":
    case "host-port-differs":
      yield removal(resource, place);
      return;
    case "backend-port-none":
    case "backend-port-missing":
      yield* portsOfService(error, resource, world);
      return;
    default:
      yield* listenerFixes(error, resource);
  }
}

/** What can be done about a Gateway's listener. */
function* listenerFixes({ problem, facts, place }: ObjectError, resource: Resource): Iterable<Fix> {
  switch (problem) {
    case "listener-hostname-not-for-protocol":
      yield removal(resource, place);
      return;
    case "listener-tls-not-for-protocol":
      if (facts.value === "HTTP") yield put(resource, [...place.slice(0, -1), "protocol"], "HTTPS");
      yield removal(resource, place);
      return;
    case "listener-https-passthrough":
      yield put(resource, place, "Terminate");
      yield put(resource, [...place.slice(0, -2), "protocol"], "TLS");
      return;
    case "listener-tls-without-mode":
      yield put(resource, [...place, "mode"], "Passthrough");
      return;
    default:
      return;
  }
}

function put(resource: Resource, field: FieldPath, value: string | number, after?: string, safe = false): Fix {
  const name = lastKey(field);
  return {
    title: { en: `Add ${name}: ${value}`, "zh-cn": `添加 ${name}: ${value}` },
    safe,
    edits: setField(resource.document.yaml, inDocument(resource, field), value, after),
  };
}

function removal(resource: Resource, field: FieldPath): Fix {
  const name = lastKey(field);
  return {
    title: { en: `Remove ${name}`, "zh-cn": `删除 ${name}` },
    safe: false,
    edits: removeField(resource.document.yaml, inDocument(resource, field)),
  };
}

function inDocument(resource: Resource, field: FieldPath): FieldPath {
  return [...rootPath(resource.manifest), ...field];
}

function lastKey(field: FieldPath): string {
  const keys = field.filter((step) => typeof step !== "number");
  const last = keys.at(-1);
  return typeof last === "object" ? last.key : String(last ?? "");
}

/** An Ingress of an old version is written anew, for its fields are others too; of other kinds only the version is another. */
function* otherVersion(resource: Resource, served: readonly string[]): Iterable<Fix> {
  const [version] = served;
  if (version === undefined) return;
  const set = (document: YamlDocument) => setField(document, inDocument(resource, ["apiVersion"]), version);
  const { root, kind } = resource.manifest;
  const backends = kind === "Ingress" ? [...oldBackends(root)] : [];
  const steps = backends.flatMap(({ field, value, path }) => [
    (document: YamlDocument) => setField(document, inDocument(resource, field), value),
    ...(path === undefined || get(path, "pathType") !== undefined
      ? []
      : [
          (document: YamlDocument) =>
            setField(
              document,
              inDocument(resource, [...field.slice(0, -1), "pathType"]),
              "ImplementationSpecific",
              get(path, "path") === undefined ? undefined : "path",
            ),
        ]),
  ]);
  const single = kind === "Ingress" ? get(root, "spec", "backend") : undefined;
  const last = single === undefined ? [] : defaultBackendSteps(resource, single);
  yield {
    title:
      steps.length + last.length === 0
        ? { en: `Change to ${version}`, "zh-cn": `改为 ${version}` }
        : { en: `Rewrite it for ${version}`, "zh-cn": `按 ${version} 改写` },
    safe: false,
    edits:
      steps.length + last.length === 0
        ? set(resource.document.yaml)
        : inTurn(resource.document.yaml, set, ...steps, ...last),
  };
}

interface OldBackend {
  readonly field: FieldPath;
  readonly value: ReturnType<typeof serviceBackend>;
  /** The entry of `paths` that it is of. */
  readonly path: Node | undefined;
}

/** The backends in the form before networking.k8s.io/v1. */
function* oldBackends(root: Node): Iterable<OldBackend> {
  const spec = get(root, "spec");
  const single = get(spec, "defaultBackend") ?? undefined;
  if (single !== undefined && isOldForm(single))
    yield { field: ["spec", "defaultBackend"], value: serviceBackend(single), path: undefined };
  for (const [index, rule] of itemsOf(get(spec, "rules")).entries()) {
    for (const [each, path] of itemsOf(get(rule, "http", "paths")).entries()) {
      const backend = get(path, "backend");
      if (backend === undefined || !isOldForm(backend)) continue;
      yield { field: ["spec", "rules", index, "http", "paths", each, "backend"], value: serviceBackend(backend), path };
    }
  }
}

function isOldForm(backend: Node): boolean {
  return get(backend, "serviceName") !== undefined;
}

/** `{serviceName: web, servicePort: 80}` as networking.k8s.io/v1 has it. */
function serviceBackend(backend: Node) {
  const node = get(backend, "servicePort");
  const text = stringOf(node);
  const number = integerOf(node) ?? (text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined);
  const port = number !== undefined ? { number } : { name: text ?? "" };
  return { service: { name: stringOf(get(backend, "serviceName")) ?? "", ...(node === undefined ? {} : { port }) } };
}

/** `spec.backend` as `spec.defaultBackend`, in the form of today. */
function renamedBackend(resource: Resource): Fix {
  const old = get(resource.manifest.root, "spec", "backend");
  return {
    title: { en: "Change it to defaultBackend", "zh-cn": "改写为 defaultBackend" },
    safe: false,
    edits: old === undefined ? [] : inTurn(resource.document.yaml, ...defaultBackendSteps(resource, old)),
  };
}

function defaultBackendSteps(
  resource: Resource,
  old: Node,
): readonly ((document: YamlDocument) => readonly TextEdit[])[] {
  return [
    (document) => removeField(document, inDocument(resource, ["spec", "backend"])),
    (document) => setField(document, inDocument(resource, ["spec", "defaultBackend"]), serviceBackend(old)),
  ];
}

function newBackend(resource: Resource, field: FieldPath): Fix {
  const { node } = locate(resource.manifest.root, field, resource.document.yaml.text);
  return {
    title: { en: "Change to service.name and service.port", "zh-cn": "改写为 service.name 和 service.port" },
    safe: isOldForm(node) && get(node, "servicePort") !== undefined,
    edits: isOldForm(node) ? setField(resource.document.yaml, inDocument(resource, field), serviceBackend(node)) : [],
  };
}

/** A pattern is for the controller to understand; a plain path is mostly meant with all that is below. */
function likelyPathTypes(resource: Resource, place: FieldPath): readonly string[] {
  const path = stringOf(locate(resource.manifest.root, [...place.slice(0, -1), "path"], "").node) ?? "";
  const [first, second] = /[*?()[\]\\]/.test(path)
    ? ["ImplementationSpecific", "Prefix"]
    : ["Prefix", "ImplementationSpecific"];
  return [first ?? "", second ?? ""];
}

/** The value that is meant, where one is near; else all that there are. */
function* oneOf(resource: Resource, { place, facts }: ObjectError): Iterable<Fix> {
  const { value = "", allowed = [] } = facts;
  const guess = didYouMean(value, allowed);
  if (guess !== undefined) yield put(resource, place, guess, undefined, guess.toLowerCase() === value.toLowerCase());
  else for (const each of allowed) yield put(resource, place, each);
}

function* otherType(resource: Resource, { place, facts }: ObjectError): Iterable<Fix> {
  const { yaml } = resource.document;
  const { node, depth } = locate(resource.manifest.root, place, yaml.text);
  if (depth < place.length) return;
  const text = node.kind === "string" ? node.value.trim() : undefined;
  const name = formatField(place);
  const as = (value: string | number | boolean, edits: readonly TextEdit[]): Fix => ({
    title: { en: `Set ${lastKey(place)} to ${value}`, "zh-cn": `将 ${lastKey(place)} 设为 ${value}` },
    safe: name !== "",
    edits,
  });
  if (/^int(32|64)$/.test(facts.other ?? "") && text !== undefined && /^\d{1,9}$/.test(text) && node.kind === "string")
    yield as(Number(text), replaceScalar(yaml, node, Number(text)));
  if (facts.other === "bool" && (text === "true" || text === "false") && node.kind === "string")
    yield as(text === "true", replaceScalar(yaml, node, text === "true"));
  if (facts.other === "string" && (node.kind === "number" || node.kind === "bool"))
    yield as(`"${node.source}"`, replaceScalar(yaml, node, node.source));
}

function* otherField(resource: Resource, { place, facts }: ObjectError): Iterable<Fix> {
  const { yaml } = resource.document;
  const found = locate(resource.manifest.root, place, yaml.text);
  const { value = "", allowed = [] } = facts;
  const guess = didYouMean(value, allowed);
  if (
    guess !== undefined &&
    found.entry !== undefined &&
    found.map !== undefined &&
    get(found.map, guess) === undefined
  ) {
    yield {
      title: { en: `Rename to ${guess}`, "zh-cn": `改名为 ${guess}` },
      safe: editDistance(value.toLowerCase(), guess.toLowerCase(), 2) < 2,
      edits: renameKey(yaml, found.map, found.entry, guess),
    };
  }
  yield removal(resource, place);
}

/** The ports of the Service that a backend names. */
function* portsOfService({ problem, place }: ObjectError, resource: Resource, world: World): Iterable<Fix> {
  const isIngress = problem === "backend-port-none";
  const backend = locate(resource.manifest.root, place.slice(0, isIngress ? -2 : -1), resource.document.yaml.text).node;
  const name = stringOf(isIngress ? get(backend, "service", "name") : get(backend, "name"));
  const namespace = isIngress ? undefined : stringOf(get(backend, "namespace"));
  if (!name) return;
  const [service] = world.servicesNamed(resource, namespace || resource.namespace, name);
  for (const { port } of service?.manifest.service.ports.slice(0, 4) ?? []) {
    if (port === undefined) continue;
    yield isIngress ? put(resource, [...place, "number"], port) : put(resource, place, port, "name");
  }
}
