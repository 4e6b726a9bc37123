// The door to live clusters: a bundle of its own (dist/live.js), loaded when somebody connects. Node only.

export { LiveFailure } from "./live/failure.ts";
export { clusterObjects } from "./live/one-shot.ts";
