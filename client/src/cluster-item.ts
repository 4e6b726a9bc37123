// The connected cluster in the status bar, and the context keys that go with it.
import * as vscode from "vscode";
import type { ConnectionState } from "../../server/src/live-face.ts";
import { messageOfState, wordsOfState } from "./cluster-words.ts";
import { translate as t } from "./translate.ts";

export interface ClusterItem extends vscode.Disposable {
  /** Shows the state; undefined hides the item. `said` is what an exec plugin said last. */
  readonly show: (state: ConnectionState | undefined, said: string | undefined) => void;
}

export function makeClusterItem(): ClusterItem {
  const item = vscode.window.createStatusBarItem("servicePaths.cluster", vscode.StatusBarAlignment.Left, -11);
  item.name = t("Service Paths: cluster");
  item.command = "servicePaths.connect";
  return {
    show: (state, said) => {
      void vscode.commands.executeCommand("setContext", "servicePaths.connected", state !== undefined);
      if (state === undefined) {
        item.hide();
        return;
      }
      const words = wordsOfState(state);
      item.text = `$(${iconOf(state)}) ${state.context}${state.only === undefined ? "" : `/${state.only}`}`;
      item.tooltip = [words, messageOfState(state, said), ...state.omissions.map(t.say)]
        .filter((line) => line !== undefined && line !== "")
        .join("\n");
      item.accessibilityInformation = { label: t("Cluster {0}", words) };
      item.show();
    },
    dispose: () => item.dispose(),
  };
}

function iconOf({ phase }: ConnectionState): string {
  if (phase === "stale" || phase === "failed") return "warning";
  return phase === "connecting" ? "sync~spin" : "vm-active";
}
