// The diagram from access paths to SVG: what is a box, what is a line, where they lie, and where the keyboard goes.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccessPath, Hop, ServiceCaller, ServicePaths } from "../../../server/src/protocol.ts";
import { embed, plainWords as t } from "../tree/example-services.ts";
import { callsGraph, diagramGraph } from "./graph.ts";
import { type Drawing, labelRectangle, layoutGraph, type PlacedBox, type Rectangle } from "./layout.ts";
import { boxBeside } from "./move.ts";
import { diagramPage } from "./page.ts";
import { drawingStyle, drawingSvg, themeColours } from "./svg.ts";

const client: Hop = { kind: "client", label: "Somebody" };
const pods: Hop = {
  kind: "endpoints",
  port: 8080,
  workloads: [{ kind: "Deployment", namespace: "shop", name: "web", file: "web.yaml", uri: "file:///web.yaml" }],
};
const path = (rest: Partial<AccessPath>): AccessPath => ({
  kind: "cluster-ip",
  viewpoint: "cluster",
  protocol: "TCP",
  address: null,
  port: 80,
  url: null,
  path: null,
  servicePort: { name: "http", port: 80 },
  certainty: "manifest",
  state: "complete",
  hops: [client, { kind: "service", label: "Service", port: 80 }, pods],
  why: null,
  ...rest,
});
const service = (rest: Partial<ServicePaths>): ServicePaths => ({
  namespace: "shop",
  name: "web",
  type: "NodePort",
  headless: false,
  file: "web.yaml",
  uri: "file:///web.yaml",
  range: { start: { line: 3, character: 8 }, end: { line: 3, character: 11 } },
  paths: [],
  ...rest,
});
const nodePort = path({
  kind: "node-port",
  viewpoint: "node-network",
  address: "192.0.2.7",
  port: 30080,
  hops: [
    client,
    { kind: "node", label: "Node", address: "192.0.2.7", port: 30080 },
    { kind: "service", label: "Service", port: 80 },
    pods,
  ],
});
const web = service({
  paths: [
    path({ kind: "dns", address: "web.shop.svc.cluster.local", names: ["web.shop.svc", "web.shop", "web"] }),
    path({ state: "unknown", why: "The address is chosen later." }),
    nodePort,
  ],
});

const manyServices = ["a", "b", "c"].flatMap((name, at) => [
  { ...embed, name },
  { ...web, name, uri: `file:///${name}.yaml`, paths: web.paths.slice(at) },
]);

function only(services: readonly ServicePaths[]) {
  const [section] = diagramGraph(services, t).sections;
  assert.ok(section);
  return section;
}

test("boxes stand once, from the clients to the pods", () => {
  const { title, boxes } = only([web]);
  assert.equal(title, "shop");
  assert.deepEqual(
    boxes.map(({ column, title: name, lines }) => [column, name, ...lines]),
    [
      [0, "Inside the cluster"],
      [3, "web", "NodePort"],
      [4, "web", "Deployment"],
      [0, "The nodes' network"],
      [2, "Node", "192.0.2.7:30080"],
    ],
  );
  const named = boxes.find(({ kind }) => kind === "service");
  assert.deepEqual(named?.place, { uri: "file:///web.yaml", range: web.range });
  assert.equal(named?.spoken, "Service web, NodePort, reachable, leads to web");
});

test("lines say what the client types and where ports lead; the better state counts", () => {
  const { lines } = only([web]);
  assert.deepEqual(
    lines.map(({ labels, state }) => [labels, state]),
    [
      [["web.shop:80"], "complete"],
      [[":80 → 8080"], "complete"],
      [[":30080"], "complete"],
      [[], "complete"],
    ],
  );
});

test("the reason of a broken path is with its lines and boxes", () => {
  const { boxes, lines } = only([service({ paths: [path({ state: "broken", why: "No pod has this port." })] })]);
  assert.ok(lines.every(({ state, why }) => state === "broken" && why.includes("No pod has this port.")));
  assert.match(boxes.find(({ kind }) => kind === "pods")?.spoken ?? "", /unreachable\. No pod has this port\.$/);
});

