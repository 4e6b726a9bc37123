// All that the API server has against a Service of the workspace, as findings with fixes.

import { parseAddress } from "../../api-server/addresses.ts";
import { type ServiceError, type ServiceWarning, serverMessage } from "../../api-server/errors.ts";
import { readServiceObject } from "../../api-server/service-object.ts";
import { formatField } from "../../base/field.ts";
import { trimSpace } from "../../base/go-text.ts";
import { isA, type Resource } from "../../index/resource.ts";
import { liveServiceIn } from "../../index/snapshot.ts";
import type { ServiceVerdict } from "../../index/verdict.ts";
import type { World } from "../../index/world.ts";
import { rootPath } from "../../model/manifest.ts";
import { locate } from "../../yaml/cursor.ts";
import { type Check, type Finding, report, type ServerSays } from "../rule.ts";
import { serverRules } from "./catalogue.ts";
import type { Problem } from "./entry.ts";
import { checkUpdate, updateRules } from "./update.ts";

/** One look for all that the API server says: its rules come from one run over the Service. */
export const apiServer: Check = {
  name: "api-server",
  rules: [...Object.values(serverRules), ...Object.values(updateRules)],
  local: true,
  check: checkServer,
};

/**
 * The findings of every rule in the catalogue. That a Service of this name exists already is none: applying a manifest
 * again changes it.
 */
export function* checkServer(resource: Resource, world: World): Iterable<Finding> {
  if (!isA(resource, "service")) return;
  const { document, manifest } = resource;
  const { cluster, owners, errors, warnings } = world.verdict(resource);
  const context = {
    root: manifest.root,
    yaml: document.yaml,
    base: rootPath(manifest),
    fileName: document.file.uri.slice(document.file.uri.lastIndexOf("/") + 1),
    cluster,
    settings: world.settings,
    takenNodePorts: () => world.takenNodePorts(resource),
    containerPorts: () =>
      world
        .selected(resource)
        .flatMap((workload) => workload.manifest.workload.containers.flatMap((container) => container.ports)),
    podLabels: () =>
      world.workloads(resource, resource.namespace).flatMap((workload) => workload.manifest.workload.podLabels),
  };
  const live = liveServiceIn(world.snapshot, resource);
  const said = new Set<string>();
  for (const { error, first } of errors) {
    if (live?.object !== undefined && isExempt(error, live.object)) continue;
    // That the families are not known is one cause, however many fields rest on it.
    if (error.facts.assumed === true) {
      if (said.has("assumed")) continue;
      said.add("assumed");
    }
    const finding = findingOf({ ...context, said: error, owner: ownerOf(error, owners) }, first ? "now" : "after");
    // One mistake in one place that the server words in two ways is said once.
    const key = `${finding.rule} ${formatField(finding.field)} ${finding.message.en}`;
    if (!said.has(key)) yield finding;
    said.add(key);
  }
  for (const warning of warnings) {
    yield findingOf({ ...context, said: warning, owner: undefined }, errors.length > 0 ? "after" : "now");
  }
  if (live?.object !== undefined) {
    yield* checkUpdate({ root: live.object, known: "live" }, manifest.root, document.yaml.text);
    return;
  }
  // Without the cluster, the last commit tells what has probably been applied.
  const earlier = resource.scope === undefined ? world.earlier(resource) : undefined;
  if (earlier?.is === "service" && errors.length === 0) {
    yield* checkUpdate({ root: earlier.root, known: "written" }, manifest.root, document.yaml.text);
  }
}

/** Who of the files has what the server says is taken. */
function ownerOf({ facts, value }: ServiceError, owners: ServiceVerdict["owners"]): Problem["owner"] {
  if (facts.owner === undefined) return undefined;
  const taken = value?.as === "plain" ? value.value : facts.other;
  return owners.get(Number(taken)) ?? owners.get(parseAddress(String(taken))?.canonical ?? "");
}

/** Whether a Service that is there already is not refused for it. */
function isExempt(error: ServiceError, live: Problem["root"]): boolean {
  const { onlyOnCreate } = serverRules[error.rule];
  if (onlyOnCreate !== "new-address") return onlyOnCreate === "always";
  const value = error.value?.as === "quoted" ? error.value.value : undefined;
  if (value === undefined) return false;
  const { clusterIPs, externalIPs, loadBalancerSourceRanges } = readServiceObject(live).spec;
  return [...clusterIPs, ...externalIPs, ...loadBalancerSourceRanges.map(trimSpace)].includes(value);
}

function findingOf(problem: Problem, when: ServerSays["when"]): Finding {
  const { said, root, yaml } = problem;
  const rule = serverRules[said.rule];
  const { fixes } = rule;
  const assumed = said.facts.assumed === true;
  return report(rule, {
    ...(assumed ? { severity: "hint" as const } : {}),
    span: spanOf(said, root, yaml.text),
    field: said.place,
    message: rule.message(problem),
    ...(assumed ? {} : { server: { sentence: "text" in said ? said.text : serverMessage(said), when } }),
    related: rule.related?.(problem) ?? [],
    ...(fixes === undefined ? {} : { fixes: () => fixes(problem) }),
  });
}

/** The smallest wrong token on one line: the value, its key, or the nearest thing written where it is missing. */
function spanOf(said: ServiceError | ServiceWarning, root: Problem["root"], documentText: string): Finding["span"] {
  const own = locate(root, said.place, documentText);
  const written = own.depth === said.place.length;
  if (said.on === "key" && written && own.entry !== undefined) return own.entry.keySpan;
  if (said.near === undefined) return own.span;
  const near = locate(root, said.near, documentText);
  // A list item, such as a repeated port, is best shown by what identifies it.
  const item = written && (own.node.kind === "map" || own.node.kind === "list");
  return (!written || item) && near.depth === said.near.length ? near.span : own.span;
}
