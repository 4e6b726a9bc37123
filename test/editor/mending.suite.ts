// Damaged manifests in a real VS Code, with the hands of a user: pasted, mended by the light bulb, looked at before.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { takePicture } from "./picture.ts";
import { diagnostic, hoverAt, locale, open, revertAll, startExtension } from "./steps.ts";
import { until } from "./until.ts";
import { hasWindow, inWindow, paste, textsOf } from "./window.ts";

const damaged = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:name: ${name} # ${name}\nspec:selector:app: ${name}ports:- port: 80\n`;
const mended = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name} # ${name}\nspec:\n  selector:\n    app: ${name}\n  ports:\n    - port: 80\n`;
const whole =
  "apiVersion: v1\nkind: Service\nmetadata: {name:  web}   # as I like it\nspec:\n      selector: {app: web}\n      ports: [{port: 80}]\n";

const words = {
  en: {
    mend: "Repair this manifest",
    plausible: "Repair this manifest (most likely result)",
    readings: ["Repair this manifest (alternative 2)", "Repair this manifest (alternative 3)"],
    all: "Repair all 2 damaged manifests in this file",
    look: "Repair this manifest (show the difference first)",
    difference: ": original and repaired (✓ applies the repair)",
    yes: "Repair This Manifest",
    changed: "Nothing was repaired",
  },
  "zh-cn": {
    mend: "修复这份清单",
    plausible: "修复这份清单（可能性最大的还原结果）",
    readings: ["修复这份清单（第 2 种还原结果）", "修复这份清单（第 3 种还原结果）"],
    all: "修复此文件中的全部 2 份受损清单",
    look: "修复这份清单（先查看差异）",
    difference: "：原文与修复结果（点击 ✓ 应用修复）",
    yes: "修复这份清单",
    changed: "未做任何修复",
  },
}[locale === "zh-cn" ? "zh-cn" : "en"];

const plainText = "Insert Plain Text"; // VS Code's own words stay English: its language pack is not there

describe("Damaged manifests in VS Code", () => {
  before(async function () {
    if (!hasWindow) this.skip();
    await startExtension();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("notifications.clearAll");
    await revertAll();
  });

  it("are pasted as they are, and mended for who wants it", async () => {
    const document = await openText("");
    await paste(damaged("web"));
    await textBecomes(document, damaged("web"));
    await textsOf(".post-edit-widget");
    await takePicture("paste-offer", ".post-edit-widget");
    assert.deepEqual(await offers(), [plainText, words.mend]);
    await takePicture("paste-choice", menu);
    await choose(words.mend);
    await textBecomes(document, mended("web"));
    await vscode.commands.executeCommand("undo");
    await textBecomes(document, "");
  });

  it("are mended at once for who has chosen that in VS Code's settings", async () => {
    const settings = vscode.workspace.getConfiguration("editor");
    try {
      await settings.update("pasteAs.preferences", ["servicePaths.mend"], vscode.ConfigurationTarget.Workspace);
      const document = await openText("");
      await paste(damaged("web"));
      await textBecomes(document, mended("web"));
      assert.deepEqual(await offers(), [plainText, words.mend]);
      await choose(plainText);
      await textBecomes(document, damaged("web"));
    } finally {
      await settings.update("pasteAs.preferences", undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it("say in the paste menu when it is not sure", async () => {
    const document = await openText("");
    await paste("apiVersion: v1\nkind: ConfigMap\nmetadata:name: x\ndata:how: verytype: charm\n");
    await until("the paste", () => document.getText() !== "" || undefined, vscode.workspace.onDidChangeTextDocument);
    await textsOf(".post-edit-widget");
    await inWindow({ do: "press", keys: "Control+Period" }); // the menu without a mouse
    assert.deepEqual(await textsOf(menu), [plainText, words.plausible, ...words.readings]);
    await takePicture("paste-readings", menu);
    const [, reading = ""] = words.readings;
    await choose(reading);
    await until("that reading", () => document.getText().includes("\n  how: v") || undefined);
  });

  it("are mended as deep as the place is indented, with its line ends", async () => {
    const document = await openText("kind: List\r\napiVersion: v1\r\nitems:\r\n  - \r\n", 3, 4);
    await paste(damaged("web"));
    assert.deepEqual(await offers(), [plainText, words.mend]);
    await choose(words.mend);
    const lines = mended("web").trimEnd().replaceAll("\n", "\r\n    ");
    await textBecomes(document, `kind: List\r\napiVersion: v1\r\nitems:\r\n  - ${lines}\r\n\r\n`);
    await vscode.commands.executeCommand("undo");
    await textBecomes(document, "kind: List\r\napiVersion: v1\r\nitems:\r\n  - \r\n");
  });

  it("are parted from the document above, several in one paste", async () => {
    const document = await openText(whole, 6, 0);
    await paste(`${damaged("a")}---\n${damaged("b")}`);
    assert.deepEqual(await offers(), [plainText, words.mend]);
    await choose(words.mend);
    await textBecomes(document, `${whole}---\n${mended("a")}---\n${mended("b")}`);
  });

  it("are mended in a file, in place of what was chosen", async () => {
    const document = await open("article/embed.yaml");
    const before = document.getText();
    await vscode.commands.executeCommand("editor.action.selectAll");
    await paste(damaged("web"));
    assert.deepEqual(await offers(), [plainText, words.mend]);
    await choose(words.mend);
    await textBecomes(document, mended("web"));
    await vscode.commands.executeCommand("undo");
    await textBecomes(document, before);
  });

  it("are left alone where no manifest can stand", async () => {
    const document = await openText("name: \n", 0, 6);
    await paste(damaged("web"));
    await textBecomes(document, `name: ${damaged("web")}\n`);
    await hoverAt(document, "kind");
    assert.deepEqual(await inWindow({ do: "read", selector: ".post-edit-widget" }), []);
  });

  it("are not seen in a paste that is whole", async () => {
    for (const text of [whole, `${whole}---\n${whole}`, "some: other\nyaml:   [1]\n"]) {
      const document = await openText("");
      await paste(text);
      await textBecomes(document, text);
      await hoverAt(document, text.startsWith("some") ? "some" : "kind"); // an answer of the server, which was asked about the paste before
      assert.deepEqual(await inWindow({ do: "read", selector: ".post-edit-widget" }), []);
      await vscode.commands.executeCommand("undo");
      await textBecomes(document, "");
    }
  });

  it("are mended by the light bulb, from every line, and undone in one step", async () => {
    const text = damaged("web").replaceAll("\n", "\r\n");
    const document = await openText(text, 2, 5);
    const result = mended("web").replaceAll("\n", "\r\n");
    await byLightBulb(document, words.mend, "mend-light-bulb", () => document.getText() === result || undefined);
    await vscode.commands.executeCommand("undo");
    await textBecomes(document, text);
  });

  it("are mended all at once", async () => {
    const text = [damaged("a"), whole, damaged("b")].join("---\n");
    const document = await openText(text);
    const result = [mended("a"), whole, mended("b")].join("---\n");
    await byLightBulb(document, words.all, "mend-all", () => document.getText() === result || undefined);
    await vscode.commands.executeCommand("undo");
    await textBecomes(document, text);
  });

  it("are shown beside what they would be, and mended after a yes", async () => {
    const document = await openText(damaged("web"));
    const { original, modified, label } = await showDifference(document);
    assert.equal(original.toString(), document.uri.toString());
    assert.ok(label.endsWith(words.difference), label);
    const right = await vscode.workspace.openTextDocument(modified);
    assert.equal(right.getText(), mended("web"));
    assert.equal(right.languageId, "yaml");
    assert.equal(document.getText(), damaged("web"));
    await takePicture("mend-difference", button());
    await click(button());
    await textBecomes(document, mended("web"));
    await until(
      "the difference closed",
      () => differences().length === 0 || undefined,
      vscode.window.tabGroups.onDidChangeTabs,
    );
    await until("the file", () => vscode.window.activeTextEditor?.document === document || undefined);
    await vscode.commands.executeCommand("undo");
    await textBecomes(document, damaged("web"));
  });

  it("are not mended when they have changed since they were shown", async () => {
    const document = await openText(damaged("web"));
    await showDifference(document);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "# mine\n");
    await vscode.workspace.applyEdit(edit);
    await click(button());
    const said = await until("a warning", async () => {
      await vscode.commands.executeCommand("notifications.showList"); // tests get no notification by itself
      return (await inWindow({ do: "read", selector: ".notification-list-item-message" }))[0];
    });
    assert.ok(said.includes(words.changed), said);
    assert.equal(document.getText(), `# mine\n${damaged("web")}`);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });
});

/** A new document in the editor, with the caret at a place and the keyboard. */
async function openText(content: string, line = 0, character = 0): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: "yaml", content });
  assert.equal(document.getText(), content);
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(line, character, line, character);
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  return document;
}

