// Trying an address: what answers, what refuses, and what says nothing at all.

import assert from "node:assert/strict";
import http from "node:http";
import net, { type AddressInfo, type Server } from "node:net";
import test from "node:test";
import { tryPath } from "./try-path.ts";

async function listening<S extends Server>(server: S): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

const at = (port: number, scheme: "tcp" | "http" | "https") => ({ host: "127.0.0.1", port, scheme });

test("a port that speaks HTTP is asked once, without credentials, and its redirect is not followed", async () => {
  const seen: http.IncomingMessage[] = [];
  const server = http.createServer((request, answer) => {
    seen.push(request);
    answer.writeHead(302, { Location: "http://127.0.0.1:1/elsewhere" }).end();
  });
  const port = await listening(server);
  const { ok, text } = await tryPath({ ...at(port, "http"), path: "/a" });
  assert.deepEqual([ok, text.en], [true, "HTTP 302"]);
  assert.deepEqual(
    seen.map(({ method, url, headers }) => [method, url, headers.authorization, headers.cookie]),
    [["GET", "/a", undefined, undefined]],
  );
  server.close();
});

test("a port that only takes connections answers, and a closed one refuses", async () => {
  const server = net.createServer((socket) => socket.on("error", () => undefined));
  const port = await listening(server);
  assert.equal((await tryPath(at(port, "tcp"))).ok, true);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  const closed = await tryPath(at(port, "tcp"));
  assert.equal(closed.ok, false);
  assert.match(closed.text.en, /connection refused/);
});

test("silence ends at the limit, and what is no HTTP or no TLS is said", async () => {
  const silent = net.createServer((socket) => socket.on("error", () => undefined));
  const port = await listening(silent);
  const late = await tryPath(at(port, "http"), 50);
  assert.deepEqual([late.ok, /no answer/.test(late.text.en)], [false, true]);
  silent.close();
  const babbling = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("SSH-2.0-x\r\n");
  });
  const other = await listening(babbling);
  assert.equal((await tryPath(at(other, "http"))).ok, false);
  assert.equal((await tryPath(at(other, "https"))).ok, false);
  babbling.close();
});
