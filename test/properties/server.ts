// The core as one of its doors would hold it: what it answers about a set of files, whatever it was told before.

import { finish } from "../../server/src/base/steps.ts";
import { diagnosticsOf } from "../../server/src/features/diagnostics.ts";
import { servicePaths } from "../../server/src/features/paths.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import { Checker } from "../../server/src/rules/checking/checker.ts";

const style = { locale: "en", pages: undefined, shownElsewhere: new Set<string>() } as const;

export class Server {
  readonly workspace = new Workspace();
  readonly checker = new Checker(this.workspace, (rule, error) => {
    throw new Error(rule, { cause: error });
  });

  set(files: ReadonlyMap<string, string>): void {
    for (const file of this.workspace.files()) if (!files.has(file.uri)) this.workspace.removeFile(file.uri);
    for (const [uri, text] of files) this.workspace.setFile(uri, text, uri.split("/"));
  }

  answers() {
    const diagnostics = this.workspace.files().map((file) => [file.uri, diagnosticsOf(file, this.checker, style)]);
    return { diagnostics, paths: finish(servicePaths(this.workspace, this.checker, undefined, ["file:///w"])) };
  }
}
