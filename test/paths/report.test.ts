// The report and the diagram of the sample: whoever reads only them can draw the traffic; and no odd name breaks them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { widthOf } from "../../server/src/base/columns.ts";
import { defaultSettings } from "../../server/src/base/settings.ts";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { commandOf, quote } from "../../server/src/report/commands.ts";
import { pathsMermaid } from "../../server/src/report/mermaid.ts";
import { pathsText } from "../../server/src/report/plain.ts";
import { pathsReport } from "../../server/src/report/report.ts";
import { asJson, resolveAll, workspaceOf } from "./resolved.ts";

const shop = new URL("../workspace/shop/", import.meta.url);
const files = readdirSync(shop)
  .sort()
  .map((path) => ({ path, text: readFileSync(new URL(path, shop), "utf8") }));
const resolved = resolveAll(workspaceOf({ files, settings: { ...defaultSettings, nodeAddresses: ["192.168.1.100"] } }));
const english = asJson(resolved, "en");
const chinese = asJson(resolved, "zh-cn");

function only(services: readonly ServicePaths[], name: string): readonly ServicePaths[] {
  return services.filter((service) => service.name === name);
}

describe("the report for shop", () => {
  const report = pathsReport(english, "en");
  test("has every Service, and each way hop by hop", () => {
    for (const { namespace, name } of english) assert.ok(report.includes(`## \`${namespace}/${name}\``), name);
    for (const way of [
      "Ingress api → Service :80 → Deployment api :3000",
      "node 192.168.1.100:30080 → Service :80 → Deployment web :8080",
      "kind 127.0.0.1:8080 → 30080/TCP → Any node :30080 → Service :80 → Deployment web :8080",
      "Load balancer (only for clients from 198.51.100.0/24, 203.0.113.16/28) :443 → Any node → Service :443 → Deployment payment :8443",
      "smtp.mail.example.com:587",
      "StatefulSet database :5432",
    ]) {
      assert.ok(report.includes(`: ${way} (`), way);
    }
  });
  test("has the commands to try", () => {
    for (const command of [
      "curl -v https://api.shop.example.com/",
      "curl -v http://192.168.1.100:30080",
      "curl -v http://localhost:8080",
      "dig +short SRV _http._tcp.web.shop.svc.cluster.local",
      "nc -vzu queue.shop-data.svc.cluster.local 7000",
      "kubectl port-forward -n shop-data svc/database 5432",
      "kubectl get --raw /api/v1/namespaces/shop/services/web:http/proxy/",
    ]) {
      assert.ok(report.split("\n").includes(command), command);
    }
  });
  test("says why something is unknown", () => {
    assert.match(report, /- load balancer \(unknown\): The load balancer's address is unknown until/);
  });
  test("is Chinese for Chinese readers, with every Service too", () => {
    const text = pathsReport(chinese, "zh-cn");
    for (const { namespace, name } of chinese) assert.ok(text.includes(`## \`${namespace}/${name}\``), name);
    assert.match(text, /负载均衡器（仅允许来自 198\.51\.100\.0\/24/);
    assert.doesNotMatch(text, /assigned by the cluster|Inside the cluster|Anybody/);
  });
  test("has few columns, and none of short Chinese words alone, which long addresses would make one character wide", () => {
    const text = pathsReport(chinese, "zh-cn");
    const rows = text.split("\n").filter((line) => line.startsWith("| ✓ |") || line.startsWith("| ? |"));
    assert.ok(rows.length > 20);
    for (const row of rows) {
      const cells = row.split(" | ").slice(1);
      assert.equal(cells.length, 2, row);
      assert.match(cells[0] ?? "", /^`[^`]+`(?:<wbr>`[^`]+`)*$/);
      assert.match(cells[1] ?? "", /[a-z]{4}.*（.*）/, row);
    }
    assert.match(text, /\| `_metrics\._tcp\.api\.shop`<wbr>`\.svc\.cluster\.local` \|/);
    const whole = text.replaceAll("`<wbr>`", "");
    assert.ok(whole.includes("| `database-0.database.shop-data.svc.cluster.local:5432` |"));
    assert.ok(whole.includes("| `/api/v1/namespaces/shop-data/services/database:postgres/proxy/` |"));
  });
  test("groups the paths by viewpoint, outermost first", () => {
    const web = pathsReport(only(english, "web"), "en");
    const groups = [...web.matchAll(/^\| {2}\| \*\*(.*)\*\* \| {2}\|$/gm)].map(([, name]) => name);
    assert.deepEqual(groups, ["The nodes' network", "Inside the cluster", "This machine"]);
  });
  test("of one Service has its name in the title", () => {
    assert.match(pathsReport(only(english, "web"), "en"), /^# How to reach `shop\/web`\n/);
    assert.match(pathsReport(only(chinese, "web"), "zh-cn"), /^# 如何访问 `shop\/web`\n/);
  });
  test("of none says so", () => {
    assert.match(pathsReport([], "en"), /There are no Services\.\n$/);
  });
  test("ends with one line break, and its tables have as many cells in each row", () => {
    assert.match(report, /[^\n]\n$/);
    let width = 0;
    for (const line of report.split("\n")) {
      const cells = line.startsWith("|") ? line.replaceAll("\\|", "").split("|").length : 0;
      if (cells > 0 && width > 0) assert.equal(cells, width, line);
      width = cells;
    }
  });
});

describe("the text for a terminal", () => {
  test("marks each path", () => {
    const text = pathsText(english, "en");
    assert.match(text, /http:\/\/192\.168\.1\.100:30080(\n {4})? {2}\(node port, ✓ reachable, from the settings\)/);
    assert.match(text, /<assigned by the cluster>:443 {2}\(load balancer, \? unknown\)/);
    for (const line of text.split("\n")) assert.ok(widthOf(line) <= 80 || !line.trim().includes(" "), line);
    assert.match(pathsText(english, "en", 200), /KIND OF PATH +ADDRESS +STATE +CERTAINTY/);
  });
});

describe("the diagram", () => {
  const chart = pathsMermaid(english, "en");
  test("leads from the viewpoints through doors and Services to pods", () => {
    const names = new Map([...chart.matchAll(/^ {2}(n\d+)[([{]+"([^"]*)"/gm)].map(([, id, words]) => [id, words]));
    const edges = [...chart.matchAll(/^ {2}(n\d+) -\.?->(?:\|"[^"]*"\|)? (n\d+)$/gm)].map(
      ([, from, to]) => `${names.get(from)} > ${names.get(to)}`,
    );
    for (const edge of [
      "Outside the cluster > Ingress api",
      "Ingress api > Service api<br/>shop",
      "Service api<br/>shop > Deployment api",
      "The nodes' network > node 192.168.1.100:30080",
      "node 192.168.1.100:30080 > Service web<br/>shop",
      "Inside the cluster > StatefulSet database",
      "Inside the cluster > smtp.mail.example.com:587",
    ]) {
      assert.ok(edges.includes(edge), edge);
    }
  });
  test("has only lines that Mermaid knows", () => {
    for (const line of chart.trimEnd().split("\n").slice(1)) {
      assert.match(
        line,
        /^ {2}(n\d+(\(\[|\[\[|\[|\{\{|\()"[^"\n]*"(\]\)|\]\]|\]|\}\}|\)):::\w+|n\d+ (-->|-\.->)(\|"[^"\n]+"\|)? n\d+|classDef \w+ .+)$/,
      );
    }
  });
  test("quotes what would end a text", () => {
    const odd: ServicePaths = { ...(english[0] as ServicePaths), name: 'a"]b#<c>' };
    assert.ok(pathsMermaid([odd], "en").includes('"Service a#quot;]b#35;#lt;c#gt;<br/>shop"'));
  });
});

describe("commands", () => {
  test("no name can run anything else", () => {
    assert.equal(quote("web.shop.svc"), "web.shop.svc");
    assert.equal(quote("$(reboot)"), "'$(reboot)'");
    assert.equal(quote("it's; ls"), "'it'\\''s; ls'");
    assert.equal(quote(""), "''");
  });
  test("curl goes to a controller whose address is known, and asks no certificate of an address", () => {
    const [web] = only(english, "web");
    const [api] = only(english, "api");
    assert.ok(web !== undefined && api !== undefined);
    const ingress = api.paths.find((path) => path.kind === "ingress");
    assert.ok(ingress !== undefined);
    const live = {
      ...ingress,
      hops: ingress.hops.map((hop) => (hop.kind === "ingress" ? { ...hop, address: "203.0.113.5" } : hop)),
    };
    assert.deepEqual(commandOf(api, live)?.lines, [
      "curl -v --resolve api.shop.example.com:443:203.0.113.5 https://api.shop.example.com/",
    ]);
    const node = web.paths.find((path) => path.kind === "node-port");
    assert.ok(node !== undefined);
    assert.deepEqual(commandOf(web, { ...node, url: "https://[fd00::1]:30080" })?.lines, [
      "curl -v -k -g 'https://[fd00::1]:30080'",
    ]);
    assert.equal(commandOf(web, { ...node, address: null }), undefined);
  });
});
