// The language server's life: started when first needed, restarted on demand, and the questions that are put to it.
import * as vscode from "vscode";
import {
  type BaseLanguageClient,
  type Middleware,
  type ProgressToken,
  State,
  type StaticFeature,
} from "vscode-languageclient";
import {
  type ChangeTypeParams,
  type ChangeTypeResult,
  changeTypeRequest,
  type EnvironmentsParams,
  type EnvironmentsResult,
  environmentsRequest,
  type ListChartFilesParams,
  listChartFiles as listChartFilesMethod,
  listManifests as listManifestsMethod,
  type MendParams,
  type MendResult,
  mendRequest,
  type NewServiceParams,
  type NewServiceResult,
  newServiceRequest,
  type PathsParams,
  type PathsReportParams,
  type PathsReportResult,
  type PathsResult,
  pathsChanged,
  pathsReportRequest,
  pathsRequest,
  type ReadFileParams,
  readBytes as readBytesMethod,
  readFile as readFileMethod,
  type TypeChoicesParams,
  type TypeChoicesResult,
  typeChoicesRequest,
} from "../../server/src/protocol.ts";
import { clientOptions } from "./client-options.ts";
import type { MakeClient } from "./door.ts";
import { listChartFiles, listManifests, readBytes, readManifest } from "./files.ts";
import { traceChannel } from "./trace.ts";

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

export interface LanguageServer extends vscode.Disposable {
  /** Starts the server unless it runs already; fails when it cannot be started. */
  readonly start: () => Promise<BaseLanguageClient>;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly client: () => BaseLanguageClient | undefined;
  readonly state: () => ServerState;
  /** Whether the server is still reading the workspace's files. */
  readonly isReading: () => boolean;
  readonly onDidChangeState: vscode.Event<ServerState>;
  /** The access paths may have changed. */
  readonly onDidChangePaths: vscode.Event<void>;
  /** The access paths now; undefined while the server does not run. */
  readonly paths: (params: PathsParams) => Promise<PathsResult | undefined>;
  /** What is applied together, and which of it is looked at; undefined while the server does not run. */
  readonly environments: (params: EnvironmentsParams) => Promise<EnvironmentsResult | undefined>;
  /** Mends a text; starts the server if need be. */
  readonly mend: (params: MendParams) => Promise<MendResult>;
  /** The Services that could be written for a workload; starts the server if need be. */
  readonly newServices: (params: NewServiceParams) => Promise<NewServiceResult>;
  /** What a Service can be changed to, and what a change does; starts the server if need be. */
  readonly typeChoices: (params: TypeChoicesParams) => Promise<TypeChoicesResult>;
  readonly changeType: (params: ChangeTypeParams) => Promise<ChangeTypeResult>;
  /** A report on access paths; undefined while the server does not run. */
  readonly report: (params: PathsReportParams) => Promise<PathsReportResult | undefined>;
  /** Tells a running server something; a server that does not run is told nothing. */
  readonly notify: (method: string, params: unknown) => Promise<void>;
}

export function makeLanguageServer(
  context: vscode.ExtensionContext,
  makeClient: MakeClient,
  log: vscode.LogOutputChannel,
): LanguageServer {
  const stateChanged = new vscode.EventEmitter<ServerState>();
  const pathsHaveChanged = new vscode.EventEmitter<void>();
  const trace = traceChannel(log);
  let state: ServerState = "idle";
  let client: BaseLanguageClient | undefined;
  let starting: Promise<BaseLanguageClient> | undefined;

  /** The only work that the server reports is the reading of many files. */
  const reading = new Set<ProgressToken>();
  const watchReading: NonNullable<Middleware["handleWorkDoneProgress"]> = (token, report, show) => {
    if (report.kind === "begin") reading.add(token);
    if (report.kind === "end") reading.delete(token);
    show(token, report);
  };

  function setState(next: ServerState): void {
    if (next === state) return;
    state = next;
    stateChanged.fire(next);
  }

  async function launch(): Promise<BaseLanguageClient> {
    setState("starting");
    const options = clientOptions(context, log, trace);
    const next = makeClient({
      ...options,
      middleware: { ...options.middleware, handleWorkDoneProgress: watchReading },
    });
    reading.clear();
    client = next;
    next.registerFeature(filesFeature);
    next.onDidChangeState(({ newState }) => {
      if (client !== next) return;
      if (newState === State.Running) setState("running");
      if (newState === State.Starting) setState("starting");
      if (newState === State.Stopped || newState === State.StartFailed) setState("failed");
    });
    next.onNotification(pathsChanged, () => pathsHaveChanged.fire());
    next.onRequest(listManifestsMethod, listManifests);
    next.onRequest(listChartFilesMethod, ({ folder }: ListChartFilesParams) => listChartFiles(folder));
    next.onRequest(readBytesMethod, ({ uri }: ReadFileParams) => readBytes(uri));
    next.onRequest(readFileMethod, ({ uri }: ReadFileParams) => readManifest(uri));
    try {
      await next.start();
      return next;
    } catch (error) {
      log.error(`The language server did not start: ${error instanceof Error ? error.message : String(error)}`);
      if (client === next) {
        starting = undefined;
        setState("failed");
      }
      throw error;
    }
  }

  function start(): Promise<BaseLanguageClient> {
    starting ??= launch();
    return starting;
  }

  async function stop(): Promise<void> {
    const last = client;
    client = undefined;
    starting = undefined;
    setState("idle");
    // A server that never came up, or died, cannot be asked to stop.
    await last
      ?.dispose()
      .catch((error: unknown) => log.debug(`The language server did not stop in order: ${String(error)}`));
  }

  return {
    start,
    stop,
    restart: async () => {
      await stop();
      await start();
    },
    client: () => client,
    state: () => state,
    isReading: () => reading.size > 0,
    onDidChangeState: stateChanged.event,
    onDidChangePaths: pathsHaveChanged.event,
    paths: async (params) => (client?.isRunning() ? client.sendRequest<PathsResult>(pathsRequest, params) : undefined),
    environments: async (params) =>
      client?.isRunning() ? client.sendRequest<EnvironmentsResult>(environmentsRequest, params) : undefined,
    mend: async (params) => (await start()).sendRequest<MendResult>(mendRequest, params),
    newServices: async (params) => (await start()).sendRequest<NewServiceResult>(newServiceRequest, params),
    typeChoices: async ({ uri, position }) =>
      (await start()).sendRequest<TypeChoicesResult>(typeChoicesRequest, { uri, position }),
    changeType: async (params) => (await start()).sendRequest<ChangeTypeResult>(changeTypeRequest, params),
    report: async (params) =>
      client?.isRunning() ? client.sendRequest<PathsReportResult>(pathsReportRequest, params) : undefined,
    notify: async (method, params) => {
      if (client?.isRunning()) await client.sendNotification(method, params);
    },
    dispose: () => {
      stateChanged.dispose();
      pathsHaveChanged.dispose();
      trace.dispose();
    },
  };
}
