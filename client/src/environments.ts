// The environment that the user looks at: chosen here, remembered for the workspace, told to the language server, which
// narrows every answer to it. It may follow the edited file. One that is gone shows all, until it comes back.
import * as vscode from "vscode";
import {
  type ChooseEnvironmentParams,
  chooseEnvironment,
  type EnvironmentInfo,
  type EnvironmentsResult,
} from "../../server/src/protocol.ts";
import { isManifestDocument } from "./client-options.ts";
import type { LanguageServer } from "./language-server.ts";
import type { Services } from "./services.ts";
import { translate as t } from "./translate.ts";
import { environmentWord } from "./tree/model.ts";
import { destinationWord, environmentKindWord, serviceCountWords } from "./tree/words.ts";

const rememberedKey = "servicePaths.environment";
const followingKey = "servicePaths.environmentFollows";

export const chooseEnvironmentCommand = "servicePaths.chooseEnvironment";

/** How long nothing has changed before the list is asked for again. In milliseconds. */
const calm = 200;

export interface Environments extends vscode.Disposable {
  /** As they were known last. */
  readonly all: () => readonly EnvironmentInfo[];
  /** The one that everything is narrowed to; undefined: all. */
  readonly chosen: () => EnvironmentInfo | undefined;
  /** What to say above the tree: that the chosen one is gone. */
  readonly message: () => string | undefined;
  /** The status bar item's text; undefined while it is hidden. */
  readonly text: () => string | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Chooses one by its name, `null` for all; without a name the user picks. */
  readonly choose: (name?: string | null) => Promise<void>;
  readonly follow: (how: "on" | "off") => Promise<void>;
  /** Asks for the list now. */
  readonly refresh: () => Promise<void>;
}

const nothing: EnvironmentsResult = { environments: [], chosen: null, gone: null, ofFile: [] };

