// Why a Service is refused: what its findings say, so that its paths say the same.

import { same } from "../base/text.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import type { RefusedReason } from "../paths/reason.ts";
import { checkServer } from "./api-server/check.ts";
import { isSettled } from "./checking/in-templates.ts";

/** The first thing that kubectl or the API server has against the Service; undefined when it is taken. */
export function refusalOf(service: Resource<ServiceManifest>, world: World): RefusedReason | undefined {
  const [unreadable] = service.document.yaml.errors;
  if (unreadable !== undefined) return { kind: "refused", message: unreadable.message };
  for (const finding of checkServer(service, world)) {
    const { severity, server, message } = finding;
    if (severity !== "error" || !isSettled(finding, service)) continue;
    return { kind: "refused", message: server === undefined ? message : same(server.sentence) };
  }
  return undefined;
}
