// Environments for the client: what there is, what is looked at, and what a file belongs to.

import { say } from "../base/text.ts";
import { chosenEnvironment, type Environment, environmentsIn } from "../index/environments.ts";
import type { Workspace } from "../index/workspace.ts";
import type { EnvironmentInfo, EnvironmentsParams, EnvironmentsResult } from "../protocol.ts";
import { servicesOf } from "./paths.ts";

export function environmentsAnswer(workspace: Workspace, params: EnvironmentsParams | null): EnvironmentsResult {
  const environments = environmentsIn(workspace);
  const chosen = chosenEnvironment(workspace)?.name ?? null;
  const isGone = chosen === null && workspace.environment !== undefined && workspace.isComplete;
  return {
    environments: environmentList(workspace),
    chosen,
    gone: isGone ? (workspace.environment ?? null) : null,
    ofFile: params?.uri === undefined ? [] : environments.ofFile(params.uri).map(({ name }) => name),
  };
}

/** All environments with the number of their Services, in order. */
export function environmentList(workspace: Workspace): readonly EnvironmentInfo[] {
  const environments = environmentsIn(workspace);
  const counts = new Map<Environment, number>();
  for (const service of servicesOf(workspace))
    for (const one of environments.of(service)) counts.set(one, (counts.get(one) ?? 0) + 1);
  return environments.all.map((one) => ({
    name: one.name,
    kind: one.kind,
    folder: one.folder,
    namespace: one.namespace ?? null,
    ...(one.cluster === undefined ? {} : { cluster: one.cluster }),
    services: counts.get(one) ?? 0,
    incomplete: one.incomplete === undefined ? null : say(one.incomplete, workspace.settings.locale),
  }));
}
