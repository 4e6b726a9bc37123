// A connection to one cluster: every kind that is shown, kept up to date, as one list of objects with one state.

import type { Connection, ConnectionState, ConnectOptions, KubeContext } from "../src/live-face.ts";
import { Api } from "./api.ts";
import { type Clock, realClock } from "./clock.ts";
import { dryRunService } from "./dry-run.ts";
import { type SupervisedForward, startForward } from "./forward.ts";
import { liveKinds, pathKinds } from "./kinds.ts";
import { type Fields, isFields, kubeconfigFiles, readKubeconfig } from "./kubeconfig.ts";
import type { Omission } from "./lists.ts";
import { Login } from "./login.ts";
import { omissionTexts } from "./one-shot.ts";
import { Reflector } from "./reflector.ts";
import { readyTargets } from "./targets.ts";
import { idOf, podsWanted } from "./unready.ts";

/** How long a plugin may take: it may open a browser and wait for somebody. In milliseconds. */
const pluginLimit = 120_000;

/** Changes that come so close together are one; in milliseconds. */
const gathering = 100;

/** A clock may be given for tests. */
type Options = ConnectOptions & { readonly clock?: Clock };

/** The face's connection, whose objects have fields here. */
export interface OpenConnection extends Connection {
  readonly objects: () => readonly Fields[];
}

/** Contexts of the kubeconfig; contacts nobody. Throws a LiveFailure. */
export function listContexts(
  environment: ConnectOptions["environment"],
  kubeconfig?: string,
): {
  readonly contexts: readonly KubeContext[];
  readonly current: string | undefined;
  readonly files: readonly string[];
} {
  const { contexts, current, files } = readKubeconfig(kubeconfigFiles(environment, kubeconfig));
  return { contexts, current, files };
}

/** Connects, and stays connected until it is stopped. Throws a LiveFailure for a kubeconfig that cannot be used; never later. */
export function connect(options: Options): OpenConnection {
  const { environment, clock = realClock, onMessage, onChange, only } = options;
  const selected = readKubeconfig(kubeconfigFiles(environment, options.kubeconfig)).select(options.context);
  const login = new Login(selected, { environment, terminal: false, limit: pluginLimit, onMessage }, clock.now);
  const api = new Api(login);
  let revision = 0;
  let cancel: (() => void) | undefined;
  const forwards = new Set<SupervisedForward>();
  const changed = () => {
    for (const forward of forwards) forward.look();
    cancel ??= clock.after(gathering, () => {
      cancel = undefined;
      followPods();
      revision += 1;
      onChange(state());
    });
  };
  const reflectors = pathKinds.map(
    (kind) =>
      new Reflector(api, kind, {
        namespace: only ?? selected.namespace,
        isFixed: only !== undefined,
        clock,
        onChange: changed,
      }),
  );
  /** Pods are read only where no endpoint is ready, and no longer than that. */
  const pods = new Map<string, Reflector>();
  const ofKind = (name: string) => reflectors.find(({ kind }) => kind.kind === name)?.objects ?? [];
  const followPods = () => {
    const wanted = new Map(podsWanted(ofKind("Service"), ofKind("EndpointSlice")).map((one) => [idOf(one), one]));
    for (const [id, reflector] of pods) {
      if (wanted.has(id)) continue;
      reflector.stop();
      pods.delete(id);
    }
    for (const [id, one] of wanted) {
      if (pods.has(id)) continue;
      const reflector = new Reflector(api, liveKinds.pods, { ...one, isFixed: true, clock, onChange: changed });
      pods.set(id, reflector);
      void reflector.run();
    }
  };
  const state = (): ConnectionState => ({
    context: selected.context,
    namespace: selected.namespace,
    only,
    ...stateOf(reflectors),
    omissions: omissionTexts(
      // What was chosen is no omission.
      reflectors.flatMap(omissionOf).filter(({ why }) => why !== "narrowed" || only === undefined),
      selected.namespace,
    ),
    revision,
  });
  // A login that fails is said once, by whoever asks first; the others share its run.
  for (const reflector of reflectors) void reflector.run();
  return {
    state,
    objects: () => {
      // Selectors overlap: each pod once.
      const behind = new Map(
        [...pods.values()].flatMap(({ objects }) => [...objects].map((pod) => [nameOf(pod), pod])),
      );
      return [...reflectors.flatMap(({ objects }) => [...objects]), ...behind.values()];
    },
    dryRun: (object) => {
      const { namespace, name } = isFields(object.metadata) ? object.metadata : {};
      const isThere = [...ofKind("Service")].some(
        ({ metadata }) => isFields(metadata) && metadata.namespace === namespace && metadata.name === name,
      );
      return dryRunService(api, object, isThere);
    },
    forward: async ({ namespace, service, port, localPort, onChange: tell }) => {
      const targets = () => readyTargets(reflectors, namespace, service, port);
      const forward = await startForward({ api, namespace, service, port, localPort, targets, onChange: tell });
      forwards.add(forward);
      return {
        state: forward.state,
        stop: () => {
          forwards.delete(forward);
          forward.stop();
        },
      };
    },
    stop: () => {
      for (const forward of forwards) forward.stop();
      cancel?.();
      cancel = () => undefined;
      for (const reflector of [...reflectors, ...pods.values()]) reflector.stop();
    },
  };
}

function stateOf(reflectors: readonly Reflector[]): Pick<ConnectionState, "phase" | "since" | "why"> {
  const states = reflectors.map((reflector) => reflector.state);
  const stale = states.flatMap((one) => (one.kind === "stale" ? [one] : []));
  const [oldest] = [...stale].sort((left, right) => left.since - right.since);
  const isKnown =
    states.some(({ kind }) => kind === "live") || reflectors.some(({ objects }) => [...objects].length > 0);
  if (oldest !== undefined) {
    return isKnown
      ? { phase: "stale", since: oldest.since, why: oldest.failure.text }
      : { phase: "failed", since: undefined, why: oldest.failure.text };
  }
  if (states.some(({ kind }) => kind === "starting")) return { phase: "connecting", since: undefined, why: undefined };
  if (states.every(({ kind }) => kind !== "live")) {
    const why = {
      en: "403 Forbidden: this login cannot read anything",
      "zh-cn": "403 Forbidden：此登录身份无权读取任何内容",
    };
    return { phase: "failed", since: undefined, why };
  }
  return { phase: "live", since: undefined, why: undefined };
}

function omissionOf({ kind, state, narrowed }: Reflector): readonly Omission[] {
  if (state.kind === "forbidden" || state.kind === "absent") return [{ kind: kind.kind, why: state.kind }];
  return narrowed ? [{ kind: kind.kind, why: "narrowed" }] : [];
}

function nameOf({ metadata }: Fields): string {
  return isFields(metadata) ? `${metadata.namespace}/${metadata.name}` : "";
}
