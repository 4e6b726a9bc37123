// What stands around the tree of Services: the line above it, the words beside its title, its badge, and the context keys
// that package.json's welcome texts look for.
import type { ViewBadge } from "vscode";
import type { ServicePaths } from "../../../server/src/protocol.ts";
import { type LeftOut, leftOutWords } from "../left-out.ts";
import type { ServerState } from "../server-life.ts";
import type { SnapshotState } from "../snapshot.ts";
import { translate as t } from "../translate.ts";
import { isBroken } from "./model.ts";

/** What the tree is about at the moment. */
export interface TreeSituation {
  /** undefined until the server has answered once. */
  readonly services: readonly ServicePaths[] | undefined;
  /** The filter, and how many Services it leaves. */
  readonly filter: string;
  readonly count: number;
  readonly snapshot: SnapshotState;
  /** The connected cluster, in words, and what is wrong with it. */
  readonly cluster: string | undefined;
  readonly clusterMessage: string | undefined;
  /** The one environment that is looked at, in words, and what is wrong with the choice. */
  readonly environment: string | undefined;
  readonly environmentMessage: string | undefined;
  readonly leftOut: LeftOut;
}

/** What stands above the tree: only what the tree does not show itself. */
export function messageOf(situation: TreeSituation): string | undefined {
  const { services, filter, count, snapshot, clusterMessage, environmentMessage } = situation;
  if (clusterMessage !== undefined) return clusterMessage;
  if (environmentMessage !== undefined) return environmentMessage;
  if (snapshot.kind === "unreadable") return t("Cannot read snapshot {0}. See the log for the reason.", snapshot.name);
  if (filter === "" || services === undefined || services.length === 0) return undefined;
  return count === 0
    ? t("No Service matches “{0}”.", filter)
    : t("{0} of {1} Services match “{2}”.", count, services.length, filter);
}

/** What stands beside the view's title: what is looked at, where states that no manifest tells come from, and what is not looked at. */
export function descriptionOf({ environment, cluster, snapshot, leftOut }: TreeSituation): string {
  const state = cluster ?? (snapshot.kind === "read" ? t("snapshot {0}", snapshot.name) : undefined);
  return [environment, state, leftOutWords(leftOut, t)].filter((word) => word !== undefined).join(" · ");
}

/** How many Services have a path that does not arrive; undefined for none. */
export function badgeOf({ services }: TreeSituation): ViewBadge | undefined {
  const broken = services?.filter(isBroken).length ?? 0;
  if (broken === 0) return undefined;
  const tooltip =
    broken === 1 ? t("1 Service with an unreachable path") : t("{0} Services with an unreachable path", broken);
  return { value: broken, tooltip };
}

/** What the welcome texts in package.json look for; `isDone` when the server has said all that it found. */
export function welcomeState(
  server: ServerState,
  services: readonly ServicePaths[] | undefined,
  isDone: () => boolean,
): "failed" | "loading" | "full" | "empty" {
  if (server === "failed") return "failed";
  if (services === undefined) return "loading";
  if (services.length > 0) return "full";
  return isDone() ? "empty" : "loading";
}
