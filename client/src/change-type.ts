// Changes a Service's type: asks to what, shows what that does to its access paths, and does it when somebody says so.
import * as vscode from "vscode";
import type {
  ChangeTypeParams,
  ChangeTypePlace,
  ChangeTypeResult,
  PathDifference,
  ServiceFront,
  TypeChoice,
  TypeChoicesParams,
} from "../../server/src/protocol.ts";
import { isManifestDocument } from "./client-options.ts";
import type { LanguageServer } from "./language-server.ts";
import type { FileChange, Previews } from "./previews.ts";
import type { TreeView } from "./tree/view.ts";

type Possible = Extract<ChangeTypeResult, { kind: "possible" }>;

/** @param argument a node of the tree, a ChangeTypePlace, or anything else for the Service at the cursor. */
export async function changeType(
  server: LanguageServer,
  tree: TreeView,
  previews: Previews,
  argument: unknown,
): Promise<void> {
  const t = vscode.l10n.t;
  const place = placeOf(argument, tree);
  const found = place === undefined ? null : await server.typeChoices(place);
  if (place === undefined || found === null || found.choices.length === 0) {
    void vscode.window.showInformationMessage(found?.why ?? t("There is no Service here whose type can be changed."));
    return;
  }
  const service = t("Change {0} ({1})", found.name, found.shape);
  const choice = await pickTarget(found.choices, place, service);
  if (choice === undefined) return;
  const at = { uri: place.uri, position: place.position, to: choice.to };
  const front = choice.front === undefined ? undefined : await askFront(server, at, choice, place.front, service);
  if (choice.front !== undefined && front === undefined) return;
  const params: ChangeTypeParams = { ...at, ...(front === undefined ? {} : { front }) };
  const result = await server.changeType(params);
  if (result.kind === "impossible") {
    void vscode.window.showWarningMessage(result.why);
    return;
  }
  const answer = place.ask === "nothing" ? "apply" : await showPreview(result);
  if (answer === undefined) return;
  const make = async (): Promise<boolean> => {
    // The text may have changed while somebody read.
    const now = await server.changeType(params);
    if (now.kind === "impossible" || now.preview !== result.preview) {
      void vscode.window.showWarningMessage(t("The manifests have changed in the meantime. Nothing was changed."));
      return false;
    }
    return apply(now, vscode.Uri.parse(place.uri, true));
  };
  if (answer === "apply") {
    await make();
    return;
  }
  await previews.show({
    scheme: "service-paths-changed",
    title: (file) => t("{0}: {1} (✓ applies it)", file, result.title),
    files: filesOf(result),
    make,
  });
}

function placeOf(argument: unknown, tree: TreeView): ChangeTypePlace | undefined {
  if (isPlace(argument)) return argument;
  if (typeof argument === "string") {
    const { uri, range } = tree.node(argument)?.service ?? {};
    return uri === undefined || range == null ? undefined : { uri, position: range.start };
  }
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isManifestDocument(editor.document)) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

function isPlace(value: unknown): value is ChangeTypePlace {
  if (typeof value !== "object" || value === null || value instanceof vscode.Uri) return false;
  const { uri, position } = value as Partial<Record<keyof ChangeTypePlace, unknown>>;
  return typeof uri === "string" && typeof position === "object" && position !== null;
}

