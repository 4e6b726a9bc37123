// The door to live clusters: a bundle of its own (dist/live.js), loaded when somebody connects. Node only.

export { type Connection, type ConnectionState, connect, listContexts } from "./live/connection.ts";
export { LiveFailure } from "./live/failure.ts";
export { clusterObjects } from "./live/one-shot.ts";
