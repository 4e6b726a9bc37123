// `service-paths paths|check|reach --context/--kubeconfig` against a real control plane, and against what goes wrong.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import test, { after, before } from "node:test";
import tls from "node:tls";
import { startFaultProxy } from "./fault-proxy.ts";
import { cli, deployment, type Json, namespace, node, service, startWorld, type World } from "./world.ts";

interface Paths {
  services: {
    namespace: string;
    name: string;
    file: string | null;
    paths: { kind: string; address: string | null; port: number | null; state: string; certainty: string }[];
  }[];
}

let world: World;
let folder: string;

before(async () => {
  world = await startWorld();
  folder = path.join(world.folder, "files");
  mkdirSync(folder);
  await world.create(
    node("n0", 0),
    node("n1", 1),
    namespace("shop"),
    deployment("shop", "web", 2),
    service("shop", "web", { type: "NodePort", selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] }),
    service("shop", "only-there", { selector: { app: "web" }, ports: [{ port: 81, targetPort: 8080 }] }),
  );
  world.write(
    "files/web.yaml",
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  type: NodePort\n  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: http\n",
  );
  await world.ask("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles", {
    metadata: { name: "reader" },
    rules: [
      { apiGroups: [""], resources: ["services"], verbs: ["list"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list"] },
    ],
  });
  await world.ask("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings", {
    metadata: { name: "reader" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ kind: "ServiceAccount", name: "default", namespace: "shop" }],
  });
});
after(() => world.stop());

async function pathsOf(...words: string[]): Promise<Paths> {
  const run = await cli(["paths", "--format", "json", ...words, "."], folder);
  assert.equal(run.status, 0, run.err);
  return JSON.parse(run.out) as Paths;
}

test("a Service in a file and in the cluster is one entry, with the addresses that the cluster gave", async () => {
  const { services } = await pathsOf("--kubeconfig", world.kubeconfig("admin"));
  const web = services.filter(({ name }) => name === "web");
  assert.deepEqual(
    web.map(({ file }) => file),
    ["web.yaml"],
  );
  const live = (await world.ask("GET", "/api/v1/namespaces/shop/services/web")).spec as Json;
  const [port] = live.ports as Json[];
  const found = web.flatMap(({ paths }) => paths);
  assert.deepEqual(
    found.filter(({ kind }) => kind === "cluster-ip").map(({ address, certainty }) => [address, certainty]),
    [[live.clusterIP, "manifest"]],
  );
  assert.deepEqual(
    found.filter(({ kind }) => kind === "node-port").map(({ address, port: number }) => [address, number]),
    [
      ["192.0.2.10", port?.nodePort],
      ["192.0.2.11", port?.nodePort],
    ],
  );
  assert.deepEqual(
    services
      .filter(({ file }) => file === null)
      .map(({ name }) => name)
      .sort(),
    ["kubernetes", "only-there"],
  );
});

test("with --context alone the kubeconfig that kubectl would read counts", async () => {
  const file = world.kubeconfig("from-environment");
  const run = await cli(["paths", "--context", "test", "--format", "json", "."], folder, {
    KUBECONFIG: `${world.folder}/missing${path.delimiter}${file}`,
  });
  assert.equal(run.status, 0, run.err);
  assert.ok((JSON.parse(run.out) as Paths).services.some(({ name }) => name === "only-there"));
});

test("reach and check ask the cluster, too", async () => {
  const file = world.kubeconfig("admin");
  const reach = await cli(["reach", "--all", "--format", "json", "--kubeconfig", file, "."], folder);
  assert.equal(reach.status, 0, reach.err);
  const { connections } = JSON.parse(reach.out) as { connections: { to: { workload: Json | null } }[] };
  assert.ok(connections.some(({ to }) => to.workload?.kind === "Deployment" && to.workload.name === "web"));
  const check = await cli(["check", "--format", "json", "--kubeconfig", file, "."], folder);
  assert.equal(check.status, 0, check.err);
});

