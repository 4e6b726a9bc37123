// What the language client is told: which documents, which settings, what this client can do for the server.
import * as vscode from "vscode";
import { type LanguageClientOptions, RevealOutputChannelOn } from "vscode-languageclient";
import {
  changeTypeCommand,
  createServiceCommand,
  type InitializationOptions,
  lensCommands,
  previewMendingCommand,
  turnRuleOffCommand,
} from "../../server/src/protocol.ts";
import { clientName } from "./door.ts";
import { rulePages } from "./rule-pages.ts";
import { readSettings } from "./settings.ts";
import type { TraceChannel } from "./trace.ts";

/** The languages in which manifests are written; Helm's extensions call their templates `helm`. */
export const manifestLanguages: readonly string[] = ["yaml", "helm", "json", "jsonc"];

export function clientOptions(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  trace: TraceChannel,
): LanguageClientOptions {
  return {
    documentSelector: manifestSchemes().flatMap((scheme) => [
      ...manifestLanguages.map((language) => ({ scheme, language })),
      // Helpers of charts have whatever language somebody gives to .tpl.
      { scheme, pattern: "**/templates/**/*.tpl" },
    ]),
    outputChannel: log,
    traceOutputChannel: trace.channel,
    outputChannelName: clientName,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: (): InitializationOptions => ({
      locale: vscode.env.language,
      rules: `${rulePages(context.extensionUri)}/`,
      settings: readSettings(),
      commands: [
        turnRuleOffCommand,
        previewMendingCommand,
        createServiceCommand,
        changeTypeCommand,
        lensCommands.reveal,
        lensCommands.portForward,
        lensCommands.reachability,
      ],
      yamlErrorsShownElsewhere: yamlErrorsShownElsewhere(),
    }),
    diagnosticPullOptions: { onChange: true, onSave: false },
    markdown: { supportHtml: false, supportThemeIcons: true },
  };
}

/** Whether a document may be a manifest that the server is to know. */
export function isManifestDocument(document: vscode.TextDocument): boolean {
  return manifestLanguages.includes(document.languageId) && manifestSchemes().includes(document.uri.scheme);
}

/**
 * Where manifests live: files, unsaved documents and whatever the workspace's folders are made of. Other schemes are
 * other views of the same files (the old side of a diff, a preview), and would make every Service exist twice.
 */
function manifestSchemes(): readonly string[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.scheme);
  return [...new Set(["file", "untitled", "vscode-remote", "vscode-vfs", ...folders])];
}

/** The YAML extension by Red Hat reports syntax errors and repeated keys; nobody wants to read them twice. */
function yamlErrorsShownElsewhere(): boolean {
  const isInstalled = vscode.extensions.getExtension("redhat.vscode-yaml") !== undefined;
  return isInstalled && vscode.workspace.getConfiguration("yaml").get<boolean>("validate", true);
}