export function makeEnvironments(
  context: vscode.ExtensionContext,
  server: LanguageServer,
  services: Services,
): Environments {
  const changed = new vscode.EventEmitter<void>();
  const item = vscode.window.createStatusBarItem("servicePaths.environment", vscode.StatusBarAlignment.Left, -12);
  item.name = t("Service Paths: environment");
  item.command = chooseEnvironmentCommand;
  let known = nothing;
  let shown: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const remembered = () => {
    const name = context.workspaceState.get<unknown>(rememberedKey);
    return typeof name === "string" ? name : null;
  };
  const isFollowing = () => context.workspaceState.get<unknown>(followingKey) === true;
  const atHand = () => {
    const document = vscode.window.activeTextEditor?.document;
    return document !== undefined && isManifestDocument(document) ? document.uri.toString() : undefined;
  };

  const tell = () => server.notify(chooseEnvironment, { name: remembered() } satisfies ChooseEnvironmentParams);

  /** Only the latest answer counts: an earlier one may know less. */
  async function refresh(): Promise<void> {
    clearTimeout(timer);
    asked += 1;
    const question = asked;
    const uri = isFollowing() ? atHand() : undefined;
    const answer = await server.environments(uri === undefined ? {} : { uri }).catch(() => undefined);
    if (answer === undefined || question !== asked) return;
    const isOther = JSON.stringify(answer) !== JSON.stringify(known);
    known = answer;
    if (uri !== undefined) await moveTo(answer);
    if (isOther) draw();
  }

  /** The file at hand is a part of others than the chosen one: the first of these is chosen. */
  async function moveTo({ ofFile, chosen }: EnvironmentsResult): Promise<void> {
    const [first] = ofFile;
    if (first !== undefined && (chosen === null || !ofFile.includes(chosen))) await set(first);
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), calm);
  };

  async function set(name: string | null): Promise<void> {
    await context.workspaceState.update(rememberedKey, name ?? undefined);
    await tell();
    await refresh();
  }

  function draw(): void {
    const { environments, chosen, gone } = known;
    const isShown = server.state() === "running" && (listed(environments).length > 1 || gone !== null);
    const name = chosen === null ? t("All") : environmentWord({ name: chosen }, t);
    shown = isShown ? t("Environment: {0}", name) : undefined;
    if (shown === undefined) item.hide();
    else {
      item.text = `$(layers) ${shown}`;
      item.tooltip = [message(), t("Choose what Service Paths shows")].filter((line) => line !== undefined).join("\n");
      item.accessibilityInformation = { label: shown };
      item.show();
    }
    void vscode.commands.executeCommand("setContext", "servicePaths.severalEnvironments", isShown);
    changed.fire();
  }

  function message(): string | undefined {
    return known.gone === null
      ? undefined
      : t("The environment “{0}” is no longer in this workspace. All environments are shown.", known.gone);
  }

  async function pick(): Promise<void> {
    await server.start();
    await refresh();
    const { environments, chosen } = known;
    const all = listed(environments);
    if (all.length < 2) {
      void vscode.window.showInformationMessage(t("This workspace has only one environment."));
      return;
    }
    type Item = vscode.QuickPickItem & { readonly run: () => Promise<void> };
    const separator: Item = { label: "", kind: vscode.QuickPickItemKind.Separator, run: async () => undefined };
    const mark = (name: string | null) => (name === chosen && !isFollowing() ? "$(check) " : "");
    const choice = (name: string | null) => () => choose(name);
    const items: Item[] = [
      { label: `${mark(null)}${t("All")}`, description: t("{0} environments", all.length), run: choice(null) },
      {
        label: `${isFollowing() ? "$(check) " : ""}${t("Follow Active Editor")}`,
        description: t("the environment of the file that you edit"),
        run: () => follow("on"),
      },
      separator,
      ...all.map(
        (one): Item => ({
          label: `${mark(one.name)}${environmentWord(one, t)}`,
          description: [environmentKindWord(one.kind, t), countWords(one), one.folder, destinationWord(one)]
            .filter((part) => part !== undefined)
            .join(" · "),
          ...(one.incomplete === null ? {} : { detail: one.incomplete }),
          run: choice(one.name),
        }),
      ),
    ];
    const options = {
      title: t("Choose Environment"),
      placeHolder: t("Select the environment to show"),
      matchOnDescription: true,
    };
    await (await vscode.window.showQuickPick(items, options))?.run();
  }

  /** Who chooses one does not follow any more. */
  async function choose(name: string | null): Promise<void> {
    await context.workspaceState.update(followingKey, undefined);
    await set(name);
  }

  async function follow(how: "on" | "off"): Promise<void> {
    await context.workspaceState.update(followingKey, how === "on" ? true : undefined);
    await refresh();
  }

  const parts = [
    changed,
    item,
    services.onDidChange(soon),
    server.onDidChangeState((state) => {
      // A new server knows nothing of what the last one was told.
      if (state === "running" && remembered() !== null) void tell().catch(() => undefined);
      if (state !== "running") known = nothing;
      draw();
      if (state === "running") soon();
    }),
    vscode.window.onDidChangeActiveTextEditor(() => {
      if (isFollowing()) void refresh();
    }),
  ];
  return {
    all: () => known.environments,
    chosen: () => known.environments.find(({ name }) => name === known.chosen),
    message,
    text: () => shown,
    onDidChange: changed.event,
    choose: (name) => (name === undefined ? pick() : choose(name)),
    follow,
    refresh,
    dispose: () => {
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

/** Those that have something to show: Services, or a reason why there are none. */
function listed(environments: readonly EnvironmentInfo[]): readonly EnvironmentInfo[] {
  return environments.filter(({ services, incomplete }) => services > 0 || incomplete !== null);
}

function countWords({ services }: EnvironmentInfo): string {
  return services === 1 ? t("1 Service") : serviceCountWords(services, t);
}
