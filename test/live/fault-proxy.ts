// A proxy on loopback that stands before the API server and does what networks do: it cuts, silences, halves a line, or
// answers in the server's place.

import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** What becomes of a request; undefined: it is passed on. */
export type Fault =
  | { readonly answer: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Nothing comes back, ever. */
  | "silence"
  /** The connection is reset. */
  | "cut"
  /** Passed on, until the second half of the first line of the answer's body: then the connection is reset. */
  | "half-line";

export interface FaultProxy {
  readonly url: string;
  /** Asked of every request. */
  fault: (request: IncomingMessage) => Fault | undefined;
  /** Paths with their queries, in order. */
  readonly requests: string[];
  /** Resets all connections that are open. */
  readonly cut: () => void;
  /** From now on nothing that is open carries anything, but stays open. */
  readonly freeze: () => void;
  readonly close: () => void;
}

export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  const server = http.createServer(pass);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    proxy.requests.push(request.url ?? "");
    const fault = proxy.fault(request);
    if (fault === "silence") return;
    if (fault === "cut") return void socket.destroy();
    if (typeof fault === "object") {
      socket.end(`HTTP/1.1 ${fault.answer} x\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const onward = https.request(upstream + request.url, {
      headers: request.headers,
      rejectUnauthorized: false,
      agent: false,
    });
    onward.on("error", () => socket.destroy());
    onward.once("response", (answer) => {
      socket.write(
        `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n`,
      );
      answer.pipe(socket);
    });
    onward.once("upgrade", (answer, far, first) => {
      const lines = [`HTTP/1.1 101 Switching Protocols`];
      for (let at = 0; at < answer.rawHeaders.length; at += 2)
        lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
      socket.write(`${lines.join("\r\n")}\r\n\r\n`);
      socket.write(first);
      far.write(head);
      far.on("data", (chunk: Buffer) => {
        if (!frozen.has(socket)) socket.write(chunk);
      });
      socket.on("data", (chunk: Buffer) => {
        if (!frozen.has(socket)) far.write(chunk);
      });
      far.on("error", () => socket.destroy());
      far.once("close", () => socket.destroy());
      socket.once("close", () => far.destroy());
    });
    onward.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });

  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => undefined,
    requests: [],
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    freeze: () => {
      for (const socket of sockets) frozen.add(socket);
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return proxy;

  function pass(request: IncomingMessage, answer: ServerResponse): void {
    proxy.requests.push(request.url ?? "");
    const fault = proxy.fault(request);
    if (fault === "silence") return;
    if (fault === "cut") return void request.socket.resetAndDestroy();
    if (typeof fault === "object") {
      answer.writeHead(fault.answer, { "Content-Type": "application/json", ...fault.headers });
      answer.end(fault.body ?? "");
      return;
    }
    const { host: _host, ...headers } = request.headers;
    const onward = https.request(
      upstream + request.url,
      { method: request.method, headers, rejectUnauthorized: false, agent: false },
      (given) => {
        answer.writeHead(given.statusCode ?? 502, given.headers);
        answer.flushHeaders();
        given.on("data", (chunk: Buffer) => {
          if (frozen.has(request.socket)) return;
          if (fault !== "half-line") return void answer.write(chunk);
          answer.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => request.socket.resetAndDestroy());
        });
        given.once("end", () => {
          if (!frozen.has(request.socket)) answer.end();
        });
        given.on("error", () => request.socket.destroy());
      },
    );
    onward.on("error", () => request.socket.destroy());
    answer.once("close", () => onward.destroy());
    request.pipe(onward);
  }
}
