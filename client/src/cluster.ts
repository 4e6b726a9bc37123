// The cluster that the user connected to: chosen here, remembered for the workspace, and told to the language server. Its
// code is loaded on the first connection; nothing is contacted before, and never in a workspace that is not trusted.
import * as vscode from "vscode";
import type {
  Connection,
  ConnectionState,
  DryRunAnswer,
  Following,
  ForwardRequest,
  OpenForward,
} from "../../server/src/live-face.ts";
import { type ClusterSnapshotParams, clusterSnapshot } from "../../server/src/protocol.ts";
import { makeClusterItem } from "./cluster-item.ts";
import { messageOfState, wordsOfError, wordsOfState } from "./cluster-words.ts";
import { clientId, type LiveHost } from "./door.ts";
import type { LanguageServer } from "./language-server.ts";
import { translate as t } from "./translate.ts";

const rememberedKey = "servicePaths.cluster";

/** What the user chose: a context (undefined: the kubeconfig's current one, whichever that is), and of it one namespace or all. */
interface Choice {
  readonly context?: string;
  readonly only?: string;
}

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
  /** What the API server says to a Service, without changing anything; undefined where no cluster is connected. */
  readonly dryRun: (object: Readonly<Record<string, unknown>>) => Promise<DryRunAnswer | undefined>;
  /** Opens a local port; undefined where no cluster is connected. */
  readonly forward: (to: ForwardRequest) => Promise<OpenForward | undefined>;
}

export function makeCluster(
  extension: vscode.ExtensionContext,
  server: LanguageServer,
  host: LiveHost | undefined,
  log: vscode.LogOutputChannel,
): Cluster {
  return new ConnectedCluster(extension, server, host, log);
}

class ConnectedCluster implements Cluster {
  readonly #memory: vscode.Memento;
  readonly #host: LiveHost | undefined;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #item = makeClusterItem();
  readonly #sender: Sender;
  readonly #listeners: readonly vscode.Disposable[];
  readonly #timer: ReturnType<typeof setInterval>;
  #connection: Connection | undefined;
  #following: Following | undefined;
  #problem: string | undefined;
  /** What an exec plugin said last: a code to enter, an address to open. */
  #said: string | undefined;

  constructor(
    extension: vscode.ExtensionContext,
    server: LanguageServer,
    host: LiveHost | undefined,
    log: vscode.LogOutputChannel,
  ) {
    this.#memory = extension.workspaceState;
    this.#host = host;
    this.#log = log;
    this.#sender = makeSender(server, () => this.#known());
    this.#timer = setInterval(() => {
      if (this.#connection?.state().phase === "stale") this.#draw();
    }, ageing);
    this.#listeners = [
      server.onDidChangeState((state) => {
        if (state !== "running") return;
        this.#resume();
        // A new server knows nothing of what the last one was told.
        if (this.#connection !== undefined) this.#sender.soon();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#resume()),
    ];
  }

  readonly onDidChange = this.#changed.event;

  readonly state = () => this.#connection?.state();

  readonly words = () => {
    const state = this.state();
    return state === undefined ? undefined : wordsOfState(state);
  };

  readonly message = () => {
    const state = this.state();
    return this.#problem ?? (state === undefined ? undefined : messageOfState(state, this.#said));
  };

  readonly connect = async (name?: string) => {
    const host = this.#host;
    if (host === undefined) {
      this.#problem = t(
        "An editor in a browser cannot connect to a cluster. Use VS Code on a desktop or a remote machine, or a snapshot.",
      );
      this.#draw();
      return;
    }
    if (!vscode.workspace.isTrusted) {
      this.#problem = t("Trust this workspace to connect to a cluster.");
      this.#draw();
      return;
    }
    try {
      const choice =
        name === undefined ? await choose(host, this.state(), this.#connection?.objects() ?? []) : { context: name };
      if (choice === undefined) return;
      await this.#memory.update(rememberedKey, choice);
      this.#open(choice);
    } catch (error) {
      this.#fail(error);
      this.#draw();
    }
  };

  readonly disconnect = async () => {
    await this.#memory.update(rememberedKey, undefined);
    this.#close();
    this.#sender.soon();
    this.#draw();
  };

  readonly dryRun = async (object: Readonly<Record<string, unknown>>) => this.#connection?.dryRun(object);

  readonly forward = async (to: ForwardRequest) => {
    const phase = this.state()?.phase;
    return phase === "live" || phase === "stale" ? this.#connection?.forward(to) : undefined;
  };

  dispose(): void {
    clearInterval(this.#timer);
    this.#close();
    this.#sender.stop();
    for (const listener of this.#listeners) listener.dispose();
    this.#item.dispose();
    this.#changed.dispose();
  }

  /** What the server is told of the cluster; null where nothing is known of it. */
  #known(): ClusterSnapshotParams {
    const connection = this.#connection;
    const state = connection?.state();
    // What has failed knows nothing; what is stale is still the best there is.
    if (connection === undefined || state === undefined || state.phase === "failed" || state.phase === "connecting")
      return null;
    return { context: state.context, objects: connection.objects() };
  }

  #draw(): void {
    this.#item.show(this.state(), this.#said);
    this.#changed.fire();
  }

  #open(choice: Choice): void {
    if (this.#host === undefined || !vscode.workspace.isTrusted) return;
    this.#close();
    try {
      const live = this.#host.load();
      this.#following = live.followKubeconfig({
        context: choice.context,
        environment: this.#host.environment,
        onChange: () => this.#kubeconfigChanged(choice),
        onBroken: (why) => {
          this.#problem = why === undefined ? undefined : t.say(why);
          this.#draw();
        },
      });
      let revision = -1;
      this.#connection = live.connect({
        ...choice,
        environment: this.#host.environment,
        onMessage: (text) => {
          this.#said = text.trim();
          this.#log.info(`Login: ${this.#said}`);
          this.#draw();
        },
        onChange: (state) => {
          if (state.phase === "live") this.#said = undefined;
          if (state.revision !== revision) this.#sender.soon();
          revision = state.revision;
          this.#draw();
        },
      });
    } catch (error) {
      this.#fail(error);
    }
    this.#draw();
  }

  #close(): void {
    this.#following?.stop();
    this.#following = undefined;
    this.#connection?.stop();
    this.#connection = undefined;
    this.#problem = undefined;
    this.#said = undefined;
  }

  #fail(error: unknown): void {
    this.#problem = wordsOfError(error);
    this.#log.warn(this.#problem);
  }

  /** Connects again to what the user chose for this workspace. */
  #resume(): void {
    const remembered = this.#memory.get<unknown>(rememberedKey);
    if (this.#connection === undefined && isChoice(remembered)) this.#open(remembered);
  }

  /** The files lead the choice to another cluster or login now. */
  #kubeconfigChanged(choice: Choice): void {
    const how = vscode.workspace.getConfiguration(clientId).get<unknown>("followKubeconfig");
    if (how === "ask") {
      this.#problem = t("The kubeconfig has changed. Connect again to use it.");
      this.#draw();
    } else this.#open(choice);
  }
}

