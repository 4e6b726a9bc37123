// The Services and their access paths as the server gave them last, kept once for all who show them: the tree, the status
// bar, file badges, the diagram. A change costs one request, whoever listens.
import type { PathsParams, PathsResult, ServicePaths } from "../../server/src/protocol.ts";

/** From this time on an answer about all Services is not asked for at every keystroke. In milliseconds. */
const slow = 50;

/** The longest that the Services of other files may be out of date while somebody types. In milliseconds. */
const longestWait = 3000;

/** How long nothing has changed before what is needed `later` is asked for, and how much longer where that is slow. In milliseconds, and a factor. */
const calm = 1500;
const patience = 10;

/**
 * How soon somebody has to know of a change: `all` Services at once (or as soon as the server has time for them), those
 * of the `file` at hand at once, or all of them `later`, when nothing has changed for a while.
 */
export type Need = "all" | "file" | "later";

interface Disposable {
  dispose(): void;
}

export interface Services extends Disposable {
  /** All Services as they were known last; undefined until the server has answered once. */
  readonly all: () => readonly ServicePaths[] | undefined;
  /** Those of one file, in its order, as they were known last. */
  readonly inFile: (uri: string) => readonly ServicePaths[];
  /** Asks for all Services now. */
  readonly refresh: () => Promise<void>;
  /** Asks only if something has changed since the last answer about all Services. */
  readonly refreshIfStale: () => Promise<void>;
  /** Asks for the Services of the file at hand now. */
  readonly refreshFile: () => Promise<void>;
  /** All Services, asked for now. */
  readonly fresh: () => Promise<readonly ServicePaths[]>;
  /** Somebody listens: at every change they are asked what they need to know of it, undefined for nothing. */
  readonly keep: (need: () => Need | undefined) => Disposable;
  /** There is another answer, or none any more. */
  readonly onDidChange: (listener: () => void) => Disposable;
  /** The server says that the paths may have changed. */
  readonly changed: () => void;
  /** Another file is at hand. */
  readonly handChanged: () => void;
  /** Nothing is known any more. */
  readonly forget: () => void;
}

/** What the store stands on. */
export interface ServiceSource {
  /** Asks the server; undefined while it does not run. */
  readonly ask: (params: PathsParams) => Promise<PathsResult | undefined>;
  /** The file that the user works on; undefined when it is no manifest. */
  readonly atHand: () => string | undefined;
  /** One way to write a URI: programs differ in what they escape. */
  readonly normal?: (uri: string) => string;
  /** A clock, in milliseconds. */
  readonly now?: () => number;
}

/** An answer about one file, and the change that it knows of. */
interface FileAnswer {
  readonly uri: string;
  readonly services: readonly ServicePaths[];
  readonly change: number;
}

export function makeServices({
  ask,
  atHand,
  normal = (uri) => uri,
  now = () => performance.now(),
}: ServiceSource): Services {
  const needs = new Set<() => Need | undefined>();
  const listeners = new Set<() => void>();
  let all: readonly ServicePaths[] | undefined;
  let byFile: ReadonlyMap<string, readonly ServicePaths[]> | undefined;
  let file: FileAnswer | undefined;
  /** Changes are counted, so that an answer can be told from one that knows more. */
  let change = 0;
  let allKnows = -1;
  let lastTook = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function put(next: readonly ServicePaths[] | undefined): void {
    all = next;
    byFile = undefined;
    for (const listener of [...listeners]) listener();
  }

  /** The change that the answer about all Services will know of, for as long as that is under way. */
  let asking: number | undefined;

  const refresh = coalesced(async () => {
    clearTimeout(timer);
    const asked = change;
    const start = now();
    asking = asked;
    const answer = await ask({}).finally(() => {
      asking = undefined;
    });
    lastTook = now() - start;
    if (answer === undefined) return;
    allKnows = asked;
    // The file at hand may have been asked for meanwhile, after another keystroke.
    if (file !== undefined && file.change > asked) put(withFile(answer, file.uri, file.services));
    else {
      file = undefined;
      put(answer);
    }
  });

  const refreshFile = coalesced(async () => {
    const uri = atHand();
    if (uri === undefined) return;
    const asked = change;
    const services = await ask({ uri });
    if (services === undefined || allKnows > asked) return;
    file = { uri, services, change: asked };
    put(all === undefined ? undefined : withFile(all, uri, services));
  });

  /** For when nobody waits for the outcome; a server that does not answer has said so in the log. */
  const soon = (run: () => Promise<void>) => void run().catch(() => undefined);

  function refreshIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => soon(refresh.again), ms);
  }

  function needed(need: Need): boolean {
    for (const ofOne of needs) if (ofOne() === need) return true;
    return false;
  }

  function changed(): void {
    change += 1;
    const hasFile = atHand() !== undefined;
    if (needed("all")) {
      if (all === undefined || !hasFile || lastTook < slow) {
        soon(refresh.again);
        return;
      }
      // The server is left free for three quarters of the time: it has diagnostics to answer.
      refreshIn(Math.min(lastTook * 3, longestWait));
    } else if (needed("later")) refreshIn(calm + patience * lastTook);
    if (hasFile && (needed("all") || needed("file"))) soon(refreshFile.again);
  }

  function filesOf(services: readonly ServicePaths[]): ReadonlyMap<string, readonly ServicePaths[]> {
    const found = new Map<string, ServicePaths[]>();
    const normals = new Map<string, string>();
    for (const service of services) {
      if (service.uri === undefined) continue;
      const uri = normals.get(service.uri) ?? normal(service.uri);
      normals.set(service.uri, uri);
      const members = found.get(uri);
      if (members === undefined) found.set(uri, [service]);
      else members.push(service);
    }
    return found;
  }

  return {
    all: () => all,
    inFile: (uri) => {
      if (file?.uri === uri) return file.services;
      byFile ??= filesOf(all ?? []);
      return byFile.get(normal(uri)) ?? [];
    },
    refresh: refresh.again,
    refreshIfStale: async () => {
      if (asking === change) await refresh.underWay();
      else if (allKnows < change) await refresh.again();
    },
    refreshFile: refreshFile.again,
    fresh: async () => {
      await refresh.again();
      return all ?? [];
    },
    keep: (need) => {
      needs.add(need);
      return { dispose: () => needs.delete(need) };
    },
    onDidChange: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    changed,
    handChanged: () => {
      const uri = atHand();
      const isKnown = allKnows === change || (file?.uri === uri && file?.change === change);
      if (uri !== undefined && !isKnown && (needed("file") || needed("all"))) soon(refreshFile.again);
    },
    forget: () => {
      file = undefined;
      allKnows = -1;
      put(undefined);
    },
    dispose: () => {
      clearTimeout(timer);
      needs.clear();
      listeners.clear();
    },
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

interface Coalesced {
  /** Runs, after the run that is under way; whoever asks meanwhile shares that one. */
  readonly again: () => Promise<void>;
  readonly underWay: () => Promise<void> | undefined;
}

/** Runs one at a time. */
function coalesced(run: () => Promise<void>): Coalesced {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const begin = () => {
    running = run().finally(() => {
      running = undefined;
    });
    return running;
  };
  const again = () => {
    if (running === undefined) return begin();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return begin();
      });
    return next;
  };
  return { again, underWay: () => running };
}
