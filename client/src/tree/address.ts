// An access path's address as people read it and as programs take it.
import type { TryRequest } from "../../../server/src/live-face.ts";
import type { AccessPath } from "../../../server/src/protocol.ts";
import { kindNames } from "../../../server/src/protocol-words.ts";
import type { Translate } from "../translate.ts";

/** The address to show; where the cluster has still to assign it, what kind of address it is. */
export function shownAddress(path: AccessPath, t: Translate): string {
  const exact = exactAddress(path);
  if (exact !== undefined) return path.protocol === "TCP" ? exact : `${exact}/${path.protocol}`;
  if (path.kind === "ingress" || path.kind === "gateway-route" || path.kind === "custom-route") {
    return withPath(joinPort(t("any host"), path.port), path.path);
  }
  if (path.address !== null) return path.address;
  const place = unknownPlace(path, t);
  if (path.port === null) return place;
  return t("{0}, port {1}", place, path.protocol === "TCP" ? path.port : `${path.port}/${path.protocol}`);
}

/** Whether the cluster still has to assign an address or port of this path. */
export function isChosenLater(path: AccessPath): boolean {
  if (path.kind === "node-port") return path.port === null;
  return path.address === null && (path.kind === "cluster-ip" || path.kind === "load-balancer");
}

/** What kind of path it is, and what is open about it, where the address itself does not say so. */
export function pathRole(path: AccessPath, t: Translate): string {
  const kind = t.say(kindNames[path.kind]);
  if (!isChosenLater(path)) return kind;
  return path.kind === "node-port"
    ? `${kind} · ${t("port assigned by the cluster")}`
    : t("address assigned by the cluster");
}

function unknownPlace(path: AccessPath, t: Translate): string {
  if (path.kind === "node-port") return t("Any node");
  if (!isChosenLater(path)) return t("Address unknown");
  const kind = t.say(kindNames[path.kind]);
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

/** What to type or paste: the URL where a browser can use it, else address and port; undefined while a part is not known. */
export function exactAddress(path: AccessPath): string | undefined {
  if (path.url !== null && path.viewpoint !== "cluster") return path.url;
  if (path.address === null) return undefined;
  if (path.kind === "api-proxy" || path.kind === "srv") return path.address;
  if (path.port === null) return path.kind === "node-port" ? undefined : path.address;
  return withPath(joinPort(path.address, path.port), path.path);
}

/** The URL to give to a browser on this machine; only http and https, and not what is for Pods alone. */
export function browserUrl(path: AccessPath): string | undefined {
  if (path.url === null || path.viewpoint === "cluster") return undefined;
  return /^https?:\/\/[^\s/]/i.test(path.url) ? path.url : undefined;
}

/** How this machine can try the path; undefined for UDP, and where there is no address and port to connect to. */
export function attemptOf(path: AccessPath): TryRequest | undefined {
  const { address, port, kind, protocol } = path;
  if (address === null || port === null || protocol !== "TCP" || address.includes("*")) return undefined;
  if (kind === "srv" || kind === "api-proxy" || kind === "port-forward") return undefined;
  const scheme = /^(https?):/i.exec(browserUrl(path) ?? "")?.[1]?.toLowerCase();
  const way = path.path === null ? {} : { path: path.path };
  return { host: address, port, scheme: scheme === "http" || scheme === "https" ? scheme : "tcp", ...way };
}

/** `address:port`, with an IPv6 address in brackets. */
export function joinPort(address: string, port: number | string | null | undefined): string {
  if (port === null || port === undefined) return address;
  return isIpv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

function isIpv6(address: string): boolean {
  return /^[0-9a-f.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address);
}

function withPath(address: string, path: string | null): string {
  return path === null || path === "/" ? address : address + path;
}
