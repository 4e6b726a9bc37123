// The files of the workspace folders: which there are, and what stands in those that no editor has open.

import { fileText } from "../helm/chart/files.ts";
import { folderOf, nameOf, placeOf } from "../index/places.ts";
import { makesScope } from "../index/plan.ts";
import type { ChartRendering } from "./chart-rendering.ts";
import type { FileSource } from "./host.ts";
import { LoadingProgress, manyFiles } from "./progress.ts";
import type { Session } from "./session.ts";

/** Enough to keep a client busy that reads files for us, few enough to leave it room for other things. */
const readsAtOnce = 16;

/** What a client has not listed or read after so many milliseconds counts as not there, until it does. */
const patience = 10_000;

export class Loading {
  readonly #session: Session;
  readonly #changed: () => void;
  #source: FileSource | undefined;
  readonly #onDisk = new Set<string>();
  /** What belongs to a chart and is no manifest. */
  readonly #ofCharts = new Set<string>();
  /** Counts the calls of `load`: a later one ends an earlier one. */
  #call = 0;
  #nearly: Promise<void> = Promise.resolve();

  readonly #rendering: ChartRendering;

  /** `changed` is called when everything that was to be read is read. */
  constructor(session: Session, rendering: ChartRendering, changed: () => void) {
    this.#session = session;
    this.#rendering = rendering;
    this.#changed = changed;
  }

  /** Ends when so much is read that an answer need not wait any longer. It never rests on the client. */
  get nearly(): Promise<void> {
    return this.#nearly;
  }

  begin(source: FileSource | undefined): void {
    this.#source = source;
    if (source !== undefined) this.#session.workspace.isComplete = false;
    void this.load();
  }

  /** Whether the file is one of the workspace folders'. */
  holds(uri: string): boolean {
    return this.#onDisk.has(uri) || this.#ofCharts.has(uri);
  }