test("nodes are one box for each port of a Service, however many there are", () => {
  const addresses = Array.from({ length: 9 }, (_, at) => `192.0.2.${at + 1}`);
  const paths = addresses.map((address) => ({
    ...nodePort,
    address,
    hops: nodePort.hops.map((hop) => (hop.kind === "node" ? { ...hop, address } : hop)),
  }));
  const nodes = only([service({ paths })]).boxes.filter(({ kind }) => kind === "node");
  assert.deepEqual(
    nodes.map(({ lines }) => lines),
    [["192.0.2.1:30080", "192.0.2.2:30080", "… (9)"]],
  );
});

test("a headless Service is drawn, though its traffic goes past it", () => {
  const paths = [path({ kind: "dns", address: "db.shop.svc.cluster.local", port: 8080, hops: [client, pods] })];
  const { boxes, lines } = only([service({ name: "db", headless: true, paths })]);
  assert.deepEqual(
    boxes.map(({ kind, title, lines: below }) => [kind, title, ...below]),
    [
      ["client", "Inside the cluster"],
      ["service", "db", "Headless"],
      ["pods", "web", "Deployment"],
    ],
  );
  assert.deepEqual(
    lines.map(({ labels }) => labels),
    [["db.shop.svc.cluster.local:8080"], [":8080"]],
  );
});

test("kubectl's port-forward shows for one Service, not for many", () => {
  const forward = path({
    kind: "port-forward",
    viewpoint: "this-machine",
    address: "localhost",
    hops: [client, { kind: "api-server", label: "API server" }, pods],
  });
  const one = service({ paths: [forward] });
  assert.ok(only([one]).boxes.some(({ title }) => title === "API server"));
  assert.deepEqual(only([one, service({ name: "other", uri: "file:///b.yaml" })]).boxes, []);
});

test("a section for each namespace, in order; too many Services are counted", () => {
  const many = Array.from({ length: 320 }, (_, at) => service({ name: `s${at}`, namespace: at % 2 === 0 ? "b" : "a" }));
  const { sections, left } = diagramGraph(many, t);
  assert.deepEqual([...new Set(sections.map(({ title }) => title))], ["a", "b"]);
  assert.equal(left, 20);
});

test("no box covers another, and columns come from left to right", () => {
  const drawing = layoutGraph(diagramGraph([web, ...manyServices], t));
  const boxes = drawing.sections.flatMap((section) => section.boxes);
  assert.ok(boxes.length > 10);
  const meets = (left: PlacedBox, right: PlacedBox) =>
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height;
  for (const [at, box] of boxes.entries()) {
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= drawing.width && box.y + box.height <= drawing.height);
    for (const other of boxes.slice(at + 1)) assert.ok(!meets(box, other), `${box.box.id} covers ${other.box.id}`);
  }
  for (const section of drawing.sections) {
    for (const { line } of section.lines) {
      const [from, to] = [line.from, line.to].map((id) => section.boxes.find(({ box }) => box.id === id));
      assert.ok(from && to && from.x + from.width < to.x, `${line.from} stands right of ${line.to}`);
    }
  }
});

test("the same Services give the same picture", () => {
  const draw = () => drawingSvg(layoutGraph(diagramGraph(manyServices, t)), { label: "all", namespace: "Namespace" });
  assert.equal(draw(), draw());
});