async function textBecomes(document: vscode.TextDocument, text: string): Promise<void> {
  const look = () => document.getText() === text || undefined;
  await until(JSON.stringify(text), look, vscode.workspace.onDidChangeTextDocument).catch((error) => {
    assert.equal(document.getText(), text, error.message);
  });
}

/** Both the paste menu and the light bulb's. */
const menu = ".action-widget .monaco-list-row.action";

/** Clicks on it as soon as it is there. */
async function click(selector: string): Promise<void> {
  await textsOf(selector);
  await inWindow({ do: "click", selector });
}

/** Opens the menu of the last paste, and reads it. */
async function offers(): Promise<readonly string[]> {
  await click(".post-edit-widget .monaco-button");
  return textsOf(menu);
}

/**
 * Chooses from the light bulb's menu, and gives what comes of it. VS Code closes the menu, even under the mouse, when it
 * learns something new about the document; then it is opened again.
 */
async function byLightBulb<T>(
  document: vscode.TextDocument,
  label: string,
  picture: string,
  effect: () => T | undefined,
): Promise<T> {
  await diagnostic(document, "manifest-damaged");
  let looks = 0;
  let pictured = false;
  return until(label, async () => {
    const seen = effect();
    if (seen !== undefined) return seen;
    const texts = await inWindow({ do: "read", selector: menu });
    if (texts.includes(label)) {
      if (!pictured) await takePicture(picture);
      pictured = true;
      await choose(label).catch(() => {}); // closed meanwhile
    } else if (looks % 20 === 0) {
      await vscode.commands.executeCommand("editor.action.quickFix");
    }
    looks += 1;
    return effect();
  });
}

async function choose(label: string): Promise<void> {
  await inWindow({ do: "click", selector: `${menu} >> text="${label}"` });
}

/** The button in the difference's title. */
function button(): string {
  return `.editor-actions a[aria-label^="${words.yes}"]`;
}

interface Difference {
  readonly original: vscode.Uri;
  readonly modified: vscode.Uri;
  readonly label: string;
}

async function showDifference(document: vscode.TextDocument): Promise<Difference> {
  return byLightBulb(document, words.look, "mend-look", () => differences()[0]);
}

function differences(): readonly Difference[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.flatMap(({ input, label }) =>
    input instanceof vscode.TabInputTextDiff ? [{ original: input.original, modified: input.modified, label }] : [],
  );
}
