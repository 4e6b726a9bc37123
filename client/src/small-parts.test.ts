// The small pure parts: which Service is at the cursor, the best address, snapshots, commands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bestPath, shortAddress } from "./best-path.ts";
import { leftOutWords } from "./left-out.ts";
import { forwardTo, portForwardCommand, usualLocalPort } from "./port-forward.ts";
import { separates, serviceAt } from "./service-at.ts";
import { parseSnapshot } from "./snapshot-text.ts";
import { joinPort } from "./tree/address.ts";
import { embed, plainWords } from "./tree/example-services.ts";
import { serviceTooltip } from "./tree/tooltips.ts";

test("the Service of the document at the cursor, else the nearest above, else the first below", () => {
  const lines = "kind: Pod\n---\nkind: Service\nname: a\n---\nkind: Deployment\n--- # b\nkind: Service\nname: b".split(
    "\n",
  );
  const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 1 } });
  const services = [
    { ...embed, name: "b", range: at(8) },
    { ...embed, name: "a", range: at(3) },
  ];
  const found = lines.map((_, line) => serviceAt(services, line, (l) => separates(textOf(lines), l))?.name);
  assert.deepEqual(found, ["a", "a", "a", "a", "a", "a", "b", "b", "b"]);
  assert.equal(
    serviceAt([], 0, () => false),
    undefined,
  );
});

test("what is known of a file may be older than its text", () => {
  const services = [{ ...embed, range: { start: { line: 9, character: 0 }, end: { line: 9, character: 1 } } }];
  assert.equal(serviceAt(services, 0, (line) => separates(textOf(["kind: Pod"]), line))?.name, "embed");
});

test("a tooltip says what localhost reaches where the cluster is known", () => {
  const hint = "On minikube, `minikube service -n default embed --url` prints an address.";
  assert.ok(serviceTooltip({ ...embed, hints: [hint] }, plainWords).includes(`\n\n$(info) ${hint}\n\n`));
});

test("the address to name is one that works, from as far away as possible", () => {
  const best = bestPath(embed);
  assert.equal(best && shortAddress(best), "http://192.168.1.100:32080");
  const inside = bestPath({ ...embed, paths: embed.paths.filter((path) => path.viewpoint !== "node-network") });
  assert.equal(inside && shortAddress(inside), "embed.default:8080");
  assert.equal(bestPath({ ...embed, paths: embed.paths.map((path) => ({ ...path, state: "broken" })) }), undefined);
});

test("kubectl port-forward, for names and ports only", () => {
  const forward = forwardTo("shop", "web", 80);
  assert.ok(forward);
  assert.equal(
    portForwardCommand(forward, usualLocalPort(80)),
    "kubectl port-forward --namespace shop service/web 8080:80",
  );
  assert.equal(usualLocalPort(443), 8443);
  for (const [namespace, name, port] of [
    ["$(x)", "web", 80],
    ["shop", "a b", 80],
    ["shop", "", 80],
    ["shop", "web", 0.5],
  ] as const) {
    assert.equal(forwardTo(namespace, name, port), undefined);
  }
});

test("a snapshot in JSON is sent as objects, one in YAML as its text", () => {
  assert.deepEqual(parseSnapshot(' {"kind":"List"}'), [{ kind: "List" }]);
  assert.deepEqual(parseSnapshot('[{"kind":"Service"}]'), [{ kind: "Service" }]);
  assert.deepEqual(parseSnapshot("kind: List\n"), ["kind: List\n"]);
  assert.deepEqual(parseSnapshot("{kind: List}"), ["{kind: List}"]);
  assert.equal(parseSnapshot(" \n"), undefined);
});

test("IPv6 addresses stand in brackets", () => {
  assert.equal(joinPort("fd00::1", 80), "[fd00::1]:80");
  assert.equal(joinPort("10.0.0.1", 80), "10.0.0.1:80");
  assert.equal(joinPort("_http._tcp.web.shop.svc.cluster.local", null), "_http._tcp.web.shop.svc.cluster.local");
});

function textOf(lines: readonly string[]) {
  return {
    lineCount: lines.length,
    lineAt: (line: number) => {
      const text = lines[line];
      if (text === undefined) throw new Error("Illegal value for `line`");
      return { text };
    },
  };
}

test("the view says how many files are not looked at, and why", () => {
  assert.equal(leftOutWords({ ignored: 0, excluded: 0, unreadable: 0 }, plainWords), undefined);
  assert.equal(
    leftOutWords({ ignored: 3, excluded: 0, unreadable: 1 }, plainWords),
    "skipped: 3 in .gitignore, 1 unreadable",
  );
});
