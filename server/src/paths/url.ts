// Which URL opens a path, if any: by appProtocol, then the port's name, then its number.

export type Scheme = "http" | "https";

/** What the rule looks at in a Service port. */
export interface SchemePort {
  readonly name: string | undefined;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
}

/** Names of other protocols; a port name that begins with one speaks it. */
const otherProtocols =
  /^(grpc|tcp|udp|sctp|tls|ssl|mysql|mariadb|postgres|pgsql|redis|mongo|amqp|kafka|dns|mqtt|nats|smtp|imap|pop3|ssh|sftp|ftp|ldap|ntp|snmp|syslog|sip|stun|memcache|cassandra|cql|zookeeper|thrift|rtsp|rtmp|xmpp|irc|telnet|mssql|nfs|smb|vnc|rdp|bgp|gelf|statsd)/;
const httpPorts = new Set([80, 3000, 5000, 8000, 8080, 8888]);
const httpsPorts = new Set([443, 8443]);

/** The scheme that the Service port speaks; undefined when it is neither http nor https. */
export function schemeOf(port: SchemePort | undefined): Scheme | undefined {
  if (port === undefined || port.protocol !== "TCP") return undefined;
  if (port.appProtocol) {
    const said = port.appProtocol.toLowerCase();
    return said === "http" || said === "https" ? said : undefined;
  }
  const name = port.name?.toLowerCase() ?? "";
  const [, word] = /^(https?|web)(?:-|$)/.exec(name) ?? [];
  if (word !== undefined) return word === "https" ? "https" : "http";
  if (otherProtocols.test(name)) return undefined;
  if (httpPorts.has(port.port)) return "http";
  return httpsPorts.has(port.port) ? "https" : undefined;
}

/** `http://[fd00::1]:8080`; undefined where scheme, host or port is not known, or the host is a wildcard. */
export function urlOf(
  scheme: Scheme | undefined,
  host: string | undefined,
  port: number | undefined,
  path = "",
): string | undefined {
  if (scheme === undefined || host === undefined || port === undefined || host.includes("*")) return undefined;
  const name = host.includes(":") ? `[${host}]` : host;
  const own = scheme === "http" ? 80 : 443;
  return `${scheme}://${name}${port === own ? "" : `:${port}`}${path}`;
}
