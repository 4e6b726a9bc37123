// An access path's address as people read it and as programs take it.
import type { AccessPath } from "../../../server/src/protocol.ts";
import type { Translate } from "./node.ts";

/** The address to show. What only the cluster will know is said in words. */
export function shownAddress(path: AccessPath, t: Translate): string {
  const exact = exactAddress(path);
  if (exact !== undefined) return path.protocol === "TCP" ? exact : `${exact}/${path.protocol}`;
  if (path.kind === "ingress" || path.kind === "gateway-route") {
    return withPath(joinPort(t("any host name"), path.port), path.path);
  }
  const port = path.protocol === "TCP" || path.port === null ? path.port : `${path.port}/${path.protocol}`;
  if (path.address !== null) return t("{0}, port chosen by the cluster", path.address);
  if (path.kind === "node-port") {
    return port === null ? t("any node, port chosen by the cluster") : t("any node, port {0}", port);
  }
  return port === null ? t("address chosen by the cluster") : t("address chosen by the cluster, port {0}", port);
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
