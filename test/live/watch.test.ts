// A connection against a real control plane: what changes there is known here, whatever happens on the way.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { Clock } from "../../server/live/clock.ts";
import { connect, type OpenConnection } from "../../server/live/connection.ts";
import type { ConnectionState } from "../../server/src/live-face.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { deployment, type Json, namespace, node, service, startWorld, type World } from "./world.ts";

let world: World;
let proxy: FaultProxy;

before(async () => {
  world = await startWorld();
  proxy = await startFaultProxy(world.cluster.url);
  await world.create(
    node("n0", 0),
    namespace("shop"),
    deployment("shop", "web"),
    service("shop", "web", { selector: { app: "web" }, ports: [{ port: 80 }] }),
  );
});
after(async () => {
  proxy.close();
  await world.stop();
});

interface Followed {
  readonly connection: OpenConnection;
  /** Resolves at the first state for which it holds. */
  readonly when: (holds: (state: ConnectionState, names: readonly string[]) => boolean) => Promise<ConnectionState>;
}

function follow(clock?: Clock): Followed {
  const waiting = new Set<() => void>();
  const connection = connect({
    kubeconfig: world.kubeconfig("watched", { cluster: { server: proxy.url } }),
    environment: {},
    onMessage: () => undefined,
    onChange: () => {
      for (const look of [...waiting]) look();
    },
    ...(clock === undefined ? {} : { clock }),
  });
  const names = () =>
    connection.objects().flatMap(({ kind, metadata }) => (kind === "Service" ? [String((metadata as Json).name)] : []));
  return {
    connection,
    when: (holds) =>
      new Promise((resolve) => {
        const look = () => {
          if (!holds(connection.state(), names())) return;
          waiting.delete(look);
          resolve(connection.state());
        };
        waiting.add(look);
        look();
      }),
  };
}

/** A clock that stands still until it is told. */
function ownClock() {
  const timers = new Set<{ at: number; run: () => void }>();
  let now = Date.now();
  const clock: Clock = {
    now: () => now,
    random: () => 0,
    after: (ms, run) => {
      // What is due soon need not be told: only long waits are of interest.
      if (ms <= 1000) {
        const timer = setTimeout(run, 1);
        return () => clearTimeout(timer);
      }
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  return {
    clock,
    pass: (ms: number) => {
      now += ms;
      for (const timer of [...timers]) {
        if (timer.at > now) continue;
        timers.delete(timer);
        timer.run();
      }
    },
  };
}

test("a change is there within a second, and a cut connection goes on where it was", async () => {
  const { connection, when } = follow();
  try {
    const state = await when(({ phase }) => phase === "live");
    assert.match(state.omissions.map(({ en }) => en).join(), /the cluster does not have them: Gateway/);
    const took: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const began = performance.now();
      await world.create(service("shop", `new-${turn}`, { ports: [{ port: 80 }] }));
      await when((_, names) => names.includes(`new-${turn}`));
      took.push(performance.now() - began);
    }
    console.log(`##figure a new Service is known after ${took.map((ms) => ms.toFixed(0)).join(", ")} ms`);
    proxy.requests.length = 0;
    proxy.cut();
    await world.create(service("shop", "after-cut", { ports: [{ port: 80 }] }));
    await when((_, names) => names.includes("after-cut"));
    const lists = proxy.requests.filter((request) => /\/services\?/.test(request) && !request.includes("watch=1"));
    assert.deepEqual(lists, [], "it listed again though it could go on");
    await world.ask("DELETE", "/api/v1/namespaces/shop/services/after-cut");
    await when((_, names) => !names.includes("after-cut"));
  } finally {
    connection.stop();
  }
});

test("what the server says is survived: 410, 429, 500, half a line; nothing that was known is lost", async () => {
  const { connection, when } = follow();
  try {
    await when(({ phase, ...rest }, names) => phase === "live" && names.includes("web") && rest.why === undefined);
    for (const [name, fault] of [
      [
        "gone",
        {
          answer: 200,
          body: `${JSON.stringify({ type: "ERROR", object: { kind: "Status", code: 410, message: "too old" } })}\n`,
        },
      ],
      ["gone-status", { answer: 410 }],
      ["busy", { answer: 429, headers: { "Retry-After": "0.01" } }],
      ["broken", { answer: 500 }],
      ["garbage", { answer: 200, body: "{no json\n" }],
      ["half", "half-line"],
      ["cut", "cut"],
    ] as const) {
      const seen = new Set<string>();
      proxy.fault = ({ url = "" }) => {
        const kind = url.split("?")[0] ?? "";
        if (!url.includes("watch=1") || seen.has(kind)) return undefined;
        seen.add(kind);
        return fault;
      };
      proxy.cut();
      assert.ok(connection.objects().length > 0, `${name}: what was known is lost`);
      await world.create(service("shop", `through-${name}`, { ports: [{ port: 80 }] }));
      await when(({ phase }, names) => phase === "live" && names.includes(`through-${name}`));
    }
  } finally {
    proxy.fault = () => undefined;
    connection.stop();
  }
});

test("a silent connection is noticed within a minute, and what is stale says since when", async () => {
  const { clock, pass } = ownClock();
  const { connection, when } = follow(clock);
  try {
    await when(({ phase }) => phase === "live");
    proxy.freeze();
    await world.create(service("shop", "unheard", { ports: [{ port: 80 }] }));
    // The next watch finds a server that refuses, so that the state can be seen.
    proxy.fault = ({ url = "" }) => (url.includes("watch=1") ? { answer: 503 } : undefined);
    const known = clock.now();
    pass(59_000);
    const stale = await when(({ phase }) => phase === "stale");
    assert.ok((stale.since ?? 0) <= known);
    assert.match(stale.why?.en ?? "", /503/);
    proxy.fault = () => undefined;
    pass(30_000);
    await when(({ phase }, names) => phase === "live" && names.includes("unheard"));
  } finally {
    proxy.fault = () => undefined;
    connection.stop();
  }
});

test("pods are read while no endpoint of their Service is ready, with the reason, and no longer", async () => {
  const { connection, when } = follow();
  const podsOf = (app: string) =>
    connection.objects().filter(({ kind, metadata }) => kind === "Pod" && labelOf(metadata) === app);
  try {
    await when(({ phase }) => phase === "live");
    await world.create(
      deployment("shop", "slow", 1, { "cluster.test/ready": "false" }),
      service("shop", "slow", { selector: { app: "slow" }, ports: [{ port: 80 }] }),
    );
    await when(() => podsOf("slow").some(({ status }) => JSON.stringify(status).includes('"phase":"Running"')));
    assert.equal(podsOf("web").length, 0, "a pod is read that serves");
    const [pod] = podsOf("slow");
    const name = String((pod?.metadata as Json | undefined)?.name);
    await world.ask("PATCH", `/api/v1/namespaces/shop/pods/${name}`, {
      metadata: { annotations: { "cluster.test/ready": "true" } },
    });
    await when(() => podsOf("slow").length === 0);
  } finally {
    connection.stop();
  }
});

function labelOf(metadata: unknown): unknown {
  return (metadata as { labels?: Json }).labels?.app;
}
