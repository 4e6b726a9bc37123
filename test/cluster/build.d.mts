// What build.mjs offers.

/** Why the cluster cannot be built here, in one line, or undefined when it can. */
export function whyNoCluster(): string | undefined;

/** The cluster's binary, built now if it is not there. Throws when the build fails. */
export function buildCluster(): string;

/** The name under which Go is found. */
export function goCommand(): string;
