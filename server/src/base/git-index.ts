// Which files git tracks, read from its index file: no program is started, so it may be done where nothing is trusted.
// Format: git's Documentation/gitformat-index.txt, versions 2 to 4.

/**
 * The paths in a git index, with forward slashes, from the root of the work tree; a folder of a sparse index ends with a slash.
 * Undefined where the text is no index that can be read to its end (a split index, a version to come, a damaged file): then
 * nobody knows what is tracked. Pure.
 */
export function trackedPaths(bytes: Uint8Array): readonly string[] | undefined {
  // Which hash a repository has stands in its configuration; only with the right one every entry is well-formed.
  return readIndex(bytes, 20) ?? readIndex(bytes, 32);
}

const header = 12;
/** Times, device, inode, mode, owner and size stand before the hash. */
const statLength = 40;
const extended = 0x4000;
const skipWorktree = 0x4000;

function readIndex(bytes: Uint8Array, hashLength: number): readonly string[] | undefined {
  if (bytes.length < header + hashLength || text(bytes, 0, 4) !== "DIRC") return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(4);
  const count = view.getUint32(8);
  if (version < 2 || version > 4) return undefined;
  const end = bytes.length - hashLength;
  const paths: string[] = [];
  let at = header;
  let before = new Uint8Array();
  for (let entry = 0; entry < count; entry++) {
    const flagsAt = at + statLength + hashLength;
    if (flagsAt + 4 > end) return undefined;
    const flags = view.getUint16(flagsAt);
    const isExtended = version > 2 && (flags & extended) !== 0;
    const isElsewhere = isExtended && (view.getUint16(flagsAt + 2) & skipWorktree) !== 0;
    let nameAt = flagsAt + (isExtended ? 4 : 2);
    let kept = 0;
    if (version === 4) {
      const stripped = readVariable(bytes, nameAt, end);
      if (stripped === undefined || stripped.value > before.length) return undefined;
      kept = before.length - stripped.value;
      nameAt = stripped.next;
    }
    const nul = bytes.indexOf(0, nameAt);
    if (nul < 0 || nul >= end || (nul === nameAt && kept === 0)) return undefined;
    const name = new Uint8Array(kept + nul - nameAt);
    name.set(before.subarray(0, kept));
    name.set(bytes.subarray(nameAt, nul), kept);
    const mode = view.getUint32(at + 24);
    if (!modes.has(mode >>> 12)) return undefined;
    if (!isElsewhere || mode >>> 12 === 4) paths.push(decoded(name));
    before = name;
    // Before version 4 each entry is filled up with NUL bytes to a multiple of eight.
    at = version === 4 ? nul + 1 : at + ((nul - at + 8) & ~7);
  }
  return at <= end && !hasExtension(bytes, at, end, "link") ? paths : undefined;
}

/** What an entry may be: a folder (sparse), a file, a symbolic link, a submodule. */
const modes: ReadonlySet<number> = new Set([0o04, 0o10, 0o12, 0o16]);

/** A number as git's packs write offsets. */
function readVariable(bytes: Uint8Array, from: number, end: number): { value: number; next: number } | undefined {
  let at = from;
  let byte = bytes[at];
  if (byte === undefined || at >= end) return undefined;
  let value = byte & 127;
  while ((byte & 128) !== 0) {
    at += 1;
    byte = bytes[at];
    if (byte === undefined || at >= end || value > 1e9) return undefined;
    value = (value + 1) * 128 + (byte & 127);
  }
  return { value, next: at + 1 };
}

/** Whether an extension of this name follows the entries; of a text that is none of extensions it is said to. */
function hasExtension(bytes: Uint8Array, from: number, end: number, name: string): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  while (at < end) {
    if (at + 8 > end) return true;
    if (text(bytes, at, at + 4) === name) return true;
    at += 8 + view.getUint32(at + 4);
  }
  return at !== end;
}

/** UTF-8; what is none stays as it is, byte by byte, and is no name that a host gives. */
function decoded(bytes: Uint8Array): string {
  const plain = text(bytes, 0, bytes.length);
  if (bytes.every((byte) => byte < 128)) return plain;
  try {
    return decodeURIComponent([...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
  } catch {
    return plain;
  }
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
