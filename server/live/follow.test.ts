// A kubeconfig that changes on disk: another current context, a half-written file, a change that concerns somebody else.

import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { followKubeconfig } from "./follow.ts";

const config = (current: string, servers: Readonly<Record<string, string>>) =>
  JSON.stringify({
    clusters: Object.entries(servers).map(([name, server]) => ({ name, cluster: { server } })),
    users: [{ name: "u", user: { token: "t" } }],
    contexts: Object.keys(servers).map((name) => ({ name, context: { cluster: name, user: "u" } })),
    "current-context": current,
  });

test("only what the choice leads to counts, a replaced file too, and a broken one is said", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "service-paths-follow-"));
  const file = path.join(folder, "config");
  const write = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const servers = { a: "https://127.0.0.1:1", b: "https://127.0.0.1:2" };
  write(config("a", servers));
  const events: string[] = [];
  let wake = () => undefined as void;
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const tell = (event: string) => () => {
    events.push(event);
    wake();
  };
  const follow = (name: string, context?: string) =>
    followKubeconfig({
      environment: { KUBECONFIG: file },
      context,
      onChange: tell(`${name} changed`),
      onBroken: (why) => tell(`${name} ${why === undefined ? "whole" : "broken"}`)(),
    });
  const following = [follow("current"), follow("picked", "a")];
  try {
    let seen = next();
    write(config("b", servers));
    await seen;
    assert.deepEqual(events, ["current changed"]);
    seen = next();
    write("{ half");
    await seen;
    while (events.length < 3) await next();
    assert.deepEqual(events.slice(1).sort(), ["current broken", "picked broken"]);
    seen = next();
    write(config("b", { ...servers, a: "https://127.0.0.1:3" }));
    await seen;
    while (events.length < 6) await next();
    assert.deepEqual(events.slice(3).sort(), ["current whole", "picked changed", "picked whole"]);
  } finally {
    for (const one of following) one.stop();
    rmSync(folder, { recursive: true });
  }
});
