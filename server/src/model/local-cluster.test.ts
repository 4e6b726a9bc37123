// The ways in which kind and k3d write port mappings.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatField } from "../base/field.ts";
import { parse } from "../yaml/parse.ts";
import { listensOnLocalhost, readLocalCluster } from "./local-cluster.ts";

function mappings(kind: string, apiVersion: string, text: string): readonly string[] {
  const root = parse(text).root;
  assert.ok(root?.kind === "map");
  return (readLocalCluster(kind, apiVersion, root)?.mappings ?? []).map(
    (mapping) =>
      `${listensOnLocalhost(mapping) ? "" : `${mapping.listenAddress} `}${mapping.hostPort ?? "any"} ${mapping.containerPort}/${mapping.protocol} at ${formatField(mapping.field)}`,
  );
}

const k3d = (port: string) => mappings("Simple", "k3d.io/v1alpha5", `ports: [{ port: ${JSON.stringify(port)} }]`);
const at = "at ports[0].port";

test("k3d: container port, host port, address, protocol, ranges", () => {
  assert.deepEqual(k3d("30080"), [`any 30080/TCP ${at}`]);
  assert.deepEqual(k3d("8080:30080"), [`8080 30080/TCP ${at}`]);
  assert.deepEqual(k3d("127.0.0.1:8080:30080/udp"), [`8080 30080/UDP ${at}`]);
  assert.deepEqual(k3d("192.0.2.1:8080:30080"), [`192.0.2.1 8080 30080/TCP ${at}`]);
  assert.deepEqual(k3d("9000-9001:30000-30001"), [`9000 30000/TCP ${at}`, `9001 30001/TCP ${at}`]);
  assert.deepEqual(k3d("[::1]:8080:30080"), [`8080 30080/TCP ${at}`]);
});

test("k3d: what is no mapping gives none, and a huge range ends", () => {
  for (const text of ["", "web", "80:", ":80:80:80:80", "80-70"]) assert.deepEqual(k3d(text), [], text);
  assert.ok(k3d("1-999999999").length < 5000);
});

test("kind: one mapping a place, TCP unless said", () => {
  const text =
    "nodes: [{ role: worker }, { extraPortMappings: [{ containerPort: 30080, hostPort: 80 }, { containerPort: 30053, protocol: udp, listenAddress: 192.0.2.1 }, { hostPort: 1 }] }]";
  assert.deepEqual(mappings("Cluster", "kind.x-k8s.io/v1alpha4", text), [
    "80 30080/TCP at nodes[1].extraPortMappings[0].containerPort",
    "192.0.2.1 any 30053/UDP at nodes[1].extraPortMappings[1].containerPort",
  ]);
});

test("other clusters are none of theirs", () => {
  const root = parse("nodes: []").root;
  assert.ok(root?.kind === "map");
  assert.equal(readLocalCluster("Cluster", "cluster.x-k8s.io/v1beta1", root), undefined);
});
