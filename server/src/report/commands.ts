// The command to try a path with, for a POSIX shell.

import type { Text } from "../base/text.ts";
import type { AccessPath, ServicePaths } from "../protocol.ts";

/** Commands that belong together, with where to run them. */
export interface Command {
  /** Commands, and remarks between them. */
  readonly lines: readonly (string | Text)[];
}

/** What to run to see whether a path works; undefined while address or port is open, or nobody could run it. */
export function commandOf(service: ServicePaths, path: AccessPath): Command | undefined {
  const { address, port, protocol, kind } = path;
  if (kind === "port-forward") return portForward(service, path);
  if (address === null) return undefined;
  switch (kind) {
    case "srv":
      return { lines: [`dig +short SRV ${quote(address)}`] };
    case "api-proxy":
      return { lines: [`kubectl get --raw ${quote(address)}`] };
    case "ingress":
      return ingress(path);
    default:
      break;
  }
  const lookUp =
    kind === "dns" || kind === "pod-dns" || kind === "external-name" ? [`dig +short ${quote(address)}`] : [];
  if (port === null) return lookUp.length === 0 ? undefined : { lines: lookUp };
  if (path.url !== null) return { lines: [...lookUp, curl(path.url)] };
  if (address.includes("*") || protocol === "SCTP") return lookUp.length === 0 ? undefined : { lines: lookUp };
  return { lines: [...lookUp, `nc -vz${protocol === "UDP" ? "u" : ""} ${quote(address)} ${port}`] };
}

function portForward(service: ServicePaths, path: AccessPath): Command | undefined {
  if (path.port === null) return undefined;
  const forward = portForwardLine(service, path.port);
  const attempt = path.url === null ? `nc -vz localhost ${path.port}` : curl(path.url);
  const lines = [forward, secondTerminal, attempt];
  if (path.port >= 1024) return { lines };
  const other = path.port + 8000;
  const remark = {
    en: `Ports below 1024 may require root. Use ${other}:${path.port} instead of ${path.port} to get localhost:${other}.`,
    "zh-cn": `1024 以下的端口可能需要 root 权限。把 ${path.port} 换成 ${other}:${path.port}，即可改用 localhost:${other}。`,
  };
  return { lines: [remark, ...lines] };
}

/** `kubectl port-forward` for a Service's port, to the same port of this machine. */
export function portForwardLine({ namespace, name }: Pick<ServicePaths, "namespace" | "name">, port: number): string {
  return `kubectl port-forward -n ${quote(namespace)} ${quote(`svc/${name}`)} ${port}`;
}

const secondTerminal: Text = { en: "then, in a second terminal", "zh-cn": "然后在另一个终端中" };

/** Where the controller's address is known, curl is led there even before DNS knows the host. */
function ingress(path: AccessPath): Command | undefined {
  if (path.url === null || path.address === null || path.port === null) return undefined;
  const controller = path.hops.find((hop) => hop.kind === "ingress")?.address;
  if (controller === undefined || controller === null || !/^[\d.]+$|:/.test(controller))
    return { lines: [curl(path.url)] };
  return { lines: [`curl -v --resolve ${quote(`${path.address}:${path.port}:${controller}`)} ${quote(path.url)}`] };
}

/** An address, or localhost, is in nobody's certificate: -k. IPv6 in brackets is no pattern: -g. */
function curl(url: string): string {
  const flags = [
    "-v",
    ...(/^https:\/\/(localhost|[\d.]+|\[.*\])(:|\/|$)/.test(url) ? ["-k"] : []),
    ...(url.includes("[") ? ["-g"] : []),
  ];
  return `curl ${flags.join(" ")} ${quote(url)}`;
}

/** A word for a POSIX shell: quoted unless it is plain. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