/** What the caller has chosen already, else what the user picks. */
async function pickTarget(
  choices: readonly TypeChoice[],
  place: ChangeTypePlace,
  title: string,
): Promise<TypeChoice | undefined> {
  if (place.to !== undefined)
    return choices.find(({ to, front }) => to === place.to && front?.kind === place.front?.kind);
  const items = choices.map((choice) => ({ label: choice.label, detail: choice.detail, choice }));
  const options = { title, placeHolder: vscode.l10n.t("Select a type. Nothing changes yet."), matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.choice;
}

/** Host, class and place of what is put in front; undefined when somebody gives up. */
async function askFront(
  server: LanguageServer,
  at: TypeChoicesParams & Pick<ChangeTypeParams, "to">,
  { front }: TypeChoice,
  given: ChangeTypePlace["front"],
  title: string,
): Promise<ServiceFront | undefined> {
  const [firstPlace] = front?.places ?? [];
  if (front === undefined || firstPlace === undefined) return undefined;
  const { kind, places } = front;
  if (given?.place !== undefined) return { ...given, place: given.place };
  /** What the server has against a host or a class; nothing is done with the rest of its answer. */
  const check = async (about: "host" | "class", value: Partial<ServiceFront>): Promise<string | undefined> => {
    const answer = await server.changeType({ ...at, front: { kind, place: firstPlace, ...value } });
    return answer.kind === "impossible" && answer.about === about ? answer.why : undefined;
  };
  const host = given?.host ?? (await askHost(title, (value) => check("host", { host: value, className: "any" })));
  if (host === undefined) return undefined;
  const checkClass = (value: string) => check("class", { className: value });
  const door =
    given?.className !== undefined || given?.gateway !== undefined ? given : await askDoor(title, front, checkClass);
  if (door === undefined) return undefined;
  const place = places.length === 1 ? firstPlace : await askPlace(title, places);
  if (place === undefined) return undefined;
  const { className, gateway } = door;
  return {
    kind,
    place,
    ...(host === "" ? {} : { host }),
    ...(className === undefined ? {} : { className }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}

type Check = (value: string) => Promise<string | undefined>;

/** "" for any host. */
async function askHost(title: string, check: Check): Promise<string | undefined> {
  const t = vscode.l10n.t;
  const host = await vscode.window.showInputBox({
    title,
    prompt: t("Enter the host name of the Service. Leave empty for any host."),
    placeHolder: "shop.example.com",
    ignoreFocusOut: true,
    validateInput: async (value) => (value.trim() === "" ? undefined : await check(value.trim())),
  });
  return host?.trim();
}

/** A class, or a Gateway that is there already; neither for the cluster's default IngressClass. */
type Door = Pick<ServiceFront, "className" | "gateway">;

async function askDoor(
  title: string,
  { kind, classes, gateways }: NonNullable<TypeChoice["front"]>,
  check: Check,
): Promise<Door | undefined> {
  const t = vscode.l10n.t;
  const isIngress = kind === "Ingress";
  const known: readonly (vscode.QuickPickItem & { readonly door: Door | undefined })[] = [
    ...gateways.map((gateway) => ({
      label: t("Through Gateway {0}", gateway.name),
      description: t("namespace {0}", gateway.namespace),
      door: { gateway },
    })),
    ...classes.map((className) => ({
      label: isIngress ? className : t("New Gateway with class {0}", className),
      description: t("in this workspace"),
      door: { className },
    })),
    ...(isIngress ? [{ label: t("The cluster's default class"), door: {} }] : []),
  ];
  if (known.length > 0) {
    const placeHolder = isIngress ? t("Which IngressClass?") : t("Through which Gateway?");
    const other = { label: isIngress ? t("Another class…") : t("New Gateway with another class…"), door: undefined };
    const picked = await vscode.window.showQuickPick([...known, other], { title, placeHolder });
    if (picked === undefined || picked.door !== undefined) return picked?.door;
  }
  const className = await vscode.window.showInputBox({
    title,
    prompt: isIngress ? t("Enter the name of the IngressClass.") : t("Enter the name of the GatewayClass."),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === "" ? t("Enter a name.") : check(value.trim())),
  });
  return className === undefined ? undefined : { className: className.trim() };
}

async function askPlace(
  title: string,
  places: readonly ServiceFront["place"][],
): Promise<ServiceFront["place"] | undefined> {
  const t = vscode.l10n.t;
  const items = places.map((place) =>
    place === "same-file"
      ? { label: `$(add) ${t("In the same file, after the Service")}`, place }
      : { label: `$(new-file) ${t("In a new file next to it")}`, place },
  );
  return (await vscode.window.showQuickPick(items, { title, placeHolder: t("Select a location") }))?.place;
}

/** `look`: at the files' texts, side by side with what they would be. */
type Answer = "apply" | "look";

interface Line extends vscode.QuickPickItem {
  readonly does?: Answer | "copy";
}

/** The list of what changes, with the ways to go on at its head; undefined when nothing is to be done. */
async function showPreview(result: Possible): Promise<Answer | undefined> {
  const t = vscode.l10n.t;
  const list = vscode.window.createQuickPick<Line>();
  list.title = result.title;
  list.placeholder = t("Shows what changes. Nothing changes until you apply it.");
  list.ignoreFocusOut = true;
  list.matchOnDescription = true;
  list.items = [
    { label: `$(check) ${t("Apply")}`, does: "apply", alwaysShow: true },
    { label: `$(diff) ${t("Preview Text Changes")}`, does: "look", alwaysShow: true },
    { label: `$(copy) ${t("Copy this list as Markdown")}`, does: "copy", alwaysShow: true },
    ...pathLines(t("New paths"), "add", result.paths, "appears"),
    ...pathLines(t("Changed paths"), "edit", result.paths, "changes"),
    ...pathLines(t("Removed paths"), "remove", result.paths, "disappears"),
    ...section(t("The manifest"), [
      ...result.fields.map(({ field, before, after }) => {
        if (before === undefined) return { label: `$(diff-added) ${field}: ${after}` };
        if (after === undefined) return { label: `$(diff-removed) ${field}: ${before}` };
        return { label: `$(diff-modified) ${field}: ${before} → ${after}` };
      }),
      ...result.added.map(({ kind, name }) => ({ label: `$(diff-added) ${kind} ${name}` })),
    ]),
    ...section(
      t("New files"),
      createdIn(result).map((uri) => ({ label: `$(new-file) ${lastPart(uri)}` })),
    ),
    ...section(
      t("Notes"),
      result.notes.map((note) => ({ label: `$(info) ${note.replaceAll("`", "")}` })),
    ),
  ];
  const answer = await new Promise<Answer | undefined>((resolve) => {
    list.onDidAccept(async () => {
      const does = list.selectedItems[0]?.does;
      if (does === "copy") {
        await vscode.env.clipboard.writeText(result.preview);
        vscode.window.setStatusBarMessage(t("Copied {0}", result.title), 4000);
      } else if (does !== undefined) resolve(does);
    });
    list.onDidHide(() => resolve(undefined));
    list.show();
  });
  list.dispose();
  return answer;
}

function pathLines(
  title: string,
  icon: string,
  paths: readonly PathDifference[],
  kind: PathDifference["kind"],
): readonly Line[] {
  return section(
    title,
    paths
      .filter((path) => path.kind === kind)
      .map(({ address, detail }) => ({ label: `$(${icon}) ${address}`, description: detail })),
  );
}

function section(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [{ label: title, kind: vscode.QuickPickItemKind.Separator }, ...lines];
}

function createdIn({ edit }: Possible): readonly vscode.Uri[] {
  return edit.documentChanges.flatMap((part) => ("kind" in part ? [vscode.Uri.parse(part.uri, true)] : []));
}

/** Shows the Service's file, and makes the edits there and elsewhere: what is open stays unsaved, a new file is written. Whether it was done. */
async function apply(result: Possible, uri: vscode.Uri): Promise<boolean> {
  const t = vscode.l10n.t;
  for (const created of createdIn(result)) {
    if (await isThere(created)) {
      void vscode.window.showWarningMessage(t("{0} already exists. Nothing was changed.", lastPart(created)));
      return false;
    }
  }
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  const isDone = await vscode.workspace.applyEdit(workspaceEdit(result));
  if (!isDone) void vscode.window.showWarningMessage(t("The change could not be applied."));
  return isDone;
}

/** What becomes of each file; the Service's own last, which is the one to look at. */
function filesOf(result: Possible): readonly FileChange[] {
  const created = new Set(createdIn(result).map(String));
  const files = result.edit.documentChanges.flatMap((part) => {
    if ("kind" in part) return [];
    const uri = vscode.Uri.parse(part.textDocument.uri, true);
    return [{ uri, edits: part.edits, isThere: !created.has(uri.toString()) }];
  });
  return files.reverse();
}

function workspaceEdit(result: Possible): vscode.WorkspaceEdit {
  const made = new vscode.WorkspaceEdit();
  for (const { uri, edits, isThere } of filesOf(result)) {
    if (!isThere) {
      made.createFile(uri, { contents: new TextEncoder().encode(edits.map(({ newText }) => newText).join("")) });
      continue;
    }
    for (const { range, newText } of edits) {
      const { start, end } = range;
      made.replace(uri, new vscode.Range(start.line, start.character, end.line, end.character), newText);
    }
  }
  return made;
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}

function lastPart({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
