// Whether an address answers from this machine: a TCP connection, then TLS, then one HTTP GET where the port speaks it. Without
// credentials, without following redirects, and never longer than its limit.

import http from "node:http";
import net, { type Socket } from "node:net";
import tls, { type TLSSocket } from "node:tls";
import type { Text } from "../src/base/text.ts";
import type { TryRequest, TryResult } from "../src/live-face.ts";
import { connectionFailure } from "./api.ts";

/** In milliseconds, for all of it. */
const usualLimit = 5_000;

/** Never rejects. */
export async function tryPath(request: TryRequest, limit = usualLimit): Promise<TryResult> {
  const { host, port, scheme } = request;
  const began = performance.now();
  const opened = new Set<Socket>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(connectionFailure(lateError(limit), `${host}:${port}`)), limit);
  });
  const result = (ok: boolean, text: Text): TryResult => ({ ok, text, ms: Math.round(performance.now() - began) });
  try {
    return await Promise.race([late, attempt()]);
  } catch (error) {
    return result(false, connectionFailure(error, `${host}:${port}`).text);
  } finally {
    clearTimeout(timer);
    for (const socket of opened) socket.destroy();
  }

  async function attempt(): Promise<TryResult> {
    const plain = net.connect({ host, port });
    opened.add(plain);
    await event(plain, "connect");
    if (scheme === "tcp") return result(true, { en: "the port accepts connections", "zh-cn": "端口接受连接" });
    let socket: Socket = plain;
    let name: Text | undefined;
    if (scheme === "https") {
      // The certificate is judged, not trusted: what is wrong with it is part of the answer.
      const secure = tls.connect({
        socket: plain,
        rejectUnauthorized: false,
        ...(net.isIP(host) === 0 ? { servername: host } : {}),
      });
      opened.add(secure);
      await event(secure, "secureConnect");
      name = certificateText(secure, host);
      socket = secure;
    }
    const status = await get(socket, request);
    const words: Text = { en: `HTTP ${status}`, "zh-cn": `HTTP ${status}` };
    if (name === undefined) return result(true, words);
    return result(true, { en: `${words.en}, ${name.en}`, "zh-cn": `${words["zh-cn"]}，${name["zh-cn"]}` });
  }
}

/** What the certificate says of the name; undefined where it fits. */
function certificateText(socket: TLSSocket, host: string): Text | undefined {
  const certificate = socket.getPeerCertificate();
  const problem = tls.checkServerIdentity(host, certificate);
  if (problem !== undefined) {
    const names = certificate.subjectaltname ?? "";
    return {
      en: `but the certificate is not for ${host}${names === "" ? "" : ` (${names})`}`,
      "zh-cn": `但证书不是颁发给 ${host} 的${names === "" ? "" : `（${names}）`}`,
    };
  }
  if (socket.authorized) return undefined;
  const why = String(socket.authorizationError ?? "");
  return { en: `but the certificate is not trusted (${why})`, "zh-cn": `但证书不受信任（${why}）` };
}

/** The status of a GET's answer. Whatever does not speak HTTP is an error. */
function get(socket: Socket, { host, port, path }: TryRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = http.request({
      createConnection: () => socket,
      host,
      port,
      path: path ?? "/",
      headers: { "User-Agent": "service-paths", Connection: "close" },
    });
    asked.once("response", (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    asked.on("error", reject);
    asked.end();
  });
}

function event(socket: Socket, name: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(name, () => resolve());
    socket.on("error", reject);
    socket.once("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
  });
}

function lateError(limit: number): Error {
  return Object.assign(new Error(`no answer within ${limit / 1000} s`), { code: "ETIMEDOUT" });
}
