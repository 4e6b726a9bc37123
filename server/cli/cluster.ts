// A live cluster for a call, in the place of a snapshot. Its code lies in a bundle of its own, loaded only here.

import { say } from "../src/base/text.ts";
import { readObjects } from "../src/features/snapshot.ts";
import { readSnapshot } from "../src/index/snapshot.ts";
import { type Arguments, UsageError } from "./arguments.ts";
import { progress } from "./progress.ts";

/** The file that `--snapshot` names, or the objects of the cluster that `--context` and `--kubeconfig` name. Throws a UsageError. */
export async function snapshotFor(call: Arguments): Promise<Arguments["snapshot"]> {
  if (call.context === undefined && call.kubeconfig === undefined) return call.snapshot;
  const { clusterObjects, LiveFailure } = await import("../live.ts");
  progress.wait("cluster");
  try {
    const { context, objects } = await clusterObjects({
      context: call.context,
      kubeconfig: call.kubeconfig,
      environment: process.env,
      purpose: call.command === "paths" ? "paths" : "reach",
      terminal: process.stdin.isTTY === true && process.stderr.isTTY === true,
      tell: (text) => {
        progress.clear();
        console.error(`service-paths: ${say(text, call.settings.locale)}`);
      },
      pluginSays: (text) => {
        progress.clear();
        process.stderr.write(text);
      },
    });
    return readSnapshot(context, readObjects(objects));
  } catch (error) {
    if (error instanceof LiveFailure) throw new UsageError(error.text);
    throw error;
  }
}
