// What the cluster has otherwise than a manifest: every field that differs, and no default.

import assert from "node:assert/strict";
import test from "node:test";
import { isA } from "../index/resource.ts";
import { readSnapshot } from "../index/snapshot.ts";
import { Workspace } from "../index/workspace.ts";
import { fromValue } from "../yaml/from-value.ts";
import { differenceLines } from "./live-differences.ts";
import { withCluster } from "./with-cluster.ts";

const uri = "file:///w/web.yaml";

function workspaceWith(spec: string, live: object, applied?: object): Workspace {
  const workspace = new Workspace();
  workspace.setFile(uri, `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n${spec}`, ["web.yaml"]);
  const annotations =
    applied === undefined
      ? {}
      : { annotations: { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ spec: applied }) } };
  const object = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default", ...annotations },
    spec: live,
  };
  workspace.snapshot = readSnapshot("test", [fromValue(object)]);
  return workspace;
}

function differences(spec: string, live: object, applied?: object): readonly string[] {
  const workspace = workspaceWith(spec, live, applied);
  const [service] = workspace
    .files()
    .flatMap((file) => file.documents)
    .flatMap((one) => workspace.resources(one));
  assert.ok(service !== undefined && isA(service, "service"));
  return differenceLines(service, workspace);
}

/** As the API server gives back a Service of which little was written. */
const filled = {
  type: "NodePort",
  clusterIP: "10.96.0.7",
  clusterIPs: ["10.96.0.7"],
  ipFamilies: ["IPv4"],
  ipFamilyPolicy: "SingleStack",
  sessionAffinity: "None",
  externalTrafficPolicy: "Cluster",
  internalTrafficPolicy: "Cluster",
  selector: { app: "web", tier: "front" },
  ports: [{ name: "http", port: 80, targetPort: 80, protocol: "TCP", nodePort: 31234 }],
};

const written = "  type: NodePort\n  selector: {tier: front, app: web}\n  ports:\n  - {name: http, port: 80}\n";

test("what the cluster fills in or chooses is no difference", () => {
  assert.deepEqual(differences(written, filled), []);
  assert.deepEqual(
    differences("  ports:\n  - port: 80\n", { type: "ClusterIP", ports: [{ port: 80, targetPort: 80 }] }),
    [],
  );
});

test("each field that differs is named, and which side has changed where that is known", () => {
  const file = written.replace("port: 80", "port: 8080, targetPort: http, nodePort: 30001");
  assert.deepEqual(differences(file, filled), [
    "spec.ports[0].port · cluster: 80",
    "spec.ports[0].targetPort · cluster: 80",
    "spec.ports[0].nodePort · cluster: 31234",
  ]);
  const applied = { type: "NodePort", ports: [{ name: "http", port: 80 }] };
  assert.deepEqual(differences(written.replace("port: 80", "port: 8080"), filled, applied), [
    "spec.ports[0].port · cluster: 80, not applied yet",
    "spec.ports[0].targetPort · cluster: 80",
  ]);
  const scaled = { ...filled, type: "LoadBalancer" };
  assert.deepEqual(differences(written, scaled, applied), [
    "spec.type · cluster: LoadBalancer, changed in the cluster since",
  ]);
});

test("ports and selectors that only one side has are named", () => {
  const more = { ...filled, ports: [...filled.ports, { name: "admin", port: 9090, targetPort: 9090 }] };
  assert.deepEqual(differences(written, more), ["spec.ports[1] · cluster: also port 9090"]);
  assert.deepEqual(differences(`${written}  - {name: admin, port: 9090}\n`, filled), [
    "spec.ports[1] · not in the cluster",
  ]);
  assert.deepEqual(differences(written.replace("tier: front, ", ""), filled), [
    "spec.selector · cluster: app=web, tier=front",
  ]);
});

test("anything may stand in the cluster's object", () => {
  for (const live of [{}, { ports: null, selector: [] }, { ports: [1, "x", {}], type: 7 }])
    assert.ok(Array.isArray(differences(written, live)));
});

test("the file as the cluster has it differs in just these fields, and keeps comments and order", () => {
  const file = `${written.replace("port: 80", "port: 8080")}  - {name: extra, port: 1}\n  # the end\n`;
  const more = {
    ...filled,
    type: "LoadBalancer",
    ports: [...filled.ports, { name: "admin", port: 9090, targetPort: 9090 }],
  };
  const workspace = workspaceWith(file, more);
  const found = withCluster({ uri, position: { line: 3, character: 0 } }, workspace);
  const lines = found?.clusterText?.split("\n") ?? [];
  assert.deepEqual([found?.object.kind, found?.object.metadata], ["Service", { name: "web", namespace: "default" }]);
  assert.ok(lines.includes("  type: LoadBalancer"), lines.join("\n"));
  assert.match(lines.join("\n"), /port: 80\b.*name: admin/s);
  assert.ok(!lines.join("\n").includes("extra") && lines.includes("  # the end"), lines.join("\n"));
});
