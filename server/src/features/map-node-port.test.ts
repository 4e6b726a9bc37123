// A NodePort that no mapping reaches is mapped with one click, in whatever form the configuration has.

import assert from "node:assert/strict";
import test from "node:test";
import { applied } from "../../../test/fixtures/answer.ts";
import { Workspace } from "../index/workspace.ts";
import { mapNodePortActions } from "./map-node-port.ts";

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  ports:
  - port: 80
    nodePort: 30080
  - port: 53
    protocol: UDP
    nodePort: 30053
`;
const uri = "file:///w/deploy/web.yaml";

function actionsAt(line: number, files: Readonly<Record<string, string>>, only?: readonly string[]) {
  const workspace = new Workspace();
  for (const [name, text] of Object.entries({ [uri]: service, ...files }))
    workspace.setFile(name, text, name.split("/"));
  const file = workspace.file(uri);
  assert.ok(file !== undefined);
  return [...mapNodePortActions(file, { position: { line, character: 6 }, only }, workspace)].map((action) => {
    const [[name, edits] = ["", []]] = Object.entries(action.edit?.changes ?? {});
    return { title: action.title, file: name, text: applied(files[name] ?? "", edits) };
  });
}

const kind = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: worker
- role: control-plane
  extraPortMappings:
  - containerPort: 30080 # the shop
    hostPort: 8080
`;

test("a kind configuration gets the mapping at its control plane", () => {
  assert.deepEqual(actionsAt(11, { "file:///w/kind.yaml": kind }), [
    {
      title: "Map nodePort 30053 to localhost:30053 in kind.yaml (takes effect when you recreate the kind cluster)",
      file: "file:///w/kind.yaml",
      text: `${kind}  - containerPort: 30053\n    hostPort: 30053\n    protocol: UDP\n`,
    },
  ]);
});

test("what is mapped already, a port that is taken, and a configuration elsewhere get nothing", () => {
  assert.deepEqual(actionsAt(8, { "file:///w/kind.yaml": kind }), []);
  const taken = kind.replace("containerPort: 30080", "containerPort: 80").replace("8080", "30080");
  assert.deepEqual(actionsAt(8, { "file:///w/kind.yaml": taken }), []);
  assert.deepEqual(
    actionsAt(8, { "file:///w/other/kind.yaml": "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n" }),
    [],
  );
  assert.deepEqual(actionsAt(11, { "file:///w/kind.yaml": kind }, ["quickfix"]), []);
  assert.deepEqual(actionsAt(7, { "file:///w/kind.yaml": kind }), [], "at the Service port there is nothing to map");
});

test("a configuration without nodes or ports gets them; at the type all ports are offered", () => {
  const bare = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n";
  const [first, second] = actionsAt(5, { "file:///w/kind.yaml": bare });
  assert.equal(
    first?.text,
    `${bare}nodes:\n  - role: control-plane\n    extraPortMappings:\n      - containerPort: 30080\n        hostPort: 30080\n`,
  );
  assert.match(second?.title ?? "", /30053/);
  const k3d =
    "apiVersion: k3d.io/v1alpha5\nkind: Simple\nports:\n  - port: 8080:80\n    nodeFilters:\n      - loadbalancer\n";
  const [tcp, udp] = actionsAt(5, { "file:///w/deploy/k3d.yaml": k3d });
  assert.equal(tcp?.text, `${k3d}  - port: 30080:30080\n    nodeFilters:\n      - server:0\n`);
  assert.equal(udp?.text, `${k3d}  - port: 30053:30053/udp\n    nodeFilters:\n      - server:0\n`);
});
