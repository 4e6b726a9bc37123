/**
 * The paths in a git index, with forward slashes, from the root of the work tree; a folder of a sparse index ends with a slash.
 * Undefined where the text is no index that can be read to its end (a split index, a version to come, a damaged file): then
 * nobody knows what is tracked. Pure.
 */
export declare function trackedPaths(bytes: Uint8Array): readonly string[] | undefined;
