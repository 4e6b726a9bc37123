// The Services that the tree shows, kept in step with the server: at once where that is cheap, else the file at hand first.
import type { PathsParams, PathsResult, ServicePaths } from "../../../server/src/protocol.ts";

/** From this time on an answer about all Services is not asked for at every keystroke. In milliseconds. */
const slow = 50;

/** The longest that the Services of other files may be out of date while somebody types. In milliseconds. */
const longestWait = 3000;

export interface ServiceList {
  /** undefined until the server has answered once. */
  readonly current: () => readonly ServicePaths[] | undefined;
  readonly forget: () => void;
  /** Asks for all Services now. */
  readonly refresh: () => Promise<void>;
  /** After an edit in this file: what it says itself at once, what follows for other files as soon as the server has time. */
  readonly follow: (uri: string | undefined) => Promise<void>;
  readonly dispose: () => void;
}

/**
 * @param changed called when there are new answers
 * @param now a clock, in milliseconds
 */
export function makeServiceList(
  ask: (params: PathsParams) => Promise<PathsResult | undefined>,
  changed: () => void,
  now: () => number = () => performance.now(),
): ServiceList {
  let services: readonly ServicePaths[] | undefined;
  let lastTook = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const refresh = coalesced(async () => {
    clearTimeout(timer);
    const start = now();
    const answer = await ask({});
    lastTook = now() - start;
    if (answer === undefined) return;
    services = answer;
    changed();
  });

  return {
    current: () => services,
    forget: () => {
      services = undefined;
    },
    refresh,
    follow: async (uri) => {
      if (services === undefined || uri === undefined || lastTook < slow) return refresh();
      clearTimeout(timer);
      // The server is left free for three quarters of the time: it has diagnostics to answer.
      timer = setTimeout(() => void refresh().catch(() => undefined), Math.min(lastTook * 3, longestWait));
      const answer = await ask({ uri });
      if (answer === undefined) return;
      services = withFile(services, uri, answer);
      changed();
    },
    dispose: () => clearTimeout(timer),
  };
}

/** The list with one file's Services exchanged, in their place. */
export function withFile(
  services: readonly ServicePaths[],
  uri: string,
  fresh: readonly ServicePaths[],
): readonly ServicePaths[] {
  const at = services.findIndex((service) => service.uri === uri);
  if (at === -1) return [...services, ...fresh];
  const others = (part: readonly ServicePaths[]) => part.filter((service) => service.uri !== uri);
  return [...others(services.slice(0, at)), ...fresh, ...others(services.slice(at))];
}

/** Runs one at a time; whoever asks meanwhile gets one more run after it. */
function coalesced(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const begin = () => {
    running = run().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return begin();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return begin();
      });
    return next;
  };
}
