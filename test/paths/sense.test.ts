// What must hold for the paths of any Service, however odd: no text throws, and every answer has the shape and order of `paths --format json`.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { kindOrder, viewpoints } from "../../server/src/paths/path.ts";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { pathsMermaid } from "../../server/src/report/mermaid.ts";
import { pathsText } from "../../server/src/report/plain.ts";
import { pathsReport } from "../../server/src/report/report.ts";
import { asJson, resolveAll, workspaceOf } from "./resolved.ts";
import { readCase } from "./table-case.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

const folder = new URL("./table/", import.meta.url);
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .sort()
  .map((name) => readCase(readFileSync(new URL(name, folder), "utf8")));

const scalar = fc.constantFrom(
  "80",
  "0",
  "-1",
  "99999",
  "1.5",
  '"80"',
  "http",
  "null",
  "true",
  "None",
  "{}",
  "[]",
  "10.96.0.80",
  '"fd00::1"',
  "*",
  "web",
  "Local",
  "'`|'",
);
const type = fc.constantFrom("ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "Nodeport", "1");
const port = fc.record(
  {
    name: scalar,
    port: scalar,
    targetPort: scalar,
    nodePort: fc.constantFrom("30080", "0", "web", "99999"),
    protocol: fc.constantFrom("TCP", "UDP", "SCTP", "tcp"),
    appProtocol: scalar,
  },
  { requiredKeys: [] },
);
const spec = fc.record(
  {
    type,
    clusterIP: scalar,
    clusterIPs: fc.constantFrom("[None]", '[10.96.0.80, "fd00::1"]', "x"),
    selector: fc.constantFrom("{ app: web }", "{ app: wbe }", "{}", "web"),
    ports: fc.array(port, { maxLength: 3 }).map((ports) => `[${ports.map(flow).join(", ")}]`),
    externalIPs: fc.constantFrom("[198.51.100.1]", '["2001:db8::1", 4]', "x"),
    externalName: scalar,
    externalTrafficPolicy: scalar,
    ipFamilyPolicy: fc.constantFrom("PreferDualStack", "RequireDualStack", "SingleStack", "x"),
    ipFamilies: fc.constantFrom("[IPv6]", "[IPv4, IPv6]", "[x]", "IPv4"),
    allocateLoadBalancerNodePorts: fc.constantFrom("true", "false", "x"),
  },
  { requiredKeys: ["ports"] },
);

function flow(fields: Readonly<Record<string, string | undefined>>): string {
  return `{ ${Object.entries(fields)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]))
    .join(", ")} }`;
}

test("any Service, however odd, gets an answer of the right shape and order", () => {
  fc.assert(
    fc.property(spec, fc.constantFrom(...cases), (fields, table) => {
      const odd = `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: ${flow(fields)}\n`;
      const services = resolveAll(
        workspaceOf({ ...table, files: [{ path: "a-odd.yaml", text: odd }, ...table.files] }),
      );
      for (const locale of ["en", "zh-cn"] as const) {
        const json = asJson(services, locale);
        for (const service of json) obeys(service);
        assert.ok(pathsReport(json, locale).length > 0);
        assert.ok(pathsMermaid(json, locale).startsWith("flowchart LR\n"));
        assert.ok(pathsText(json, locale).length > 0);
      }
    }),
    { numRuns: 120 },
  );
});

test("any text at all gets an answer", () => {
  const texts = cases.flatMap(({ files }) => files.map(({ text }) => text));
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat(200),
      fc.string({ maxLength: 5 }),
      (text, at, length, put) => {
        const place = at % (text.length + 1);
        const cut = text.slice(0, place) + put + text.slice(place + length);
        for (const service of asJson(resolveAll(workspaceOf({ files: [{ path: "cut.yaml", text: cut }] })), "en"))
          obeys(service);
      },
    ),
    { numRuns: 200 },
  );
});

function obeys({ paths }: ServicePaths): void {
  const keys = new Set<string>();
  let place = -1;
  let last = "";
  for (const path of paths) {
    assert.equal(path.viewpoint, viewpoints[path.kind]);
    assert.equal(path.why === null, path.state === "complete", "why is there exactly when not complete");
    assert.equal(path.names !== undefined, path.kind === "dns");
    if (path.url !== null) {
      assert.equal(path.protocol, "TCP");
      assert.match(path.url, /^https?:\/\//);
      assert.ok(path.address !== null && !path.address.includes("*") && path.port !== null);
      assert.ok(path.kind !== "srv" && path.kind !== "api-proxy");
    }
    if (path.path !== null) assert.ok(["ingress", "gateway-route", "custom-route"].includes(path.kind));
    if (path.kind === "port-forward" || path.kind === "api-proxy") assert.equal(path.protocol, "TCP");
    if (path.kind === "srv") assert.ok(path.servicePort?.name);
    const [first, ...rest] = path.hops;
    assert.equal(first?.kind, "client");
    assert.ok(rest.length > 0 && rest.every((hop) => hop.kind !== "client"));
    const open = path.port === null && path.kind !== "api-proxy" ? path.servicePort : undefined;
    const key = JSON.stringify([path.kind, path.address, path.port, path.protocol, path.path, open]);
    assert.ok(!keys.has(key), `twice: ${key}`);
    keys.add(key);
    // Of one Service port, in the order of kinds.
    const now = kindOrder.indexOf(path.kind);
    const own = JSON.stringify([path.servicePort, path.protocol]);
    if (path.servicePort !== null) {
      if (own === last) assert.ok(now >= place, `${path.kind} is out of order`);
      place = now;
      last = own;
    }
  }
}
