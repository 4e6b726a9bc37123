// Which proxy a cluster is reached through: its `proxy-url`, else what the environment says, read as Go reads it
// (golang.org/x/net/http/httpproxy), since that is what kubectl does.

import { BlockList, isIP } from "node:net";

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy's URL; undefined for none. */
export function proxyFor(server: string, proxyUrl: string | undefined, environment: Environment): string | undefined {
  if (proxyUrl !== undefined && proxyUrl !== "") return proxyUrl;
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = environment[name] || environment[name.toLowerCase()];
  if (!proxy) return undefined;
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (isLocal(host)) return undefined;
  const exceptions = environment.NO_PROXY || environment.no_proxy || "";
  const usual = protocol === "https:" ? "443" : "80";
  if (exceptions.split(",").some((exception) => excepts(exception.trim().toLowerCase(), host, port || usual)))
    return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** Programs on this machine are never asked for through a proxy. */
function isLocal(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** One entry of NO_PROXY: `*`, an address, a range, a name with all below it, `.name` for what is below it, each with `:port`. */
function excepts(exception: string, host: string, port: string): boolean {
  if (exception === "") return false;
  if (exception === "*") return true;
  const range = /^(.+)\/(\d+)$/.exec(exception);
  if (range !== null) return inRange(host, range[1] ?? "", Number(range[2]));
  const [, bracketed, plain, onlyPort] = /^(?:\[([^\]]+)\]|([^:]+|[^:]*:[^:]*:.*))(?::(\d+))?$/.exec(exception) ?? [];
  const name = bracketed ?? plain ?? exception;
  if (onlyPort !== undefined && onlyPort !== port) return false;
  if (isIP(name) !== 0 || isIP(host) !== 0) return name === host;
  const bare = name.replace(/^\*(?=\.)/, "");
  return bare.startsWith(".") ? host.endsWith(bare) : host === bare || host.endsWith(`.${bare}`);
}

function inRange(host: string, net: string, bits: number): boolean {
  const family = isIP(host);
  if (family === 0 || isIP(net) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(net, bits, type);
  return list.check(host, type);
}
