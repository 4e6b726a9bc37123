// A server that has just come up finds nothing as long as it is still reading; only later that is an answer.
import * as vscode from "vscode";

/** How long a new server may find no Service before the view says that there is none. In milliseconds. */
const settlingTime = 2500;

export interface Settling extends vscode.Disposable {
  /** A server comes up: shows progress in the view until `drawn` fires or the time is over. */
  readonly begin: () => void;
  readonly isOver: () => boolean;
}

/** `over` is called when the time is over. */
export function makeSettling(viewId: string, drawn: vscode.Event<unknown>, over: () => void): Settling {
  let isOver = false;
  let settling: ReturnType<typeof setTimeout> | undefined;
  return {
    begin: () => {
      clearTimeout(settling);
      isOver = false;
      settling = setTimeout(() => {
        isOver = true;
        over();
      }, settlingTime);
      void vscode.window.withProgress({ location: { viewId } }, () => firstOf(drawn, settlingTime));
    },
    isOver: () => isOver,
    dispose: () => clearTimeout(settling),
  };
}

/** Until the event fires, or for so many milliseconds. */
function firstOf(event: vscode.Event<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const listener = event(done);
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    }
  });
}
