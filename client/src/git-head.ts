// Tells the server how open manifests were committed last, so that it can say what applying them again would be refused for.
import * as vscode from "vscode";
import { type EarlierTextParams, earlierText } from "../../server/src/protocol.ts";
import { isManifestDocument } from "./client-options.ts";
import type { LanguageServer } from "./language-server.ts";

/** The part of the API of VS Code's own git extension that is used here. */
interface GitApi {
  getRepository(uri: vscode.Uri): Repository | null;
  readonly onDidOpenRepository: vscode.Event<Repository>;
}
interface Repository {
  readonly state: { readonly HEAD?: { readonly commit?: string }; readonly onDidChange: vscode.Event<void> };
  show(ref: string, path: string): Promise<string>;
}

/** Asks git only through VS Code's extension for it, and only where that is at work already. */
export function sendCommittedTexts(server: LanguageServer): vscode.Disposable {
  /** The commit of which the server was told, by document. */
  const told = new Map<string, string>();
  const watched = new Set<Repository>();
  const disposables: vscode.Disposable[] = [];

  async function send(document: vscode.TextDocument): Promise<void> {
    if (server.state() !== "running" || document.uri.scheme !== "file" || !isManifestDocument(document)) return;
    const repository = gitApi()?.getRepository(document.uri) ?? undefined;
    const commit = repository?.state.HEAD?.commit;
    if (repository === undefined || commit === undefined) return;
    watch(repository);
    const uri = document.uri.toString();
    if (told.get(uri) === commit) return;
    told.set(uri, commit);
    // A file that is new has no text in the commit.
    const text = await repository.show("HEAD", document.uri.fsPath).catch(() => null);
    const params: EarlierTextParams = { uri, text };
    await server.notify(earlierText, params);
  }

  function sendAll(): void {
    for (const document of vscode.workspace.textDocuments) void send(document);
  }

  /** A commit, a checkout or a pull changes what was committed last. */
  function watch(repository: Repository): void {
    if (watched.has(repository)) return;
    watched.add(repository);
    disposables.push(repository.state.onDidChange(sendAll));
  }

  const repositories = gitApi()?.onDidOpenRepository(sendAll);
  if (repositories !== undefined) disposables.push(repositories);
  disposables.push(
    vscode.workspace.onDidOpenTextDocument((document) => void send(document)),
    server.onDidChangeState((state) => {
      // A new server knows nothing of what the last one was told.
      told.clear();
      if (state === "running") sendAll();
    }),
  );
  sendAll();
  return { dispose: () => vscode.Disposable.from(...disposables).dispose() };
}

function gitApi(): GitApi | undefined {
  const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>("vscode.git");
  if (extension?.isActive !== true) return undefined;
  try {
    return extension.exports.getAPI(1);
  } catch {
    return undefined; // git is turned off in the settings
  }
}
