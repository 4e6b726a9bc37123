// The cluster that the user connected to: chosen here, remembered for the workspace, and told to the language server. Its
// code is loaded on the first connection; nothing is contacted before, and never in a workspace that is not trusted.
import * as vscode from "vscode";
import type {
  Connection,
  ConnectionState,
  ForwardRequest,
  LiveModule,
  OpenForward,
} from "../../server/src/live-face.ts";
import { type ClusterSnapshotParams, clusterSnapshot } from "../../server/src/protocol.ts";
import type { LiveHost } from "./door.ts";
import type { LanguageServer } from "./language-server.ts";
import { translate as t } from "./translate.ts";

const rememberedKey = "servicePaths.cluster";

/** Between two messages to the server about the cluster there is at least this much time, and this many times what the last one took; in milliseconds, and a factor. */
const breath = 150;
const patience = 5;

/** How often the age of what is stale is written anew. In milliseconds. */
const ageing = 15_000;

export interface Cluster extends vscode.Disposable {
  /** undefined: not connected, and nobody wants to be. */
  readonly state: () => ConnectionState | undefined;
  /** Which cluster, and how old what is known of it is; undefined when there is none. */
  readonly words: () => string | undefined;
  /** What is wrong, for the line above the tree. */
  readonly message: () => string | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Connects to this context; without a name the user chooses one. */
  readonly connect: (context?: string) => Promise<void>;
  readonly disconnect: () => Promise<void>;
  /** Opens a local port; undefined where no cluster is connected. */
  readonly forward: (to: ForwardRequest) => Promise<OpenForward | undefined>;
}

