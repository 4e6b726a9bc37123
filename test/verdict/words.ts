// What may stand in a Service's fields: values that are fine, values that are nearly so, and values that are not.

import fc from "fast-check";
import { ip } from "./addresses.ts";
import { raw, type Tree } from "./tree.ts";

/** A field's values: `fine` pass its own rules, `odd` try them. Both are shrunk towards the first. */
export interface Words {
  readonly fine: fc.Arbitrary<Tree>;
  readonly odd: fc.Arbitrary<Tree>;
}

function words(fine: readonly Tree[], odd: readonly Tree[], ...more: readonly fc.Arbitrary<Tree>[]): Words {
  return { fine: fc.constantFrom(...fine), odd: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...odd) }, ...more) };
}

const a = (length: number): string => "a".repeat(length);

const nameLike: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom("a", "b", "0", "9", "-", ".", "_", "/", "A", "Z", "é", " "),
  minLength: 0,
  maxLength: 10,
});

export const name = words(
  ["web", "api", "db", "s0", "1a", "a-b", a(63)],
  [
    "",
    "Web",
    "a.b",
    "a_b",
    "-a",
    "a-",
    a(64),
    `${a(64)}.b`,
    "a b",
    ".",
    "..",
    "a/b",
    "a%b",
    "ä",
    "0",
    "a--b",
    "a..b",
    "A.B",
  ],
  nameLike,
);
export const generateName = words(
  ["web-", "web", "a.", a(57), a(58)],
  [
    "",
    "-",
    "Web-",
    "web_",
    "web--",
    "web.-",
    a(59),
    a(63),
    a(64),
    `${a(62)}-`,
    `${a(63)}-`,
    "-a",
    "--",
    "a/",
    "1-",
    "ä-",
  ],
  nameLike,
);
export const namespace = words(
  ["default", "prod", "staging"],
  ["", "Prod", "a b", "a/b", "a.b", "..", "-", a(64), "pr%20od", "kube-system", "ä", a(63)],
);
export const key = words(
  ["app", "app.kubernetes.io/name", "A_b.c", "a/b", "8080", a(63), "tier"],
  [
    "",
    "-a",
    "a-",
    "a/b/c",
    "/a",
    "a/",
    "/",
    "A/b",
    "a_b/c",
    "a b",
    a(64),
    `${a(253)}/a`,
    `${a(254)}/a`,
    "a..b/c",
    "ä",
    "a/-",
    "kubernetes.io/",
    ".",
    "_",
    "a.",
    "yes",
    "null",
    "~",
    "1.5",
    "<<",
    "=",
  ],
  nameLike,
);
export const labelValue = words(
  ["web", "", "1.0", "A_b-c", a(63), "true"],
  ["a b", "-a", "a-", "a/b", a(64), `-${a(64)}`, "ä", ".", "a:b", true, 1, 1.5, null, [], {}, "a\nb", "a\tb"],
  nameLike,
);
export const annotationKey = words(
  [
    "example.com/note",
    "service.kubernetes.io/topology-mode",
    "service.kubernetes.io/topology-aware-hints",
    "service.beta.kubernetes.io/load-balancer-source-ranges",
    "Example.COM/Note",
  ],
  ["Service.Kubernetes.io/topology-aware-hints", "note", "NOTE/x"],
  key.odd,
);
export const annotationValue = words(
  ["auto", "Auto", "", "10.0.0.0/8", "any text: at all\nreally"],
  [
    "10.0.0.0/8, 192.168.0.0/16",
    "10.0.0.1/8",
    ",",
    " ",
    "x",
    " 10.0.0.0/8 ,,",
    "::/0,2001:DB8::/32",
    "Disabled",
    true,
    1,
    null,
    {},
    [],
  ],
);
export const type = words(
  ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
  ["", "clusterIP", "nodeport", "Headless", "NodePort "],
);
export const portNumber = words(
  [80, 443, 53, 81, 8080, 65535, 1],
  [
    0,
    -1,
    65536,
    70000,
    2147483647,
    2147483648,
    -2147483648,
    -2147483649,
    80.5,
    1e15,
    "80",
    "http",
    "",
    null,
    raw("99999999999999999999"),
  ],
  fc.integer({ min: -70000, max: 70000 }),
);
export const portName = words(
  ["http", "https", "dns", "a", "8080", "a--b", a(15), a(63)],
  ["", "HTTP", "a_b", "a.b", "-a", "a-", a(64), "ä", 80, true, " "],
  nameLike,
);
export const protocol = words(["TCP", "UDP", "SCTP"], ["", "tcp", "HTTP", "Udp", " TCP"]);
export const appProtocol = words(
  ["http", "kubernetes.io/h2c", "kubernetes.io/ws", "HTTP", "example.com/My_Proto"],
  ["", "a b", "-a", "A/b", "a/b/c", a(64), "https/", "http2 ", "/h2c", null],
  nameLike,
);
export const targetPort = words(
  [8080, "http", 1, 65535, "a-1", "https"],
  [
    0,
    "",
    "0",
    "80",
    -1,
    65536,
    3000000000,
    80.5,
    a(15),
    a(16),
    "a--b",
    "-a",
    "a-",
    "HTTP",
    "a_b",
    "--",
    "-",
    "8-0",
    "http ",
    true,
    [],
    {},
    null,
    "ä",
    `${a(16)}--`,
  ],
  nameLike,
  fc.integer({ min: -70000, max: 70000 }),
);
export const nodePort = words(
  [30080, 30000, 32767, 30001, 30002, 31500],
  [0, 29999, 32768, 80, -1, 65536, 99999, 2147483647, 2147483648, "30080", 30080.5, null],
  fc.integer({ min: 29000, max: 33000 }),
);
export const clusterIP = words(
  ["10.96.10.10", "10.96.10.11", "None", "", "10.96.255.254", "10.96.0.2", "fd00:10:96::a", "fd00:10:96::b"],
  [
    "10.96.0.1",
    "10.96.0.0",
    "10.96.255.255",
    "10.97.0.1",
    "none",
    "NONE",
    "None ",
    "fd00:10:96::",
    "fd00:10:96::1",
    "fd00:10:96::ffff",
    "fd00:10:97::1",
    "FD00:10:96::A",
    "fd00:10:96:0::b",
  ],
  ip,
);
export const ipFamily = words(["IPv4", "IPv6"], ["ipv4", "IPv5", "", "IPv4 ", "IPV6"]);
export const ipFamilyPolicy = words(
  ["SingleStack", "PreferDualStack", "RequireDualStack"],
  ["", "singlestack", "DualStack", "RequireDualstack", null],
);
export const affinity = words(["ClientIP", "None"], ["", "none", "clientIP", "ClientIp", "Cookie"]);
export const affinityConfig: Words = {
  fine: fc.constantFrom<Tree>(
    { clientIP: { timeoutSeconds: 600 } },
    { clientIP: { timeoutSeconds: 86400 } },
    { clientIP: { timeoutSeconds: 1 } },
  ),
  odd: fc.constantFrom<Tree>(
    {},
    { clientIP: {} },
    { clientIP: null },
    { clientIP: { timeoutSeconds: null } },
    { clientIP: { timeoutSeconds: 0 } },
    { clientIP: { timeoutSeconds: 86400.0 } },
    { clientIP: { timeoutSeconds: 1, nope: 1 } },
    { clientIP: [] },
    { clientIP: "" },
    { clientIP: { timeoutSeconds: -1 } },
    { clientIP: { timeoutSeconds: 86401 } },
    { clientIP: { timeoutSeconds: "600" } },
    { clientIP: { timeoutSeconds: 3000000000 } },
    { clientIP: { timeoutSecond: 1 } },
    { clientip: { timeoutSeconds: 1 } },
    { timeoutSeconds: 1 },
    null,
    [],
    "600",
  ),
};
export const trafficPolicy = words(["Cluster", "Local"], ["", "local", "Global", "Cluster "]);
export const trafficDistribution = words(
  ["PreferClose", "PreferSameZone", "PreferSameNode"],
  ["", "preferClose", "Close", null],
);
export const bool = words(
  [true, false],
  ["true", "yes", 1, 0, null, "", raw("yes"), raw("Off"), raw("y"), raw("tRue")],
);
export const healthCheckNodePort = words(
  [31500, 30000, 32000],
  [0, 80, 29999, 32768, -1, 65536, 70000, 30080, 30001, 2147483648, "31500", null],
);
export const externalName = words(
  ["mail.example.com", "a", "db.example.com.", "10.0.0.5", "1.2.3.4.", "example.com"],
  [
    "",
    ".",
    "..",
    "Mail.example.com",
    "a_b.com",
    "*.example.com",
    "http://example.com",
    "example.com:80",
    "example.com/x",
    "-a.com",
    "a-.com",
    "a..b",
    `${a(64)}.com`,
    `${a(253)}`,
    `${a(254)}`,
    `${a(253)}.`,
    "fd00::1",
    "ä.com",
    " a",
    null,
  ],
  nameLike,
);
export const loadBalancerIP = words(
  ["192.0.2.1", "2001:db8::1"],
  ["", "garbage", "010.0.0.1", "::ffff:1.2.3.4", "2001:DB8::1", "2001:db8:0::1", "0.0.0.0", "fe80::1%eth0"],
  ip,
);
export const loadBalancerClass = words(
  ["example.com/lb", "lb"],
  ["", "a b", "A/b", "a/b/c", "-a", a(64), null],
  nameLike,
);
export const finalizer = words(
  ["example.com/x", "kubernetes", "orphan", "foregroundDeletion"],
  ["x", "", "a b/c", "a/b/c", "-", "A/b", "example.com/", "Orphan", 1, null],
);
export const timestamp = words(
  [null, "2024-01-02T03:04:05Z"],
  [
    "",
    "2024-01-02",
    "2024-01-02T03:04:05",
    "2024-13-02T03:04:05Z",
    "2024-01-02T03:04:05+01:00",
    "2024-01-02T03:04:05.5Z",
    "2024-02-30T03:04:05Z",
    "2024-01-02t03:04:05z",
    "x",
    5,
    true,
    {},
    raw("2024-01-02T03:04:05Z"),
    raw("2024-01-02"),
  ],
);

