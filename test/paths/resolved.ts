// Resolved Services for tests, from a text of YAML.

import { defaultSettings, type Settings } from "../../server/src/base/settings.ts";
import type { Locale } from "../../server/src/base/text.ts";
import { rangeOf } from "../../server/src/features/ranges.ts";
import type { Resource } from "../../server/src/index/resource.ts";
import { readSnapshot } from "../../server/src/index/snapshot.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import type { ServiceManifest } from "../../server/src/model/manifest.ts";
import type { ResolvedService } from "../../server/src/paths/path.ts";
import { liveOnlyServices, resolvePaths } from "../../server/src/paths/resolve.ts";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { serviceJson } from "../../server/src/report/json.ts";
import { refusalOf } from "../../server/src/rules/refusal.ts";
import { parse } from "../../server/src/yaml/parse.ts";

export interface Given {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly cluster?: string | undefined;
  readonly settings?: Settings;
}

/** A workspace with these files, in this order, and the snapshot. */
export function workspaceOf({ files, cluster, settings = defaultSettings }: Given): Workspace {
  const workspace = new Workspace();
  workspace.setSettings(settings);
  files.forEach(({ path, text }, index) => {
    workspace.setFile(`file:///test/${path}`, text, [String(index).padStart(3, "0"), path]);
  });
  if (cluster !== undefined) {
    const root = parse(cluster).root;
    workspace.snapshot = readSnapshot("test", root === undefined ? [] : [root]);
  }
  return workspace;
}

export function servicesIn(workspace: Workspace): readonly Resource<ServiceManifest>[] {
  return workspace
    .files()
    .flatMap((file) => file.documents)
    .flatMap((document) => workspace.resources(document))
    .filter((resource): resource is Resource<ServiceManifest> => resource.manifest.is === "service");
}

/** Every Service's paths, those of the files first. */
export function resolveAll(workspace: Workspace): readonly ResolvedService[] {
  const world = workspace.world();
  const services = servicesIn(workspace);
  return [
    ...services.map((service) => resolvePaths(service, world, refusalOf(service, world))),
    ...liveOnlyServices(services, world),
  ];
}

export function asJson(services: readonly ResolvedService[], locale: Locale): readonly ServicePaths[] {
  const rendering = {
    locale,
    rangeOf,
    fileOf: ({ file }: { file: { uri: string } }) => file.uri.replace("file:///test/", ""),
  };
  return services.map((service) => serviceJson(service, rendering));
}
