// The files that are not looked at, in words. Pure.
import type { Translate } from "./translate.ts";

/** How many files with a manifest's name are not looked at, by the reason. */
export interface LeftOut {
  /** A .gitignore lists them, and git does not track them. */
  readonly ignored: number;
  /** The setting `servicePaths.exclude` names them. */
  readonly excluded: number;
  /** No UTF-8 text, or too large. */
  readonly unreadable: number;
}

/** `skipped: 3 in .gitignore, 1 unreadable`; undefined where nothing is left out. */
export function leftOutWords({ ignored, excluded, unreadable }: LeftOut, t: Translate): string | undefined {
  const reasons = [
    ignored === 0 ? [] : [t("{0} in .gitignore", ignored)],
    excluded === 0 ? [] : [t("{0} excluded by settings", excluded)],
    unreadable === 0 ? [] : [t("{0} unreadable", unreadable)],
  ].flat();
  return reasons.length === 0 ? undefined : t("skipped: {0}", reasons.join(t(", ")));
}
