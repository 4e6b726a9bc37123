// Where the rules' pages lie in the extension, in the reader's language.
import * as vscode from "vscode";
import { clientId } from "./door.ts";

/** The folder of the rules' pages, without a slash at its end. */
export function rulePages(extension: vscode.Uri): vscode.Uri {
  const chosen = vscode.workspace.getConfiguration(clientId).get<string>("locale", "auto");
  const locale = chosen === "auto" ? vscode.env.language : chosen;
  const isChinese = /^zh-(cn|hans)/i.test(locale) || locale === "zh";
  return vscode.Uri.joinPath(extension, "dist", "rules", isChinese ? "zh-cn" : "en");
}

export interface RulePage {
  readonly id: string;
  readonly title: string;
  readonly uri: vscode.Uri;
}

/** Every rule's page, by id. */
export async function listRulePages(extension: vscode.Uri): Promise<readonly RulePage[]> {
  const folder = rulePages(extension);
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  const names = entries.flatMap(([name, type]) =>
    type === vscode.FileType.File && name.endsWith(".md") ? [name] : [],
  );
  return Promise.all(
    names.sort().map(async (name): Promise<RulePage> => {
      const uri = vscode.Uri.joinPath(folder, name);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const id = name.slice(0, -".md".length);
      return { id, title: /^#+\s+(.*)$/m.exec(text)?.[1] ?? id, uri };
    }),
  );
}
