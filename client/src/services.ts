// The Services and their access paths as the server gave them last, kept once for all who show them: the tree, the status
// bar, file badges, the diagram. A change costs one request, whoever listens.
import type { PathsParams, PathsResult, ServicePaths } from "../../server/src/protocol.ts";
import { coalesced } from "./coalesced.ts";

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

export function makeServices(source: ServiceSource): Services {
  return new ServiceStore(source);
}

class ServiceStore implements Services {
  readonly #ask: ServiceSource["ask"];
  readonly #atHand: ServiceSource["atHand"];
  readonly #normal: (uri: string) => string;
  readonly #now: () => number;
  readonly #needs = new Set<() => Need | undefined>();
  readonly #listeners = new Set<() => void>();
  #all: readonly ServicePaths[] | undefined;
  #byFile: ReadonlyMap<string, readonly ServicePaths[]> | undefined;
  #file: FileAnswer | undefined;
  /** Changes are counted, so that an answer can be told from one that knows more. */
  #change = 0;
  /** The change that the answer about all Services knows of. */
  #allKnows = -1;
  /** The change that the answer about all Services will know of, for as long as that is under way. */
  #asking: number | undefined;
  #lastTook = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ ask, atHand, normal = (uri) => uri, now = () => performance.now() }: ServiceSource) {
    this.#ask = ask;
    this.#atHand = atHand;
    this.#normal = normal;
    this.#now = now;
  }

  readonly #refreshAll = coalesced(async () => {
    clearTimeout(this.#timer);
    const asked = this.#change;
    const start = this.#now();
    this.#asking = asked;
    const answer = await this.#ask({}).finally(() => {
      this.#asking = undefined;
    });
    this.#lastTook = this.#now() - start;
    if (answer === undefined) return;
    this.#allKnows = asked;
    // The file at hand may have been asked for meanwhile, after another keystroke.
    const file = this.#file;
    if (file !== undefined && file.change > asked) this.#put(withFile(answer, file.uri, file.services));
    else {
      this.#file = undefined;
      this.#put(answer);
    }
  });

  readonly #refreshFile = coalesced(async () => {
    const uri = this.#atHand();
    if (uri === undefined) return;
    const asked = this.#change;
    const services = await this.#ask({ uri });
    if (services === undefined || this.#allKnows > asked) return;
    this.#file = { uri, services, change: asked };
    this.#put(this.#all === undefined ? undefined : withFile(this.#all, uri, services));
  });

  readonly refresh = this.#refreshAll.again;

  readonly refreshFile = this.#refreshFile.again;

  readonly all = () => this.#all;

  readonly inFile = (uri: string) => {
    if (this.#file?.uri === uri) return this.#file.services;
    this.#byFile ??= filesOf(this.#all ?? [], this.#normal);
    return this.#byFile.get(this.#normal(uri)) ?? [];
  };

  readonly refreshIfStale = async () => {
    if (this.#asking === this.#change) await this.#refreshAll.underWay();
    else if (this.#allKnows < this.#change) await this.refresh();
  };

  readonly fresh = async () => {
    await this.refresh();
    return this.#all ?? [];
  };

  readonly keep = (need: () => Need | undefined) => {
    this.#needs.add(need);
    return { dispose: () => this.#needs.delete(need) };
  };

  readonly onDidChange = (listener: () => void) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  readonly changed = () => {
    this.#change += 1;
    const hasFile = this.#atHand() !== undefined;
    if (this.#isNeeded("all")) {
      if (this.#all === undefined || !hasFile || this.#lastTook < slow) {
        soon(this.refresh);
        return;
      }
      // The server is left free for three quarters of the time: it has diagnostics to answer.
      this.#refreshIn(Math.min(this.#lastTook * 3, longestWait));
    } else if (this.#isNeeded("later")) this.#refreshIn(calm + patience * this.#lastTook);
    if (hasFile && (this.#isNeeded("all") || this.#isNeeded("file"))) soon(this.refreshFile);
  };

  readonly handChanged = () => {
    const uri = this.#atHand();
    const isKnown = this.#allKnows === this.#change || (this.#file?.uri === uri && this.#file?.change === this.#change);
    if (uri !== undefined && !isKnown && (this.#isNeeded("file") || this.#isNeeded("all"))) soon(this.refreshFile);
  };

  readonly forget = () => {
    this.#file = undefined;
    this.#allKnows = -1;
    this.#put(undefined);
  };

  dispose(): void {
    clearTimeout(this.#timer);
    this.#needs.clear();
    this.#listeners.clear();
  }

  #put(next: readonly ServicePaths[] | undefined): void {
    this.#all = next;
    this.#byFile = undefined;
    for (const listener of [...this.#listeners]) listener();
  }

  #refreshIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => soon(this.refresh), ms);
  }

  #isNeeded(need: Need): boolean {
    for (const ofOne of this.#needs) if (ofOne() === need) return true;
    return false;
  }
}

/** For when nobody waits for the outcome; a server that does not answer has said so in the log. */
function soon(run: () => Promise<void>): void {
  void run().catch(() => undefined);
}

/** The Services by their file, as `normal` writes it. */
function filesOf(
  services: readonly ServicePaths[],
  normal: (uri: string) => string,
): ReadonlyMap<string, readonly ServicePaths[]> {
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