test("the SVG is well-formed whatever the names are, and every box can be focused and has its words", () => {
  const odd = `<script>alert("1")</script>&'\u0001`;
  const services = [service({ name: odd, namespace: odd, paths: [path({ why: odd, state: "broken", path: odd })] })];
  const svg = drawingSvg(
    layoutGraph(diagramGraph(services, t)),
    { label: odd, namespace: odd },
    {
      style: drawingStyle(String),
      folded: new Set(),
    },
  );
  assert.ok(!svg.includes("<script") && !svg.includes("\u0001"));
  assert.deepEqual(unbalanced(svg), []);
  const boxes = [...svg.matchAll(/<g class="box [^>]*>/g)].map(([tag]) => tag);
  assert.equal(boxes.length, 3);
  for (const tag of boxes) assert.match(tag, /tabindex="-1" role="(button|img)" aria-label="[^"]+"/);
  assert.doesNotMatch(svg, /\sstyle="/, "a strict policy refuses style attributes");
});

test("arrow keys go along the traffic, and up and down from section to section", () => {
  const other = service({ namespace: "zoo", name: "ape", uri: "file:///z.yaml", paths: [path({})] });
  const drawing = layoutGraph(diagramGraph([web, other], t));
  const idOf = (section: number, kind: string) =>
    drawing.sections[section]?.boxes.find(({ box }) => box.kind === kind)?.box.id ?? "";
  const start = { section: 0, id: "client node-network" };
  const node = boxBeside(drawing, start, "right");
  assert.deepEqual(node, { section: 0, id: idOf(0, "node") });
  const found = boxBeside(drawing, node ?? start, "right");
  assert.deepEqual(found, { section: 0, id: idOf(0, "service") });
  assert.deepEqual(boxBeside(drawing, found ?? start, "down"), { section: 1, id: idOf(1, "service") });
  assert.deepEqual(boxBeside(drawing, { section: 1, id: idOf(1, "service") }, "up"), found);
  assert.equal(boxBeside(drawing, { section: 1, id: idOf(1, "service") }, "down"), undefined);
  assert.equal(boxBeside(drawing, start, "left"), undefined);
  assert.equal(boxBeside(drawing, { section: 7, id: "gone" }, "left"), undefined);
});

test("the page lets in its own script and style, and nothing else", () => {
  const page = diagramPage({ script: "https://host/diagram.js", nonce: "n0", language: "en", t });
  assert.match(page, /content="default-src 'none'; style-src 'nonce-n0'; script-src 'nonce-n0'"/);
  assert.doesNotMatch(page, /unsafe|\sstyle="|\son[a-z]+="/);
  assert.equal(
    page.match(/<(script|style)\b[^>]*>/g)?.every((tag) => tag.includes('nonce="n0"')),
    true,
  );
  for (const name of Object.keys(themeColours)) assert.ok(page.includes(`--vscode-${name}`), name);
});

/** Tags that are not closed in order. */
function unbalanced(xml: string): readonly string[] {
  const open: string[] = [];
  for (const [, end, name = "", self] of xml.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/gi)) {
    if (end === "/") {
      if (open.pop() !== name) return [name];
    } else if (self !== "/") open.push(name);
  }
  return open;
}

test("who names the Service is drawn; who is blocked in red, through the policy that stops it", () => {
  const place = {
    uri: "file:///shop.yaml",
    range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
  };
  const caller = { kind: "Deployment", namespace: "shop", call: { ...place, text: "http://web" } };
  const called = service({
    callers: [
      { ...caller, name: "front", verdict: "allowed", by: [], why: "No policy blocks this connection." },
      { ...caller, name: "back", verdict: "blocked", by: ["NetworkPolicy web"], why: "No rule allows it." },
    ],
  });
  const [section] = diagramGraph([called], t).sections;
  const states = section?.lines.map(({ from, to, state }) => `${from} > ${to}: ${state}`);
  assert.deepEqual(
    states?.map((line) => line.replaceAll(" web  file:///web.yaml", "")),
    [
      "caller Deployment shop/front > service: complete",
      "caller Deployment shop/back > gate NetworkPolicy web: broken",
      "gate NetworkPolicy web > service: broken",
    ],
  );
  // Beside other Services only what is blocked is drawn.
  const [together] = diagramGraph([called, service({ name: "other" })], t).sections;
  assert.deepEqual(
    together?.boxes.filter(({ kind }) => kind === "client").map(({ title }) => title),
    ["back"],
  );
});

/** Services of a shop with many paths each, that name their application or stand in its folder. */
function shop(count: number): readonly ServicePaths[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `service-${String(at).padStart(3, "0")}`;
    const host = path({
      kind: "ingress",
      viewpoint: "external",
      address: `${name}.shop.example.com`,
      path: "/some/longer/way",
      hops: [client, { kind: "ingress", label: "Ingress all", address: null, port: 80 }, { kind: "service" }, pods],
    });
    const dns = path({
      kind: "dns",
      address: `${name}.shop.svc.cluster.local`,
      names: [`${name}.shop.svc`, `${name}.shop`],
    });
    return service({
      name,
      uri: `file:///${name}.yaml`,
      file: `apps/app-${at % 7}/${name}.yaml`,
      ...(at % 3 === 0 ? { application: "payments" } : {}),
      paths: [dns, nodePort, host, path({ state: "broken", why: "No pod." })],
    });
  });
}

function rectangles(drawing: Drawing): readonly Rectangle[] {
  const boxes = drawing.sections.flatMap((section) => section.boxes);
  const labels = drawing.sections.flatMap(({ lines }) => lines.flatMap((line) => labelRectangle(line) ?? []));
  return [
    ...boxes.map(({ x, y, width, height }) => ({ left: x, top: y, right: x + width, bottom: y + height })),
    ...labels,
  ];
}

