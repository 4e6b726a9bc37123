// What the grammar of kinds says, at a few places each, and that it knows every kind of its list.

import assert from "node:assert/strict";
import test from "node:test";
import { knownKinds, type Schema, schemaAt, schemaOf } from "./schema.ts";

/** The type of the field that the path leads to. */
function typeAt(apiVersion: string, kind: string, path: string): Schema | undefined {
  const root = schemaOf(apiVersion, kind);
  return root === undefined ? undefined : schemaAt(root, path.split("."));
}

test("fields have the types and names that the decoder's errors tell", () => {
  const types: readonly (readonly [string, string, string, string])[] = [
    ["v1", "Service", "spec.ports.port", "int32"],
    ["v1", "Service", "spec.ports.protocol", "v1.Protocol"],
    ["v1", "Service", "spec.ports", "[]v1.ServicePort"],
    ["v1", "Service", "metadata.uid", "types.UID"],
    ["v1", "Service", "spec.selector", "map[string]string"],
    ["apps/v1", "Deployment", "spec.template.spec.containers", "[]v1.Container"],
    ["apps/v1", "Deployment", "spec.template.spec.volumes.configMap.name", "string"],
    ["networking.k8s.io/v1", "Ingress", "spec.rules.http.paths.backend.service.port.number", "int32"],
    ["discovery.k8s.io/v1", "EndpointSlice", "endpoints.conditions.ready", "bool"],
    ["v1", "Endpoints", "subsets.ports.port", "int32"],
  ];
  for (const [apiVersion, kind, path, go] of types) assert.equal(typeAt(apiVersion, kind, path)?.go, go, path);
});

test("texts that have few values tell them, and required fields are marked", () => {
  const protocol = typeAt("v1", "Pod", "spec.containers.ports.protocol");
  assert.deepEqual(protocol?.kind === "string" ? [...(protocol.values ?? [])].sort() : [], ["SCTP", "TCP", "UDP"]);
  const spec = typeAt("apps/v1", "Deployment", "spec");
  assert.deepEqual(spec?.kind === "struct" ? [...spec.required].sort() : [], ["selector", "template"]);
});

test("every kind of the list is there whole, other kinds and groups are not", () => {
  const all = [...knownKinds()];
  assert.ok(all.length > 25);
  for (const { apiVersion, kind } of all) {
    const schema = schemaOf(apiVersion, kind);
    assert.ok(schema !== undefined && "metadata" in schema.fields && "apiVersion" in schema.fields, kind);
  }
  assert.equal(schemaOf("serving.knative.dev/v1", "Service"), undefined);
  assert.equal(schemaOf("v1", "constructor"), undefined);
  assert.equal(schemaOf("constructor", "name"), undefined);
});
