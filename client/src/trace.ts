// The channel for the messages between client and server, switched by `servicePaths.trace.server` alone.
import * as vscode from "vscode";
import { clientId } from "./door.ts";

export interface TraceChannel extends vscode.Disposable {
  readonly channel: vscode.LogOutputChannel;
}

/**
 * The language client traces only into a channel whose level is Trace. Nobody should have to set two things, so this
 * one says that it is at that level as soon as the setting asks for messages, and writes them where the log goes.
 */
export function traceChannel(log: vscode.LogOutputChannel): TraceChannel {
  const levelChanged = new vscode.EventEmitter<vscode.LogLevel>();
  const level = () => (isTraced() ? vscode.LogLevel.Trace : vscode.LogLevel.Info);
  const listener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${clientId}.trace.server`)) levelChanged.fire(level());
  });
  const channel: vscode.LogOutputChannel = {
    name: log.name,
    get logLevel() {
      return level();
    },
    onDidChangeLogLevel: levelChanged.event,
    trace: (message, ...args) => log.info(message, ...args),
    debug: (message, ...args) => log.debug(message, ...args),
    info: (message, ...args) => log.info(message, ...args),
    warn: (message, ...args) => log.warn(message, ...args),
    error: (error, ...args) => log.error(error, ...args),
    append: (value) => log.append(value),
    appendLine: (value) => log.appendLine(value),
    replace: (value) => log.replace(value),
    clear: () => log.clear(),
    show: () => log.show(true),
    hide: () => log.hide(),
    dispose: () => undefined,
  };
  return {
    channel,
    dispose: () => {
      listener.dispose();
      levelChanged.dispose();
    },
  };
}

function isTraced(): boolean {
  return vscode.workspace.getConfiguration(clientId).get<string>("trace.server", "off") !== "off";
}