test("what may not be read is left out, and said once", async () => {
  const file = world.kubeconfig("reader", { user: { token: await tokenOf("shop") }, namespace: "shop" });
  const run = await cli(["paths", "--format", "json", "--kubeconfig", file, "."], folder);
  assert.equal(run.status, 0, run.err);
  assert.deepEqual(
    (JSON.parse(run.out) as Paths).services.map(({ name }) => name),
    ["web", "only-there"],
  );
  const lines = run.err.trim().split("\n");
  assert.match(lines[0] ?? "", /only namespace shop can be read for Service, EndpointSlice /);
  assert.match(lines[1] ?? "", /forbidden: Node, Namespace, Ingress/);
  assert.equal(lines.length, 2);
});

/** A namespace's default ServiceAccount's. */
async function tokenOf(name: string): Promise<string> {
  const { status } = await world.ask("POST", `/api/v1/namespaces/${name}/serviceaccounts/default/token`, { spec: {} });
  return String((status as Json).token);
}

/** Fails with status 2 and one line. */
async function refused(
  pattern: RegExp,
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<void> {
  const run = await cli(["paths", ...words, "."], folder, environment);
  assert.equal(run.status, 2, run.out + run.err);
  assert.equal(run.out, "");
  assert.match(run.err, pattern);
  assert.equal(run.err.trim().split("\n").length, 1, run.err);
  assert.doesNotMatch(run.err, /s3cret/);
}

test("what cannot be connected is one line", async () => {
  const file = world.kubeconfig("admin");
  await refused(/no context "nope" in .*; contexts: test/, ["--context", "nope", "--kubeconfig", file]);
  await refused(/401 Unauthorized/, ["--kubeconfig", world.kubeconfig("wrong", { user: { token: "s3cret" } })]);
  await refused(/403 Forbidden: .*system:anonymous/, ["--kubeconfig", world.kubeconfig("nobody", { user: {} })]);
  const nobody = { user: { token: await tokenOf("default") } };
  await refused(/403 Forbidden: .*system:serviceaccount:default:default/, [
    "--kubeconfig",
    world.kubeconfig("no", nobody),
  ]);
  await refused(/there is no such file/, ["--kubeconfig", path.join(world.folder, "missing")]);
  await refused(/clusters\[0\]\.cluster\.server is missing/, [
    "--kubeconfig",
    world.kubeconfig("server", { cluster: { server: undefined } }),
  ]);
  await refused(/connection refused/, [
    "--kubeconfig",
    world.kubeconfig("closed", { cluster: { server: "https://127.0.0.1:9" } }),
  ]);
  await refused(/certificate of 127\.0\.0\.1:\d+ is not trusted/, [
    "--kubeconfig",
    world.kubeconfig("cert", { cluster: { "insecure-skip-tls-verify": false } }),
  ]);
  await refused(/:2 is not valid YAML/, ["--kubeconfig", world.write("broken", "apiVersion: v1\n  token: s3cret\n")]);
  await refused(/cannot be used with a live cluster/, ["--kubeconfig", file, "--snapshot", "x"]);
  const fix = await cli(["fix", "--kubeconfig", file, "."], folder);
  assert.equal(fix.status, 2);
  assert.match(fix.err, /fix does not support --context/);
});

test("a server that is silent, or is none, is one line", async () => {
  const proxy = await startFaultProxy(world.cluster.url);
  const file = world.kubeconfig("proxied", { cluster: { server: proxy.url } });
  try {
    proxy.fault = () => ({ answer: 200, body: "<html>s3cret</html>" });
    await refused(/did not return JSON/, ["--kubeconfig", file]);
    proxy.fault = () => ({ answer: 500, body: '{"message":"etcd is gone"}' });
    await refused(/500 Internal Server Error: etcd is gone/, ["--kubeconfig", file]);
    proxy.fault = () => "cut";
    await refused(/connection was reset/, ["--kubeconfig", file]);
    proxy.fault = () => "half-line";
    await refused(/connection|reset/, ["--kubeconfig", file]);
    const asked = new Set<string>();
    // Each first answer is "too many requests", then the list comes.
    proxy.fault = ({ url = "" }) => {
      const before = asked.has(url);
      asked.add(url);
      return before ? undefined : { answer: 429, headers: { "Retry-After": "0.01" } };
    };
    const run = await cli(["paths", "--kubeconfig", file, "."], folder);
    assert.equal(run.status, 0, run.err);
    proxy.fault = () => "silence";
    await refused(/no answer from .* within 10 s/, ["--kubeconfig", file]);
  } finally {
    proxy.close();
  }
});

test("an exec plugin logs in, knows the cluster, and fails in one line", async () => {
  const { token } = world.cluster;
  const plugin = (name: string, script: string) => world.write(name, `#!/bin/sh\n${script}\n`, 0o700);
  plugin(
    "login.sh",
    `case "$KUBERNETES_EXEC_INFO" in *'"server":"https://127'*'"audience":"x"'*) ;; *) echo "$KUBERNETES_EXEC_INFO" >&2; exit 3 ;; esac
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$TOKEN'"}}'`,
  );
  const exec = (more: Json) => ({
    exec: { apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "IfAvailable", ...more },
  });
  const extensions = [{ name: "client.authentication.k8s.io/exec", extension: { audience: "x" } }];
  const good = world.kubeconfig("exec", {
    cluster: { extensions },
    user: exec({ command: "./login.sh", provideClusterInfo: true, env: [{ name: "TOKEN", value: token }] }),
  });
  const run = await cli(["paths", "--kubeconfig", good, "."], folder);
  assert.equal(run.status, 0, run.err);

  const failing = (name: string, script: string) => {
    plugin(`${name}.sh`, script);
    return [
      "--kubeconfig",
      world.kubeconfig(name, { user: exec({ command: `./${name}.sh`, installHint: "Install it first." }) }),
    ];
  };
  await refused(
    /users\[0\]\.user\.exec: .*garbage\.sh did not print an ExecCredential/,
    failing("garbage", "echo s3cret"),
  );
  await refused(
    /asks\.sh failed \(exit status 1\): Open https:\/\/login\.example and enter CODE/,
    failing("asks", 'echo "Open https://login.example and enter CODE" >&2; exit 1'),
  );
  await refused(/hangs\.sh did not answer within 10 s/, failing("hangs", "sleep 600"));
  await refused(/missing\.sh is not installed\. Install it first\./, [
    "--kubeconfig",
    world.kubeconfig("gone", { user: exec({ command: "./missing.sh", installHint: "Install it first." }) }),
  ]);
  await refused(/needs a terminal/, [
    "--kubeconfig",
    world.kubeconfig("asking", { user: exec({ command: "./login.sh", interactiveMode: "Always" }) }),
  ]);
});

test("a proxy of the environment is used, with the cluster's own certificate", async () => {
  const { hostname, port } = new URL(world.cluster.url);
  const certificate = await new Promise<Buffer>((resolve, reject) => {
    const socket = tls.connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      let last = socket.getPeerCertificate(true);
      while (last.issuerCertificate !== undefined && last.issuerCertificate !== last) last = last.issuerCertificate;
      resolve(last.raw);
      socket.destroy();
    });
    socket.once("error", reject);
  });
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
  const asked: string[] = [];
  const proxy = http.createServer().on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    const far = net.connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      far.pipe(socket).pipe(far);
    });
    far.on("error", () => socket.destroy());
    socket.on("error", () => far.destroy());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "127.0.0.1", resolve);
  });
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  world.write("ca.pem", pem);
  const own = { "insecure-skip-tls-verify": false, "certificate-authority": "ca.pem" };
  try {
    // The name is none that anybody resolves: only the proxy knows the way.
    const named = { ...own, server: "https://cluster.invalid:6443", "tls-server-name": "kubernetes" };
    const file = world.kubeconfig("by-proxy", { cluster: named });
    const run = await cli(["paths", "--kubeconfig", file, "."], folder, { HTTPS_PROXY: address });
    assert.equal(run.status, 0, run.err);
    assert.deepEqual([...new Set(asked)], ["cluster.invalid:6443"]);
    await refused(/no such host|cannot be resolved/, ["--kubeconfig", file], {
      HTTPS_PROXY: address,
      NO_PROXY: ".invalid",
    });
    const inFile = world.kubeconfig("proxy-url", { cluster: { ...own, "proxy-url": address } });
    const second = await cli(["paths", "--kubeconfig", inFile, "."], folder);
    assert.equal(second.status, 0, second.err);
    assert.ok(asked.includes(`${hostname}:${port}`));
  } finally {
    proxy.close();
  }
});
