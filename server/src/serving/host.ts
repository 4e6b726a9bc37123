// What a door offers to the server: the outside, which the core never touches itself.

/** Where files that no editor has open come from. */
export interface FileSource {
  /** The manifests below these folders, in the order of `listManifests` (protocol.ts). */
  list(folders: readonly string[]): Promise<readonly string[]>;
  /** A file's text; undefined where it cannot be read or is no text. */
  read(uri: string): Promise<string | undefined>;
  /**
   * Every file below a folder that holds a chart, whatever it is: a chart may read any of them. Links that lead out of the folder are left
   * out. Absent: only what `list` gives is known.
   */
  below?(folder: string): Promise<readonly string[]>;
  /** What stands in a file that is no text; undefined where it cannot be read. */
  bytes?(uri: string): Promise<Uint8Array | undefined>;
}

export interface Host {
  /** Undefined where only the client can see files (in a browser). */
  readonly files: FileSource | undefined;
  /** The product's version. */
  readonly version: string;
  /**
   * Asked between two steps of long work: when it has gone on for so long that others should have their turn, a promise that
   * ends when they had it.
   */
  rest(): Promise<void> | undefined;
  /** Does something after so many milliseconds, once; the answer calls it off. */
  after(milliseconds: number, act: () => void): () => void;
}
