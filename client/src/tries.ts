// Whether addresses of the tree answer from this machine: tried when somebody asks, in a trusted workspace, and remembered with
// the time for as long as the window is open.
import * as vscode from "vscode";
import type { TryRequest, TryResult } from "../../server/src/live-face.ts";
import type { LiveHost } from "./door.ts";
import { translate as t } from "./translate.ts";

/** How often the ages are written anew; in milliseconds. */
const ageing = 30_000;

export interface Tries extends vscode.Disposable {
  readonly run: (request: TryRequest | undefined) => Promise<void>;
  /** What came of it, when, and how long ago; undefined where nobody has tried. */
  readonly words: (request: TryRequest) => string | undefined;
  readonly onDidChange: vscode.Event<void>;
}

export function makeTries(host: LiveHost | undefined): Tries {
  const changed = new vscode.EventEmitter<void>();
  const results = new Map<string, { readonly result: TryResult; readonly at: number } | "running">();
  const timer = setInterval(() => {
    if (results.size > 0) changed.fire();
  }, ageing);
  return {
    run: async (request) => {
      if (request === undefined) return;
      if (host === undefined || !vscode.workspace.isTrusted) {
        const why =
          host === undefined
            ? t("An editor in a browser cannot try an address.")
            : t("Trust this workspace to try an address.");
        vscode.window.setStatusBarMessage(why, 6000);
        return;
      }
      const id = idOf(request);
      if (results.get(id) === "running") return;
      results.set(id, "running");
      changed.fire();
      const result = await host.load().tryPath(request);
      results.set(id, { result, at: Date.now() });
      changed.fire();
    },
    words: (request) => {
      const known = results.get(idOf(request));
      if (known === undefined) return undefined;
      if (known === "running") return t("trying…");
      const { result, at } = known;
      const time = new Date(at).toLocaleTimeString(vscode.env.language);
      const minutes = Math.floor((Date.now() - at) / 60_000);
      const age = minutes === 0 ? time : t("{0}, {1} min ago", time, minutes);
      return `${result.ok ? "✓" : "✗"} ${t.say(result.text)}, ${result.ms} ms (${age})`;
    },
    onDidChange: changed.event,
    dispose: () => {
      clearInterval(timer);
      changed.dispose();
    },
  };
}

function idOf({ scheme, host, port, path }: TryRequest): string {
  return `${scheme}://${host}:${port}${path ?? ""}`;
}
