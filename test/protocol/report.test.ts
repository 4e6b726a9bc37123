// "How to reach this" for the sample shop: whoever reads only the report can draw the traffic on paper.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { hostOf, nextNotification, startPair } from "./pair.ts";

async function reportOnShop(locale: string): Promise<string> {
  const folder = "test/workspace/shop";
  const files = Object.fromEntries(
    readdirSync(folder).map((name) => [`file:///w/${name}`, readFileSync(`${folder}/${name}`, "utf8")]),
  );
  const pair = await startPair(hostOf(files), { initializationOptions: { locale } });
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  const report = await pair.client.sendRequest<string>("servicePaths/report", { format: "markdown" });
  pair.close();
  return report;
}

/** The cells of the rows of the first table, without its head. */
function overview(report: string): readonly (readonly string[])[] {
  const table = /(?:^\|.*\n)+/m.exec(report)?.[0] ?? "";
  const rows = table.trim().split("\n").slice(2);
  return rows.map((row) => row.split(" | ").map((cell) => cell.replace(/^\| | \|$|`/g, "").replaceAll("\u00a0", " ")));
}

test("the overview has every box and every arrow", async () => {
  assert.deepEqual(overview(await reportOnShop("en")), [
    [
      "shop/api ClusterIP",
      "Outside the cluster, Inside the cluster; called by Ingress api, Deployment payment, Deployment web",
      "Deployment api :3000 :9090",
      "✓ 9 ? 2",
    ],
    [
      "shop-data/database headless",
      "Inside the cluster; called by Deployment shop/api, StatefulSet database",
      "StatefulSet database :5432",
      "✓ 6",
    ],
    ["shop/mail ExternalName", "Inside the cluster; called by Deployment api", "smtp.mail.example.com :587", "✓ 2"],
    [
      "shop/payment LoadBalancer",
      "Outside the cluster, The nodes' network, Inside the cluster; called by Deployment api",
      "Deployment payment :8443",
      "✓ 4 ? 3",
    ],
    [
      "shop-data/queue ClusterIP",
      "Inside the cluster; called by Deployment shop/api, Deployment shop/payment",
      "Deployment queue :7000",
      "✓ 6 ? 2",
    ],
    ["shop/web NodePort", "The nodes' network, Inside the cluster, This machine", "Deployment web :8080", "✓ 5 ? 2"],
  ]);
});

test("a Service's own part says pods, callers, shorter names and what an ExternalName is", async () => {
  const report = await reportOnShop("en");
  assert.match(
    report,
    /It leads to Deployment api \(3 pods, `api\.yaml`\)\. Called by Ingress api, Deployment payment/,
  );
  assert.match(report, /Pods can use shorter names: `api\.shop` in every namespace, `api` only in `shop`\./);
  assert.match(report, /a CNAME/);
  assert.match(report, /kind 127\.0\.0\.1:8080 → 30080\/TCP → Any node :30080 → Service :80 → Deployment web :8080/);
});

test("the Chinese report says the same in Chinese", async () => {
  const report = await reportOnShop("zh-cn");
  assert.match(
    report,
    /它通向 Deployment api（3 个 Pod，`api\.yaml`）。调用方：Ingress api、Deployment payment、Deployment web。/,
  );
  assert.match(report, /任何命名空间都可用 `api\.shop`/);
  // Outside of code, between Chinese words no ASCII punctuation is left over.
  const prose = report.replace(/```[\s\S]*?```/g, "").replace(/`[^`]*`/g, "");
  assert.doesNotMatch(prose, /\p{Script=Han}[,;:!?]|[,;:!?]\p{Script=Han}/u);
});
