// The settings under `servicePaths.*` as the server takes them.
import * as vscode from "vscode";
import type { ClientSettings } from "../../server/src/protocol.ts";
import { clientId } from "./door.ts";

/** What the user set; what VS Code does not know is left out, and the server has its default for it. */
export function readSettings(): ClientSettings {
  const configuration = vscode.workspace.getConfiguration(clientId);
  const settings: { -readonly [Key in keyof ClientSettings]?: unknown } = {};
  const keys: readonly (keyof ClientSettings)[] = [
    "locale",
    "kubernetesVersion",
    "nodePortRange",
    "serviceCidr",
    "clusterDomain",
    "nodeAddresses",
    "namespace",
    "rules",
    "exclude",
    "helm",
    "viewpoints",
    "localCluster",
    "codeLens",
    "inlayHints",
  ];
  for (const key of keys) {
    const value = configuration.get<unknown>(key);
    // Lists and objects come as proxies, which a Web Worker cannot be sent.
    if (value !== undefined && value !== null) settings[key] = JSON.parse(JSON.stringify(value));
  }
  // A value of a wrong type is the server's to judge.
  return settings as ClientSettings;
}
