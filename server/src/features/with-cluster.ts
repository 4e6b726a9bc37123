// A Service's manifest beside the connected cluster: the file as the cluster has it, what would be sent, and what we predict.

import { touches } from "../base/span.ts";
import { say } from "../base/text.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import { rootPath, type ServiceManifest } from "../model/manifest.ts";
import type { WithClusterParams, WithClusterResult } from "../protocol.ts";
import { checkServer } from "../rules/api-server/check.ts";
import { get } from "../yaml/cursor.ts";
import { removeField, setField } from "../yaml/edit.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { applyEdits, inTurn, type TextEdit } from "../yaml/text-edit.ts";
import { toJson } from "../yaml/to-json.ts";
import { liveDifferences, liveServiceOf } from "./live-differences.ts";
import { documentAt } from "./ranges.ts";

/** null where no Service stands. */
export function withCluster({ uri, position }: WithClusterParams, workspace: Workspace): WithClusterResult {
  const file = workspace.file(uri);
  const at = file === undefined ? undefined : documentAt(file, position);
  if (at === undefined || at.document.yaml.errors.length > 0) return null;
  const services = workspace.shown(at.document).filter((one): one is Resource<ServiceManifest> => isA(one, "service"));
  const service = services.find(({ manifest }) => touches(manifest.root.span, at.offset)) ?? services[0];
  if (service === undefined || service.name === "") return null;
  const { manifest, namespace, name } = service;
  const object = toJson(manifest.root);
  const metadata = toJson(get(manifest.root, "metadata") ?? manifest.root);
  return {
    namespace,
    name,
    object: { ...asObject(object), metadata: { ...asObject(metadata), namespace } },
    predicted: predictions(service, workspace),
    clusterText: clusterText(service, workspace) ?? null,
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** What the API server will say, as far as we know; none: it takes the Service. */
function predictions(service: Resource<ServiceManifest>, workspace: Workspace): readonly string[] {
  const { locale } = workspace.settings;
  return [...checkServer(service, workspace.world())].flatMap(({ server, message, severity }) =>
    server !== undefined && (severity === "error" || severity === "warning")
      ? [`${say(message, locale)} (${server.sentence})`]
      : [],
  );
}

/** The file's text with the cluster's values in place of those that differ; undefined where the cluster does not have the Service. */
function clusterText(service: Resource<ServiceManifest>, workspace: Workspace): string | undefined {
  const { document, manifest } = service;
  const live = liveServiceOf(service, workspace)?.object;
  if (live === undefined || document.file.origins !== undefined) return undefined;
  type Step = (yaml: YamlDocument) => readonly TextEdit[];
  let steps: readonly Step[] = [];
  // From the end, so that what is taken out moves nothing that is still to come.
  for (const { field, value } of [...liveDifferences(service, workspace)].reverse()) {
    const path = [...rootPath(manifest), ...field];
    const step: Step = (yaml) => (value === undefined ? removeField(yaml, path) : setField(yaml, path, toJson(value)));
    if (inTurn(document.yaml, ...steps, step).length > 0) steps = [...steps, step];
  }
  const after = applyEdits(document.yaml.text, inTurn(document.yaml, ...steps));
  const { text } = document.file;
  return text.slice(0, document.start) + after + text.slice(document.start + document.yaml.text.length);
}
