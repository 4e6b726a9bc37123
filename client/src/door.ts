// What each host (Node, browser) gives the extension; the rest of the client is the same behind both doors.

import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import type { LiveModule } from "../../server/src/live-face.ts";

/** The client's id: the settings' prefix, as `servicePaths.trace.server`. */
export const clientId = "servicePaths";

/** The client's name where people see it. */
export const clientName = "Service Paths";

/** How this host loads dist/live.js, and what its programs find in their environment; a browser can open no connection to a cluster. */
export interface LiveHost {
  readonly load: () => LiveModule;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Makes a language client, not started yet, that runs the server in the way of this host. */
export type MakeClient = (options: LanguageClientOptions) => BaseLanguageClient;
