// The door to live clusters: a bundle of its own (dist/live.js), loaded when somebody connects. Node only.

import { connect, listContexts } from "./live/connection.ts";
import { followKubeconfig } from "./live/follow.ts";
import { tryPath } from "./live/try-path.ts";
import type { LiveModule } from "./src/live-face.ts";

export { LiveFailure } from "./live/failure.ts";
export { clusterObjects } from "./live/one-shot.ts";
export { connect, followKubeconfig, listContexts, tryPath };

/** That this bundle is what the extension takes it for. */
({ connect, followKubeconfig, listContexts, tryPath }) satisfies LiveModule;
