// Kubeconfig files as kubectl merges them, and the proxy that a cluster is reached through.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after } from "node:test";
import { LiveFailure } from "./failure.ts";
import { kubeconfigFiles, readKubeconfig } from "./kubeconfig.ts";
import { proxyFor } from "./proxy.ts";

const folder = mkdtempSync(path.join(tmpdir(), "service-paths-kubeconfig-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const one = (server: string, more = "") => `
clusters: [{ name: c, cluster: { server: "${server}", certificate-authority: ca.pem } }]
users: [{ name: u, user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: ./bin/login } } }]
contexts: [{ name: a, context: { cluster: c, user: u, namespace: shop } }]
${more}`;

function failing(files: readonly string[], context: string | undefined): string {
  try {
    readKubeconfig({ files, from: "environment" }).select(context);
  } catch (error) {
    if (error instanceof LiveFailure) return error.message.replaceAll(folder, "").replaceAll("\\", "/");
    throw error;
  }
  return "";
}

test("the first file that names something decides, missing files are skipped, paths start at their file", () => {
  write("one/ca.pem", "x");
  write("two/ca.pem", "x");
  const first = write("one/config", one("https://one.example/"));
  const second = write("two/config", one("https://two.example", "current-context: a"));
  const list = [path.join(folder, "missing"), first, second, first].join(path.delimiter);
  const { files, from } = kubeconfigFiles({ KUBECONFIG: list });
  assert.deepEqual([files.length, from], [3, "environment"]);
  const config = readKubeconfig({ files, from });
  assert.deepEqual([config.current, config.contexts], ["a", [{ name: "a", namespace: "shop" }]]);
  const selected = config.select(undefined);
  assert.equal(selected.server, "https://one.example");
  assert.equal(selected.cluster["certificate-authority"], path.join(folder, "one", "ca.pem"));
  assert.equal((selected.user.exec as { command: string }).command, path.join(folder, "one", "bin", "login"));
});

test("what does not fit is told with file and field", () => {
  const file = write("wrong", one("https://one.example"));
  assert.equal(failing([file], "b"), 'there is no context "b" in /wrong; contexts: a');
  assert.equal(failing([file], undefined), "/wrong: current-context is not set; contexts: a");
  assert.equal(
    failing([file], "a"),
    "/wrong: clusters[0].cluster.certificate-authority refers to /ca.pem, which cannot be read",
  );
  const empty = write("empty", "");
  assert.equal(failing([empty], undefined), "/empty has no contexts");
  const list = write("list", "- 1");
  assert.equal(failing([list], undefined), "/list is not a kubeconfig");
  const dangling = write("dangling", "contexts: [{ name: a, context: { cluster: x, user: y } }]");
  assert.equal(failing([dangling], "a"), '/dangling: contexts[0].context.cluster refers to "x", which does not exist');
  const plugin = write(
    "plugin",
    "clusters: [{name: c, cluster: {server: 'https://x'}}]\nusers: [{name: u, user: {exec: {}}}]\ncontexts: [{name: a, context: {cluster: c, user: u}}]",
  );
  assert.equal(failing([plugin], "a"), "/plugin: users[0].user.exec.command is missing");
  const text = write("text", "clusters: [{ name: c,\n  token: s3cret");
  assert.match(failing([text], "a"), /^\/text:\d is not valid YAML: [^\n]*$/);
  assert.doesNotMatch(failing([text], "a"), /s3cret/);
});

test("proxies and their exceptions as Go reads them", () => {
  const environment = {
    HTTPS_PROXY: "proxy.example:3128",
    NO_PROXY: "10.0.0.0/8, .internal, example.org:6443, [fd00::1], corp",
  };
  const used = (server: string) => proxyFor(server, undefined, environment) !== undefined;
  assert.equal(proxyFor("https://cluster.example", undefined, environment), "http://proxy.example:3128");
  assert.equal(proxyFor("https://10.1.2.3", "socks5://127.0.0.1:1080", environment), "socks5://127.0.0.1:1080");
  assert.deepEqual(
    [
      "https://10.1.2.3",
      "https://a.internal",
      "https://example.org:6443",
      "https://x.example.org:6443",
      "https://[fd00::1]",
      "https://a.corp",
      "https://localhost:6443",
      "https://127.0.0.1:6443",
    ].map(used),
    [false, false, false, false, false, false, false, false],
  );
  assert.deepEqual(
    ["https://11.1.2.3", "https://internal", "https://example.org", "https://notcorp", "https://[fd00::2]"].map(used),
    [true, true, true, true, true],
  );
  assert.equal(proxyFor("http://cluster.example", undefined, environment), undefined);
  assert.equal(proxyFor("https://cluster.example", undefined, { ...environment, NO_PROXY: "*" }), undefined);
});
