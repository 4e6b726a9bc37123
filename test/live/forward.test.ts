// A port-forward with real bytes, through a real control plane: it survives its pod.

import assert from "node:assert/strict";
import net, { type AddressInfo } from "node:net";
import test, { after, before } from "node:test";
import { connect, type OpenConnection } from "../../server/live/connection.ts";
import type { ForwardState } from "../../server/src/live-face.ts";
import { deployment, type Json, namespace, node, service, startWorld, type World } from "./world.ts";

let world: World;
let echo: net.Server;
let connection: OpenConnection;
const watching = new Set<() => void>();

/** Resolves once it holds; looks again at every change. */
function when(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      watching.delete(look);
      resolve();
    };
    watching.add(look);
    look();
  });
}

const changed = () => {
  for (const look of [...watching]) look();
};

before(async () => {
  world = await startWorld();
  echo = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => {
    echo.listen(0, "127.0.0.1", resolve);
  });
  const at = `127.0.0.1:${(echo.address() as AddressInfo).port}`;
  await world.create(
    node("n0", 0),
    namespace("shop"),
    deployment("shop", "web", 2, { "cluster.test/forward.8080": at }),
    service("shop", "web", { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] }),
  );
  connection = connect({
    kubeconfig: world.kubeconfig("forward"),
    environment: {},
    onMessage: () => undefined,
    onChange: changed,
  });
  await when(() => connection.state().phase === "live");
});
after(async () => {
  connection.stop();
  echo.close();
  await world.stop();
});

/** What comes back. */
function say(port: number, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    let length = 0;
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bytes.length) socket.end(() => resolve(Buffer.concat(chunks)));
    });
    socket.once("error", reject);
    socket.once("close", () => {
      if (length < bytes.length) reject(new Error(`closed after ${length} bytes`));
    });
    socket.write(bytes);
  });
}

test("bytes go there and back, many of them too, and a deleted pod is replaced at the same local port", async () => {
  let state: ForwardState | undefined;
  const taken = net.createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, "127.0.0.1", resolve);
  });
  const busy = (taken.address() as AddressInfo).port;
  const forward = await connection.forward({
    namespace: "shop",
    service: "web",
    port: 80,
    localPort: busy,
    onChange: (next) => {
      state = next;
      changed();
    },
  });
  try {
    await when(() => forward.state().phase === "up");
    const { localPort, instead, pod } = forward.state();
    assert.deepEqual([localPort !== busy, instead], [true, "EADDRINUSE"]);
    assert.equal((await say(localPort, Buffer.from("hello"))).toString(), "hello");
    const large = Buffer.alloc(8 * 1024 * 1024, "0123456789");
    assert.ok((await say(localPort, large)).equals(large));
    await world.ask("DELETE", `/api/v1/namespaces/shop/pods/${pod}`);
    await when(() => state?.phase === "up" && state.pod !== pod);
    assert.equal((await say(localPort, Buffer.from("again"))).toString(), "again");
    // With no pod at all it waits, and so does who connects.
    const scale = "/apis/apps/v1/namespaces/shop/deployments/web";
    await world.ask("PATCH", scale, { spec: { replicas: 0 } } as Json);
    await when(() => state?.phase === "waiting");
    const patient = say(localPort, Buffer.from("patient"));
    await world.ask("PATCH", scale, { spec: { replicas: 1 } } as Json);
    assert.equal((await patient).toString(), "patient");
  } finally {
    forward.stop();
    taken.close();
  }
  assert.equal(state?.phase, "stopped");
  await assert.rejects(say(forward.state().localPort, Buffer.from("x")));
});
