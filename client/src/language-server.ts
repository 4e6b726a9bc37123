// The language server as the extension sees it: its life, and the questions that are put to it.
import type * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  type ChangeTypeParams,
  type ChangeTypeResult,
  type CompareParams,
  type CompareResult,
  changeTypeRequest,
  compareRequest,
  type EnvironmentsParams,
  type EnvironmentsResult,
  environmentsRequest,
  type HelmValuesParams,
  type HelmValuesResult,
  helmValuesRequest,
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
  pathsReportRequest,
  pathsRequest,
  type RenderedParams,
  type RenderedResult,
  renderedRequest,
  type TypeChoicesParams,
  type TypeChoicesResult,
  typeChoicesRequest,
  type WithClusterParams,
  type WithClusterResult,
  withClusterRequest,
} from "../../server/src/protocol.ts";
import type { MakeClient } from "./door.ts";
import { ServerLife, type ServerState } from "./server-life.ts";

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
  /** Two environments beside one another; undefined while the server does not run. */
  readonly compare: (params: CompareParams) => Promise<CompareResult | undefined>;
  /** Mends a text; starts the server if need be. */
  readonly mend: (params: MendParams) => Promise<MendResult>;
  /** The Services that could be written for a workload; starts the server if need be. */
  readonly newServices: (params: NewServiceParams) => Promise<NewServiceResult>;
  /** What a Service can be changed to, and what a change does; starts the server if need be. */
  readonly typeChoices: (params: TypeChoicesParams) => Promise<TypeChoicesResult>;
  /** A Service beside the connected cluster; starts the server if need be. */
  readonly withCluster: (params: WithClusterParams) => Promise<WithClusterResult>;
  readonly changeType: (params: ChangeTypeParams) => Promise<ChangeTypeResult>;
  /** What charts can be rendered with, and are; undefined while the server does not run. */
  readonly helmValues: (params: HelmValuesParams) => Promise<HelmValuesResult | undefined>;
  /** What a chart's file is rendered to; undefined while the server does not run, null where it belongs to no chart. */
  readonly rendered: (params: RenderedParams) => Promise<RenderedResult | null | undefined>;
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
  const life = new ServerLife(context, makeClient, log);
  const { start, stop, restart, client, running, state, isReading, onDidChangeState, onDidChangePaths } = life;
  return {
    start,
    stop,
    restart,
    client,
    state,
    isReading,
    onDidChangeState,
    onDidChangePaths,
    paths: async (params) => running()?.sendRequest<PathsResult>(pathsRequest, params),
    environments: async (params) => running()?.sendRequest<EnvironmentsResult>(environmentsRequest, params),
    compare: async (params) => running()?.sendRequest<CompareResult>(compareRequest, params),
    mend: async (params) => (await start()).sendRequest<MendResult>(mendRequest, params),
    newServices: async (params) => (await start()).sendRequest<NewServiceResult>(newServiceRequest, params),
    withCluster: async (params) => (await start()).sendRequest<WithClusterResult>(withClusterRequest, params),
    typeChoices: async ({ uri, position }) =>
      (await start()).sendRequest<TypeChoicesResult>(typeChoicesRequest, { uri, position }),
    changeType: async (params) => (await start()).sendRequest<ChangeTypeResult>(changeTypeRequest, params),
    helmValues: async (params) => running()?.sendRequest<HelmValuesResult>(helmValuesRequest, params),
    rendered: async (params) => running()?.sendRequest<RenderedResult | null>(renderedRequest, params),
    report: async (params) => running()?.sendRequest<PathsReportResult>(pathsReportRequest, params),
    notify: async (method, params) => running()?.sendNotification(method, params),
    dispose: () => life.dispose(),
  };
}
