// The door for an editor's extension in Node: IPC, or whatever transport the command line asks for.

import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { nodeFiles } from "./files.ts";
import { serve } from "./src/server.ts";
import { after, rests } from "./timers.ts";
import { version } from "./version.ts";

const connection = createConnection(ProposedFeatures.all);
serve(connection, { files: nodeFiles, version, after, rest: rests() });
connection.listen();