export function makeCluster(
  extension: vscode.ExtensionContext,
  server: LanguageServer,
  host: LiveHost | undefined,
  log: vscode.LogOutputChannel,
): Cluster {
  const changed = new vscode.EventEmitter<void>();
  const item = vscode.window.createStatusBarItem("servicePaths.cluster", vscode.StatusBarAlignment.Left, -11);
  item.name = t("Service Paths: cluster");
  item.command = "servicePaths.connect";
  let connection: Connection | undefined;
  let problem: string | undefined;
  /** What an exec plugin said last: a code to enter, an address to open. */
  let said: string | undefined;

  const sender = makeSender(server, () => {
    const state = connection?.state();
    // What has failed knows nothing; what is stale is still the best there is.
    if (connection === undefined || state === undefined || state.phase === "failed" || state.phase === "connecting")
      return null;
    return { context: state.context, objects: connection.objects() };
  });

  function draw(): void {
    const state = connection?.state();
    void vscode.commands.executeCommand("setContext", "servicePaths.connected", state !== undefined);
    if (state === undefined) item.hide();
    else {
      const isDoubtful = state.phase === "stale" || state.phase === "failed";
      item.text = `$(${isDoubtful ? "warning" : state.phase === "connecting" ? "sync~spin" : "vm-active"}) ${state.context}`;
      item.tooltip = [words() ?? "", messageOf(state), ...state.omissions.map(t.say)]
        .filter((line) => line !== undefined && line !== "")
        .join("\n");
      item.accessibilityInformation = { label: t("Cluster {0}", words() ?? state.context) };
      item.show();
    }
    changed.fire();
  }

  function words(): string | undefined {
    const state = connection?.state();
    if (state === undefined) return undefined;
    switch (state.phase) {
      case "connecting":
        return t("{0}: connecting…", state.context);
      case "failed":
        return t("{0}: not connected", state.context);
      case "stale":
        return t("{0}: stale for {1}", state.context, age(state.since ?? Date.now()));
      case "live":
        return state.context;
    }
  }

  function messageOf(state: ConnectionState): string | undefined {
    const why = state.why === undefined ? undefined : t.say(state.why);
    return state.phase === "connecting" ? (said ?? why) : why;
  }

  function open(context: string | undefined): void {
    if (host === undefined || !vscode.workspace.isTrusted) return;
    close();
    try {
      let revision = -1;
      connection = host.load().connect({
        context,
        environment: host.environment,
        onMessage: (text) => {
          said = text.trim();
          log.info(`Login: ${said}`);
          draw();
        },
        onChange: (state) => {
          if (state.phase === "live") said = undefined;
          if (state.revision !== revision) sender.soon();
          revision = state.revision;
          draw();
        },
      });
      problem = undefined;
    } catch (error) {
      problem = wordsOf(error);
      log.warn(problem);
    }
    draw();
  }

  function close(): void {
    connection?.stop();
    connection = undefined;
    problem = undefined;
    said = undefined;
  }

  async function choose(live: LiveModule): Promise<string | undefined> {
    if (host === undefined) return undefined;
    const { contexts, current } = live.listContexts(host.environment);
    const ordered = [...contexts].sort((left, right) => Number(right.name === current) - Number(left.name === current));
    const picked = await vscode.window.showQuickPick(
      ordered.map(({ name, namespace }) => ({
        label: name,
        description: name === current ? t("current context, namespace {0}", namespace) : t("namespace {0}", namespace),
      })),
      {
        title: t("Connect to Cluster"),
        placeHolder: t("Select a context. Service Paths only reads objects."),
        matchOnDescription: true,
      },
    );
    return picked?.label;
  }

  async function connect(name?: string): Promise<void> {
    if (host === undefined) {
      problem = t(
        "An editor in a browser cannot connect to a cluster. Use VS Code on a desktop or a remote machine, or a snapshot.",
      );
      draw();
      return;
    }
    if (!vscode.workspace.isTrusted) {
      problem = t("Trust this workspace to connect to a cluster.");
      draw();
      return;
    }
    try {
      const context = name ?? (await choose(host.load()));
      if (context === undefined) return;
      await extension.workspaceState.update(rememberedKey, context);
      open(context);
    } catch (error) {
      problem = wordsOf(error);
      log.warn(problem);
      draw();
    }
  }

  async function disconnect(): Promise<void> {
    await extension.workspaceState.update(rememberedKey, undefined);
    close();
    sender.soon();
    draw();
  }

  /** Connects again to what the user chose for this workspace. */
  function resume(): void {
    const remembered = extension.workspaceState.get<unknown>(rememberedKey);
    if (connection === undefined && typeof remembered === "string") open(remembered);
  }

  const timer = setInterval(() => {
    if (connection?.state().phase === "stale") draw();
  }, ageing);
  const listeners = [
    server.onDidChangeState((state) => {
      if (state !== "running") return;
      resume();
      // A new server knows nothing of what the last one was told.
      if (connection !== undefined) sender.soon();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(resume),
  ];
  return {
    state: () => connection?.state(),
    words,
    message: () => {
      const state = connection?.state();
      return problem ?? (state === undefined ? undefined : messageOf(state));
    },
    onDidChange: changed.event,
    connect,
    disconnect,
    forward: async (to) => {
      const phase = connection?.state().phase;
      return phase === "live" || phase === "stale" ? connection?.forward(to) : undefined;
    },
    dispose: () => {
      clearInterval(timer);
      close();
      sender.stop();
      for (const listener of listeners) listener.dispose();
      item.dispose();
      changed.dispose();
    },
  };
}

/** Tells the server, and leaves it time to breathe in between. */
function makeSender(server: LanguageServer, what: () => ClusterSnapshotParams) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rest = breath;
  let isUp = true;
  const send = async () => {
    const began = Date.now();
    await server.notify(clusterSnapshot, what()).catch(() => undefined);
    rest = Math.max(breath, (Date.now() - began) * patience);
    timer = undefined;
  };
  return {
    soon: () => {
      if (isUp) timer ??= setTimeout(() => void send(), rest);
    },
    stop: () => {
      isUp = false;
      clearTimeout(timer);
    },
  };
}

function age(since: number): string {
  const seconds = Math.max(0, Math.round((Date.now() - since) / 1000));
  return seconds < 60 ? t("{0} s", seconds) : t("{0} min", Math.floor(seconds / 60));
}

function wordsOf(error: unknown): string {
  const { text } = error as { text?: { en: string; "zh-cn": string } };
  if (text !== undefined) return t.say(text);
  return error instanceof Error ? error.message : String(error);
}
