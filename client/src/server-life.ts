// The language server's life: started when first needed, restarted on demand, its state told to whoever listens.
import * as vscode from "vscode";
import {
  type BaseLanguageClient,
  type Middleware,
  type ProgressToken,
  State,
  type StaticFeature,
} from "vscode-languageclient";
import {
  type ListChartFilesParams,
  listChartFiles as listChartFilesMethod,
  listManifests as listManifestsMethod,
  pathsChanged,
  type ReadFileParams,
  readBytes as readBytesMethod,
  readFile as readFileMethod,
} from "../../server/src/protocol.ts";
import { clientOptions } from "./client-options.ts";
import type { MakeClient } from "./door.ts";
import { listChartFiles, listManifests, readBytes, readManifest } from "./files.ts";
import { type TraceChannel, traceChannel } from "./trace.ts";

/** Tells the server that this client lists and reads files for it. */
const filesFeature: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), servicePaths: { files: true } };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

/** How the server is. */
export type ServerState = "idle" | "starting" | "running" | "failed";

export class ServerLife implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #makeClient: MakeClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #trace: TraceChannel;
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #pathsHaveChanged = new vscode.EventEmitter<void>();
  /** The only work that the server reports is the reading of many files. */
  readonly #reading = new Set<ProgressToken>();
  #state: ServerState = "idle";
  #client: BaseLanguageClient | undefined;
  #starting: Promise<BaseLanguageClient> | undefined;

  constructor(context: vscode.ExtensionContext, makeClient: MakeClient, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#makeClient = makeClient;
    this.#log = log;
    this.#trace = traceChannel(log);
  }

  readonly onDidChangeState = this.#stateChanged.event;

  readonly onDidChangePaths = this.#pathsHaveChanged.event;

  readonly state = () => this.#state;

  /** The client of the last start; undefined after a stop. */
  readonly client = () => this.#client;

  /** The client, if it can be asked at once. */
  readonly running = () => (this.#client?.isRunning() === true ? this.#client : undefined);

  readonly isReading = () => this.#reading.size > 0;

  /** Starts the server unless it runs already; fails when it cannot be started. */
  readonly start = (): Promise<BaseLanguageClient> => {
    this.#starting ??= this.#launch();
    return this.#starting;
  };

  readonly stop = async (): Promise<void> => {
    const last = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    this.#setState("idle");
    // A server that never came up, or died, cannot be asked to stop.
    await last
      ?.dispose()
      .catch((error: unknown) => this.#log.debug(`The language server did not stop in order: ${String(error)}`));
  };

  readonly restart = async (): Promise<void> => {
    await this.stop();
    await this.start();
  };

  dispose(): void {
    this.#stateChanged.dispose();
    this.#pathsHaveChanged.dispose();
    this.#trace.dispose();
  }

  async #launch(): Promise<BaseLanguageClient> {
    this.#setState("starting");
    const client = this.#prepared();
    try {
      await client.start();
      return client;
    } catch (error) {
      this.#log.error(`The language server did not start: ${error instanceof Error ? error.message : String(error)}`);
      if (this.#client === client) {
        this.#starting = undefined;
        this.#setState("failed");
      }
      throw error;
    }
  }

  /** A new client, which counts from now on, with everything that is listened to. */
  #prepared(): BaseLanguageClient {
    const options = clientOptions(this.#context, this.#log, this.#trace);
    const client = this.#makeClient({
      ...options,
      middleware: { ...options.middleware, handleWorkDoneProgress: this.#watchReading },
    });
    this.#reading.clear();
    this.#client = client;
    client.registerFeature(filesFeature);
    client.onDidChangeState(({ newState }) => {
      if (this.#client !== client) return;
      if (newState === State.Running) this.#setState("running");
      if (newState === State.Starting) this.#setState("starting");
      if (newState === State.Stopped || newState === State.StartFailed) this.#setState("failed");
    });
    client.onNotification(pathsChanged, () => this.#pathsHaveChanged.fire());
    client.onRequest(listManifestsMethod, listManifests);
    client.onRequest(readFileMethod, ({ uri }: ReadFileParams) => readManifest(uri));
    client.onRequest(readBytesMethod, ({ uri }: ReadFileParams) => readBytes(uri));
    client.onRequest(listChartFilesMethod, ({ folder }: ListChartFilesParams) => listChartFiles(folder));
    return client;
  }

  readonly #watchReading: NonNullable<Middleware["handleWorkDoneProgress"]> = (token, report, show) => {
    if (report.kind === "begin") this.#reading.add(token);
    if (report.kind === "end") this.#reading.delete(token);
    show(token, report);
  };

  #setState(next: ServerState): void {
    if (next === this.#state) return;
    this.#state = next;
    this.#stateChanged.fire(next);
  }
}
