// A manifest's Service beside the connected cluster: their difference, and what the API server says to a dry run.
import * as vscode from "vscode";
import type { DryRunAnswer } from "../../server/src/live-face.ts";
import type { WithClusterResult } from "../../server/src/protocol.ts";
import { isManifestDocument } from "./client-options.ts";
import type { Cluster } from "./cluster.ts";
import type { LanguageServer } from "./language-server.ts";
import { translate as t } from "./translate.ts";
import { plain } from "./tree/markdown.ts";
import type { Place } from "./tree/node.ts";

const scheme = "service-paths-cluster";

/** So many texts are kept for whoever looks at them. */
const mostKept = 20;

export interface WithCluster extends vscode.Disposable {
  /** Opens VS Code's difference: on the left the file as the cluster has it. Without a place the cursor's. */
  readonly compare: (place: Place | undefined) => Promise<void>;
  /** Asks the API server by a dry run, and shows its answer beside ours. */
  readonly ask: (place: Place | undefined) => Promise<void>;
}

type Found = NonNullable<WithClusterResult> & { readonly uri: vscode.Uri; readonly context: string };

export function makeWithCluster(server: LanguageServer, cluster: Cluster): WithCluster {
  /** By address. VS Code closes a preview's document while the preview is open, and asks again: the last ones are kept. */
  const texts = new Map<string, string>();
  let count = 0;
  const hold = (path: string, text: string): vscode.Uri => {
    count += 1;
    const uri = vscode.Uri.from({ scheme, path, query: String(count) });
    texts.set(uri.toString(), text);
    const [oldest] = texts.keys();
    if (texts.size > mostKept && oldest !== undefined) texts.delete(oldest);
    return uri;
  };
  const parts = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()),
  });

  /** Undefined where something is missing; then it has been said. */
  async function find(place: Place | undefined): Promise<Found | undefined> {
    const context = cluster.state()?.context;
    const at = place ?? placeOfCursor();
    if (context === undefined) say(t("Connect to a cluster first."));
    const found =
      context === undefined || at?.range === undefined
        ? null
        : await server.withCluster({ uri: at.uri, position: at.range.start });
    if (context !== undefined && found === null) say(t("There is no Service in this file."));
    return found === null || context === undefined || at === undefined
      ? undefined
      : { ...found, context, uri: vscode.Uri.parse(at.uri, true) };
  }

  return {
    compare: async (place) => {
      const found = await find(place);
      if (found === undefined) return;
      const { clusterText, namespace, name, context, uri } = found;
      if (clusterText === null)
        return say(t("Cluster {0} does not have Service {1}.", context, `${namespace}/${name}`));
      const title = t("{0}: cluster {1} ↔ file", name, context);
      const left = hold(uri.path.endsWith(".json") ? uri.path : uri.path.replace(/(\.ya?ml)?$/i, ".yaml"), clusterText);
      await vscode.commands.executeCommand("vscode.diff", left, uri, title, { preview: true });
    },
    ask: async (place) => {
      const found = await find(place);
      if (found === undefined) return;
      const answer = await cluster.dryRun(found.object);
      if (answer === undefined) return say(t("Connect to a cluster first."));
      const title = t("Answer of {0} on {1}", found.context, found.name).replaceAll("/", "-");
      await vscode.commands.executeCommand(
        "markdown.showPreviewToSide",
        hold(`/${title}.md`, answerText(found, answer)),
      );
    },
    dispose: () => parts.dispose(),
  };
}

/** Markdown: the server's answer, our prediction, and what the answer does not cover. */
export function answerText(
  { namespace, name, context, predicted }: Pick<Found, "namespace" | "name" | "context" | "predicted">,
  answer: DryRunAnswer,
): string {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${plain(line)}`).join("\n");
  const parts = [
    `# ${plain(t("Service {0} in cluster {1}", `${namespace}/${name}`, context))}`,
    `## ${t("The server's answer")}`,
  ];
  switch (answer.verdict) {
    case "unasked":
      parts.push(`${t("The server gave no answer.")} ${plain(t.say(answer.why))}`);
      break;
    case "accepted":
      parts.push(answer.asked === "create" ? t("It accepts the Service.") : t("It accepts the change."));
      break;
    case "refused":
      parts.push(t("It refuses the Service ({0}).", answer.status));
      parts.push(list(answer.causes.length > 0 ? answer.causes : [answer.message]));
  }
  if (answer.verdict !== "unasked" && answer.warnings.length > 0)
    parts.push(`${t("It warns:")}\n\n${list(answer.warnings)}`);
  parts.push(`## ${t("What Service Paths predicts")}`);
  parts.push(predicted.length === 0 ? t("The server accepts it.") : list(predicted));
  parts.push(`## ${t("What a dry run does not check")}`);
  parts.push(
    list([
      t("Whether a node port or an address is free, or within the cluster's range."),
      t("Whether a load balancer, an address or endpoints will be assigned: controllers never see a dry run."),
      t("Admission webhooks that do not support dry runs: with one of them, the server refuses the dry run itself."),
    ]),
  );
  return `${parts.join("\n\n")}\n`;
}

function placeOfCursor(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isManifestDocument(editor.document)) return undefined;
  const { start, end } = editor.selection;
  return { uri: editor.document.uri.toString(), range: { start, end } };
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, 6000);
}
