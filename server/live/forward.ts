// A local port that leads to a Service, through the API server: each connection is a websocket of its own to a ready pod,
// at the port that the Service translates to. When a pod goes, the next connection goes to another; the local port stays.

import net, { type Socket } from "node:net";
import WebSocket from "ws";
import type { ForwardState, OpenForward } from "../src/live-face.ts";
import { type Api, connectionFailure } from "./api.ts";
import { LiveFailure } from "./failure.ts";

/** Where a connection goes. */
export interface Target {
  readonly pod: string;
  /** The pod's own. */
  readonly port: number;
}

export interface ForwardOptions {
  readonly api: Api;
  readonly namespace: string;
  readonly service: string;
  /** The Service's port, for the state's words. */
  readonly port: number;
  /** Taken if it is free. */
  readonly localPort: number;
  /** The ready pods behind the Service's port, as they are now. */
  readonly targets: () => readonly Target[];
  readonly onChange: (state: ForwardState) => void;
}

export interface SupervisedForward extends OpenForward {
  /** The pods may have changed. */
  readonly look: () => void;
}

/** The websocket's channels (kubelet: pkg/kubelet streaming, v4.channel.k8s.io): data and errors of the one port. */
const dataChannel = 0;
const errorChannel = 1;

/** So much may wait on its way to the pod before the client has to wait; in bytes. */
const mostWaiting = 1024 * 1024;

/** How long a connection waits for a pod to become ready; in milliseconds. */
const longestWait = 30_000;

/** Listens on 127.0.0.1. Throws a LiveFailure where no port can be had. */
export async function startForward(options: ForwardOptions): Promise<SupervisedForward> {
  const forward = new Forward(options);
  await forward.listen();
  forward.look();
  return forward;
}

class Forward implements SupervisedForward {
  readonly #options: ForwardOptions;
  readonly #server: net.Server;
  readonly #open = new Set<Socket>();
  readonly #waiting = new Set<() => void>();
  #current: Target | undefined;
  #phase: ForwardState["phase"] = "waiting";
  #instead: string | undefined;
  #localPort = 0;

  constructor(options: ForwardOptions) {
    this.#options = options;
    this.#server = net.createServer({ allowHalfOpen: true }, (socket) => void this.#take(socket));
  }

  async listen(): Promise<void> {
    try {
      await listen(this.#server, this.#options.localPort);
    } catch (error) {
      // Busy, or not ours to take: any other will do, and the state says why.
      this.#instead = (error as NodeJS.ErrnoException).code;
      await listen(this.#server, 0).catch((second: unknown) => {
        throw connectionFailure(second, "127.0.0.1");
      });
    }
    this.#localPort = (this.#server.address() as net.AddressInfo).port;
  }

  readonly state = (): ForwardState => ({
    namespace: this.#options.namespace,
    service: this.#options.service,
    port: this.#options.port,
    localPort: this.#localPort,
    phase: this.#phase,
    pod: this.#current?.pod,
    instead: this.#instead,
  });

  /** Stays with its pod as long as that is ready. */
  readonly look = (): void => {
    if (this.#phase === "stopped") return;
    const ready = this.#options.targets();
    const before = this.#current;
    const current = ready.find(({ pod, port }) => pod === before?.pod && port === before.port) ?? ready[0];
    this.#current = current;
    this.#phase = current === undefined ? "waiting" : "up";
    if (current !== undefined) {
      for (const go of [...this.#waiting]) go();
    }
    if (before?.pod !== current?.pod || before === undefined) this.#tell();
  };

  readonly stop = (): void => {
    this.#phase = "stopped";
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    for (const go of [...this.#waiting]) go();
    this.#tell();
  };

  #tell(): void {
    this.#options.onChange(this.state());
  }

  async #take(socket: Socket): Promise<void> {
    const { api, namespace, targets } = this.#options;
    this.#open.add(socket);
    socket.once("close", () => this.#open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.pause();
    const target = this.#current ?? (await this.#nextTarget(socket));
    if (target === undefined || socket.destroyed) return void socket.destroy();
    await carry(api, namespace, target, socket).catch(() => {
      // The slices will say what becomes of the pod; who connects again is sent to the next one.
      const others = targets().filter(({ pod }) => pod !== target.pod);
      if (this.#current?.pod === target.pod && others[0] !== undefined) {
        this.#current = others[0];
        this.#tell();
      }
      socket.destroy();
    });
  }

  #nextTarget(socket: Socket): Promise<Target | undefined> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve(this.#current);
      };
      const timer = setTimeout(done, longestWait);
      this.#waiting.add(done);
      socket.once("close", done);
    });
  }
}

function listen(server: net.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Carries one connection until it ends. Rejects where the pod cannot be reached. */
async function carry(api: Api, namespace: string, { pod, port }: Target, socket: Socket): Promise<void> {
  const { agent, headers } = await api.login.access();
  const url = new URL(
    `${api.login.selected.server}/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward`,
  );
  url.searchParams.set("ports", String(port));
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const far = new WebSocket(url, ["v4.channel.k8s.io"], {
    agent,
    // ws passes them on to Node, which takes lists, too.
    headers: headers as Readonly<Record<string, string>>,
    handshakeTimeout: 10_000,
    perMessageDeflate: false,
  });
  await new Promise<void>((resolve, reject) => {
    // The first frame of each channel is the port, and no data.
    const greeted = new Set<number>();
    let trouble = "";
    far.once("open", () => socket.resume());
    socket.on("data", (chunk: Buffer) => {
      far.send(Buffer.concat([Buffer.of(dataChannel), chunk]), () => {
        if (far.bufferedAmount < mostWaiting) socket.resume();
      });
      if (far.bufferedAmount >= mostWaiting) socket.pause();
    });
    // The protocol cannot say that one side has ended; the other may still answer, so only a full close ends it.
    socket.once("close", () => {
      far.terminate();
      resolve();
    });
    socket.on("drain", () => far.resume());
    far.on("message", (message) => {
      const frame = Buffer.isBuffer(message)
        ? message
        : Buffer.concat(Array.isArray(message) ? message : [Buffer.from(message)]);
      const channel = frame[0] ?? 0;
      const data = frame.subarray(1);
      if (!greeted.has(channel)) {
        greeted.add(channel);
        if (data.length === 2) return;
      }
      if (channel === errorChannel) trouble += data.toString("utf8");
      else if (channel === dataChannel && data.length > 0 && !socket.write(data)) far.pause();
    });
    far.once("error", reject);
    far.once("close", () => {
      if (trouble !== "") reject(new LiveFailure("refused", { en: trouble, "zh-cn": trouble }));
      socket.end();
      resolve();
    });
  });
}