  /** Reads every manifest of the workspace folders that is not known yet; what is open in an editor is known better. */
  async load(): Promise<void> {
    const source = this.#source;
    if (source === undefined) return;
    const { log } = this.#session;
    const mine = ++this.#call;
    let isEnough = () => {};
    // A client takes its time to list its files, and the user sees the open one.
    if (!this.#isClients()) this.#nearly = new Promise((resolve) => (isEnough = resolve));
    try {
      await this.#loadOf(source, mine, isEnough);
    } catch (error) {
      log.failure("the workspace's files cannot be read", error);
    } finally {
      isEnough();
    }
  }

  /** Reads a file of the workspace folders anew. */
  async read(uri: string): Promise<void> {
    if (this.#ofCharts.has(uri)) return this.#readOfChart(uri);
    this.#onDisk.add(uri);
    if (this.#session.isOpen(uri) || this.#source === undefined) return;
    const reading = this.#source.read(uri).then(
      (text) => this.#take(uri, text),
      () => this.#take(uri, undefined),
    );
    if (this.#isClients()) await this.#orGivenUp(reading);
    else await reading;
  }

  /** Reads files of values that somebody chose since the workspace was read. */
  async readWanted(): Promise<void> {
    const { charts } = this.#session;
    for (const uri of this.#onDisk) if (charts.wants(uri)) await this.read(uri);
  }

  forget(uri: string): void {
    this.#onDisk.delete(uri);
    this.#ofCharts.delete(uri);
    if (this.#session.isOpen(uri)) return;
    this.#session.workspace.removeFile(uri);
    this.#session.charts.remove(uri);
  }

  async #loadOf(source: FileSource, mine: number, isEnough: () => void): Promise<void> {
    const listed = await this.#list(source, mine);
    if (mine !== this.#call) return;
    const known = new Set(listed);
    for (const uri of this.#onDisk) if (!known.has(uri)) this.forget(uri);
    this.#session.charts.setFolders(listed.filter(isChart).map((uri) => folderOf(placeOf(uri))));
    if (listed.length >= manyFiles) isEnough();
    const { workspace, log } = this.#session;
    // Perhaps it was waited for too long, and all was said to be there.
    if (this.#onDisk.size === 0 && listed.length > 0) workspace.isComplete = false;
    await this.#readAll(listed, mine);
    if (mine !== this.#call) return;
    await this.#readCharts(source, listed, mine);
    if (mine !== this.#call) return;
    workspace.isComplete = listed.every((uri) => this.#onDisk.has(uri));
    await this.#rendering.all(() => {
      isEnough();
      this.#changed();
    });
    if (mine !== this.#call) return;
    if (!workspace.isComplete) {
      log.line("The workspace was not read to its end: findings that rest on other files are left out.");
    }
    this.#changed();
  }

  /** What charts are made of beside what `list` gives: helpers, archives, files that templates read. */
  async #readCharts(source: FileSource, listed: readonly string[], mine: number): Promise<void> {
    const { charts, log } = this.#session;
    const known = new Set<string>();
    for (const file of listed.filter(isChart)) {
      const folder = folderOf(file);
      if (!charts.library.folders.includes(placeOf(folder)) || source.below === undefined) continue;
      try {
        for (const uri of await this.#inTime(source.below(folder), [])) if (!this.#onDisk.has(uri)) known.add(uri);
      } catch (error) {
        log.failure(`the files of ${folder} cannot be listed`, error);
      }
      if (mine !== this.#call) return;
    }
    for (const uri of this.#ofCharts) if (!known.has(uri)) this.forget(uri);
    const waiting = [...known].filter((uri) => !this.#ofCharts.has(uri)).values();
    const read = async () => {
      for (const uri of waiting) {
        if (mine !== this.#call) return;
        this.#ofCharts.add(uri);
        await this.#readOfChart(uri);
      }
    };
    await Promise.all(Array.from({ length: readsAtOnce }, read));
  }

  async #readOfChart(uri: string): Promise<void> {
    const source = this.#source;
    if (source === undefined || this.#session.isOpen(uri)) return;
    const { charts } = this.#session;
    const reading = textOfFile(source, uri).then(
      (text) => {
        if (this.#session.isOpen(uri)) return;
        if (text === undefined) charts.remove(uri);
        else charts.set(uri, text);
      },
      () => void charts.remove(uri),
    );
    if (this.#isClients()) await this.#orGivenUp(reading);
    else await reading;
  }

  async #list(source: FileSource, mine: number): Promise<readonly string[]> {
    const { log, host, folders, workspace } = this.#session;
    const stop = this.#isClients()
      ? host.after(patience, () => {
          if (mine !== this.#call) return;
          log.line("The client has not listed its files: they count as not there until it does.");
          workspace.isComplete = true;
          this.#changed();
        })
      : () => {};
    try {
      return await source.list(folders);
    } catch (error) {
      log.failure("the workspace's files cannot be listed", error);
      return [];
    } finally {
      stop();
    }
  }

  async #readAll(listed: readonly string[], mine: number): Promise<void> {
    const progress = new LoadingProgress(this.#session, listed.length);
    const waiting = listed.filter((uri) => !this.#onDisk.has(uri)).values();
    let done = 0;
    const read = async () => {
      for (const uri of waiting) {
        if (mine !== this.#call || progress.isCancelled) return;
        await this.read(uri);
        progress.report(++done);
      }
    };
    await Promise.all(Array.from({ length: readsAtOnce }, read));
    progress.done();
  }

  /** Ends with the promise, or when it has taken so long that others should have their turn. */
  #orGivenUp(reading: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      let isGivenUp = false;
      const stop = this.#session.host.after(patience, () => {
        isGivenUp = true;
        resolve();
      });
      void reading.then(() => {
        stop();
        resolve();
        if (isGivenUp) this.#changed();
      });
    });
  }

  /** The promise's answer; where a client takes too long, another one. */
  #inTime<T>(promise: Promise<T>, otherwise: T): Promise<T> {
    if (!this.#isClients()) return promise;
    return new Promise((resolve, reject) => {
      const stop = this.#session.host.after(patience, () => resolve(otherwise));
      promise.then(resolve, reject).finally(stop);
    });
  }

  #take(uri: string, text: string | undefined): void {
    const { workspace, charts, log } = this.#session;
    if (this.#session.isOpen(uri) || !this.#onDisk.has(uri)) return;
    try {
      if (text === undefined) charts.remove(uri);
      else charts.set(uri, text);
      if (text !== undefined && mayMatter(uri, text)) workspace.setFile(uri, text, this.#session.orderOf(uri));
      else workspace.removeFile(uri);
    } catch (error) {
      log.failure(uri, error);
    }
  }

  #isClients(): boolean {
    return this.#source !== this.#session.host.files;
  }
}

function isChart(uri: string): boolean {
  return nameOf(uri) === "Chart.yaml";
}

/** A chart's file: its text, or that of an archive with its bytes as characters (helm/go/text.ts). */
async function textOfFile(source: FileSource, uri: string): Promise<string | undefined> {
  const text = uri.endsWith(".tgz") ? undefined : await source.read(uri);
  if (text !== undefined) return text;
  const bytes = await source.bytes?.(uri);
  return bytes && fileText(bytes);
}

/** A quick look: without a kind there is no object in a text, if it does not say how others are applied or change them. */
function mayMatter(uri: string, text: string): boolean {
  return /\bkind\b/.test(text) || makesScope(uri) || isJsonPatch(text);
}

/** A patch of operations (RFC 6902), as kustomizations have them. */
function isJsonPatch(text: string): boolean {
  return /^[\s"'-]*op["']?\s*:/m.test(text) && /^[\s"'-]*path["']?\s*:/m.test(text);
}