function isChoice(value: unknown): value is Choice {
  if (typeof value !== "object" || value === null) return false;
  const { context, only } = value as { context?: unknown; only?: unknown };
  return [context, only].every((part) => part === undefined || typeof part === "string");
}

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

/** What the user picks, a context or a namespace of the connected one; undefined when they pick nothing. */
async function choose(
  host: LiveHost,
  state: ConnectionState | undefined,
  objects: readonly unknown[],
): Promise<Choice | undefined> {
  const { contexts, current } = host.load().listContexts(host.environment);
  const separator = (label: string): ChoiceItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const ordered = [...contexts].sort((left, right) => Number(right.name === current) - Number(left.name === current));
  const items: ChoiceItem[] = ordered.map(({ name, namespace }) => ({
    label: name,
    description: name === current ? t("current context, namespace {0}", namespace) : t("namespace {0}", namespace),
    choice: { context: name },
  }));
  if (current !== undefined) {
    const label = t("Always the current context");
    items.push({ label, description: t("follows the kubeconfig, now {0}", current), choice: {} });
  }
  if (state !== undefined && state.phase !== "failed") {
    const { context } = state;
    items.push(separator(t("Namespaces of {0}", context)));
    items.push({ label: t("All namespaces"), description: context, choice: { context } });
    for (const only of namespacesOf(objects, state.namespace))
      items.push({ label: only, description: t("only this namespace of {0}", context), choice: { context, only } });
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: t("Connect to Cluster"),
    placeHolder: t("Select a context. Service Paths only reads objects."),
    matchOnDescription: true,
  });
  return picked?.choice;
}

/** The namespaces that are known; where they may not be read, the context's own. */
function namespacesOf(objects: readonly unknown[], own: string): readonly string[] {
  const names = objects.flatMap((object) => {
    const { kind, metadata } = object as { kind?: unknown; metadata?: { name?: unknown } };
    return kind === "Namespace" && typeof metadata?.name === "string" ? [metadata.name] : [];
  });
  return [...new Set([...names, own])].sort();
}

interface Sender {
  /** Tells the server what is known now, as soon as it has had time for what it was told last. */
  readonly soon: () => void;
  readonly stop: () => void;
}

/** Tells the server, and leaves it time to breathe in between. */
function makeSender(server: LanguageServer, what: () => ClusterSnapshotParams): Sender {
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