test("no label covers another, or a box; nothing leaves the picture", () => {
  const graphs = [[web], manyServices, shop(12), shop(40)].map((services) => diagramGraph(services, t));
  for (const room of [0, 3000]) {
    for (const graph of graphs) {
      const drawing = layoutGraph(graph, { room });
      const all = rectangles(drawing);
      for (const [at, one] of all.entries()) {
        assert.ok(one.left >= 0 && one.top >= 0 && one.right <= drawing.width && one.bottom <= drawing.height);
        for (const other of all.slice(at + 1)) {
          const isCovered =
            one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
          assert.ok(!isCovered, `${JSON.stringify(one)} covers ${JSON.stringify(other)}`);
        }
      }
    }
  }
});

test("a namespace with many Services is drawn by application: the label, else the folder; few stay together", () => {
  const groups = (services: readonly ServicePaths[]) =>
    diagramGraph(services, t).sections.map(({ group, services: count }) => `${group} ${count}`);
  assert.deepEqual(groups(shop(12)), ["undefined 12"]);
  assert.deepEqual(groups(shop(21)), [
    "app-0 2",
    "app-1 2",
    "app-2 2",
    "app-3 2",
    "app-4 2",
    "app-5 2",
    "app-6 2",
    "payments 7",
  ]);
  const alone = shop(30).map((one, at) => ({ ...one, application: `only-${at}` }));
  assert.deepEqual(groups(alone), ["service-000 – service-014 15", "service-015 – service-029 15"]);
  const ids = diagramGraph(shop(300), t).sections.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test("a folded part shows its heading with what is in it; wide panels have parts beside one another", () => {
  const graph = diagramGraph(shop(21), t);
  const folded = new Set(graph.sections.slice(1).map(({ id }) => id));
  const drawing = layoutGraph(graph, { folded });
  assert.ok(drawing.sections.slice(1).every(({ boxes, height }) => boxes.length === 0 && height < 40));
  const words = { label: "", namespace: "Namespace", services: "{0} Services", unreachable: "{0} unreachable" };
  const svg = drawingSvg(drawing, words, { folded });
  assert.match(svg, /aria-expanded="false" aria-label="Namespace shop · payments, 7 Services · 7 unreachable"/);
  const one = layoutGraph(graph);
  const wide = layoutGraph(graph, { room: 2 * one.width + 100 });
  assert.equal(new Set(one.sections.map(({ x }) => x)).size, 1);
  assert.equal(new Set(wide.sections.map(({ x }) => x)).size, 2);
  assert.ok(wide.height < one.height * 0.7);
});

test("calls between Services go from left to right, through the workloads behind them; who is alone is counted", () => {
  const place = { uri: "file:///x.yaml", range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } } };
  const behind = (name: string, rest: Partial<ServicePaths>) =>
    service({
      name,
      uri: `file:///${name}.yaml`,
      paths: [
        path({ hops: [client, { ...pods, workloads: [{ kind: "Deployment", namespace: "shop", name, file: null }] }] }),
      ],
      ...rest,
    });
  const by = (name: string): ServiceCaller => ({
    kind: "Deployment",
    namespace: "shop",
    name,
    verdict: "allowed",
    by: [],
    why: "",
    call: { ...place, text: "http://x" },
  });
  const graph = callsGraph(
    [
      behind("db", { callers: [by("api")] }),
      behind("api", { callers: [by("front"), by("db")] }),
      behind("front", { callers: [by("load-generator")] }),
      behind("lonely", {}),
    ],
    t,
  );
  const [section] = graph.sections;
  assert.deepEqual(
    section?.boxes.map(({ title, kind, column }) => [title, kind, column]).sort((a, b) => Number(a[2]) - Number(b[2])),
    [
      ["load-generator", "client", 0],
      ["front", "service", 1],
      ["api", "service", 2],
      ["db", "service", 3],
    ],
  );
  assert.equal(graph.alone, 1);
  const drawing = layoutGraph(graph);
  const x = (title: string) => drawing.sections[0]?.boxes.find(({ box }) => box.title === title)?.x ?? 0;
  assert.ok(x("load-generator") < x("front") && x("front") < x("api") && x("api") < x("db"));
});