export const externalIP: Words = { fine: fc.constantFrom("192.0.2.10", "198.51.100.7", "2001:db8::5"), odd: ip };

/** Ranges likewise. */
export const cidr: Words = {
  fine: fc.constantFrom("10.0.0.0/8", "0.0.0.0/0", "192.168.1.0/24", "2001:db8::/32", "::/0", " 10.0.0.0/8 "),
  odd: fc.oneof(
    fc.constantFrom(
      "10.0.0.1/8",
      "10.0.0.0",
      "10.0.0.0/33",
      "10.0.0.0/08",
      "010.0.0.0/8",
      "::ffff:10.0.0.0/104",
      "::ffff:1.2.3.4/128",
      "2001:DB8::/32",
      "2001:db8:0::/48",
      "2001:db8::1/32",
      "::/129",
      "/8",
      "10.0.0.0/",
      "10.0.0.0/-1",
      "10.0.0.0/+8",
      "10.0.0.0/8/8",
      "",
      " ",
      "x",
      "10.0.0.0/8,11.0.0.0/8",
      "10.0.0.0 /8",
      "\t10.0.0.0/8\n",
      "10.0.0.0/008",
      "::1/128",
      "fe80::%eth0/64",
      "::ffff:0:0/96",
    ),
    fc
      .tuple(ip, fc.constantFrom("0", "8", "24", "32", "33", "64", "128", "129", "08", "", "x"))
      .map(([address, bits]) => `${address}/${bits}`),
  ),
};

/** Of the wrong kind for most fields. */
export const wrongKind: fc.Arbitrary<Tree> = fc.constantFrom<Tree>(
  null,
  "",
  "x",
  0,
  1,
  -1,
  1.5,
  3000000000,
  true,
  false,
  [],
  {},
  ["x"],
  [1],
  [null],
  { a: "b" },
  { a: 1 },
  [{}],
  [[]],
  1e21,
);
