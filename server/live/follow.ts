// Follows a choice of context on disk: says when the kubeconfig's files lead it to another cluster, login or namespace.

import { createHash } from "node:crypto";
import { type FSWatcher, watch } from "node:fs";
import path from "node:path";
import type { Following, FollowOptions } from "../src/live-face.ts";
import { type Clock, realClock } from "./clock.ts";
import { failureOf } from "./failure.ts";
import { kubeconfigFiles, readKubeconfig } from "./kubeconfig.ts";

/** A file is written in several steps; in milliseconds. */
const settling = 150;

/** Never throws: what cannot be watched is not followed. */
export function followKubeconfig(options: FollowOptions, clock: Clock = realClock): Following {
  const { environment, context, onChange, onBroken } = options;
  const files = kubeconfigFiles(environment, options.kubeconfig);
  /** What the choice leads to, as a hash: it holds tokens. */
  const read = (): string =>
    createHash("sha256")
      .update(JSON.stringify(readKubeconfig(files).select(context)))
      .digest("hex");
  let isBroken = false;
  let last: string | undefined;
  try {
    last = read();
  } catch {
    // whoever connects says why; it may become right
  }
  let cancel: (() => void) | undefined;
  const look = () => {
    cancel = undefined;
    try {
      const now = read();
      if (isBroken) onBroken(undefined);
      isBroken = false;
      if (now === last) return;
      last = now;
      onChange();
    } catch (error) {
      isBroken = true;
      onBroken(failureOf(error).text);
    }
  };
  const soon = () => {
    cancel ??= clock.after(settling, look);
  };
  const watchers = [...new Set(files.files.map((file) => path.dirname(file)))].flatMap((folder): FSWatcher[] => {
    const names = files.files.filter((file) => path.dirname(file) === folder).map((file) => path.basename(file));
    try {
      // The folder: editors and kubectl replace the file.
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || names.includes(name)) soon();
      });
      watcher.on("error", () => watcher.close());
      return [watcher];
    } catch {
      return [];
    }
  });
  return {
    stop: () => {
      cancel?.();
      cancel = () => undefined;
      for (const watcher of watchers) watcher.close();
    },
  };
}
