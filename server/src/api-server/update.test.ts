// What an update is refused for, or silently does not do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatField } from "../base/field.ts";
import type { Node } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import { type Before, updateFindings } from "./update.ts";

function service(spec: string, metadata = ""): Node {
  const { root } = parse(`apiVersion: v1\nkind: Service\nmetadata: { name: web, ${metadata} }\nspec: ${spec}\n`);
  assert.ok(root !== undefined);
  return root;
}

function found(known: Before["known"], was: Node, becomes: Node): readonly string[] {
  return [...updateFindings({ root: was, known }, becomes)].map(
    ({ rule, effect, place }) => `${effect} ${rule} ${formatField(place)}`,
  );
}

const ports = "ports: [{ port: 80 }]";

test("an address cannot change once the Service has one", () => {
  const live = service(`{ clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7], ${ports} }`);
  assert.deepEqual(found("live", live, service(`{ ${ports} }`)), []);
  assert.deepEqual(found("live", live, service(`{ clusterIP: 10.96.0.7, ${ports} }`)), []);
  assert.deepEqual(found("live", live, service(`{ clusterIP: 10.96.0.8, ${ports} }`)), [
    "refused upd-cluster-ip-changed spec.clusterIP",
  ]);
  assert.deepEqual(found("live", live, service("{ clusterIP: None }")), [
    "refused upd-cluster-ip-changed spec.clusterIP",
  ]);
  assert.deepEqual(found("live", live, service("{ type: ExternalName, externalName: db.example.com }")), []);
});

test("an earlier manifest that left the address to the cluster fixes it all the same", () => {
  assert.deepEqual(found("written", service(`{ ${ports} }`), service("{ clusterIP: None }")), [
    "refused upd-cluster-ip-changed spec.clusterIP",
  ]);
});

test("a headless Service stays headless when clusterIP is left out", () => {
  assert.deepEqual(found("written", service(`{ clusterIP: None, ${ports} }`), service(`{ ${ports} }`)), [
    "ignored upd-carry-over spec.clusterIP",
  ]);
});

test("a headless Service cannot become one that needs an address", () => {
  const live = service(`{ clusterIP: None, clusterIPs: [None], ${ports} }`);
  assert.deepEqual(found("live", live, service(`{ type: NodePort, ${ports} }`)), [
    "refused upd-carry-over spec.clusterIP",
  ]);
});

test("a second address or family is given up only with SingleStack", () => {
  const live = service(
    `{ clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, "fd00::7"], ipFamilies: [IPv4, IPv6], ipFamilyPolicy: RequireDualStack, ${ports} }`,
  );
  assert.deepEqual(found("live", live, service(`{ ipFamilies: [IPv4], ${ports} }`)), [
    "refused upd-release-secondary-family spec.ipFamilyPolicy",
  ]);
  assert.deepEqual(found("live", live, service(`{ clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7], ${ports} }`)), [
    "refused upd-release-secondary-ip spec.ipFamilyPolicy",
  ]);
  assert.deepEqual(found("live", live, service(`{ ipFamilyPolicy: SingleStack, ipFamilies: [IPv4], ${ports} }`)), []);
  assert.deepEqual(found("live", live, service(`{ ipFamilies: [IPv6, IPv4], ${ports} }`)), [
    "refused upd-family-changed spec.ipFamilies[0]",
  ]);
});

test("a headless Service may swap its families, but gives one up only with SingleStack", () => {
  const live = service(
    `{ clusterIP: None, clusterIPs: [None], ipFamilies: [IPv4, IPv6], ipFamilyPolicy: RequireDualStack, ${ports} }`,
  );
  assert.deepEqual(found("live", live, service(`{ clusterIP: None, ipFamilies: [IPv6, IPv4], ${ports} }`)), []);
  assert.deepEqual(found("live", live, service(`{ clusterIP: None, ipFamilies: [IPv4], ${ports} }`)), [
    "refused upd-release-secondary-family spec.ipFamilyPolicy",
  ]);
  assert.deepEqual(found("live", live, service(`{ ipFamilies: [IPv4], ${ports} }`)), [
    "ignored upd-carry-over spec.clusterIP",
    "refused upd-release-secondary-family spec.ipFamilyPolicy",
  ]);
});

test("a load balancer keeps its class and its health-check port", () => {
  const live = service(
    `{ type: LoadBalancer, loadBalancerClass: a.example.com/x, externalTrafficPolicy: Local, healthCheckNodePort: 31000, ${ports} }`,
  );
  const becomes = service(
    `{ type: LoadBalancer, loadBalancerClass: b.example.com/x, externalTrafficPolicy: Local, healthCheckNodePort: 31001, ${ports} }`,
  );
  assert.deepEqual(found("live", live, becomes), [
    "refused upd-lb-class-changed spec.loadBalancerClass",
    "refused upd-health-check-port spec.healthCheckNodePort",
  ]);
  assert.deepEqual(found("live", live, service(`{ ${ports} }`)), []);
});

test("a nodePort that is no longer written stays", () => {
  const was = service("{ type: NodePort, ports: [{ name: a, port: 80, nodePort: 30080 }] }");
  assert.deepEqual(found("written", was, service("{ type: NodePort, ports: [{ name: a, port: 80 }] }")), [
    "ignored upd-carry-over spec.ports[0].nodePort",
  ]);
  assert.deepEqual(found("live", was, service("{ type: NodePort, ports: [{ name: a, port: 80 }] }")), []);
  assert.deepEqual(found("written", was, service("{ type: NodePort, ports: [{ name: b, port: 80 }] }")), []);
});

test("kubectl apply loses a second protocol that comes to a port", () => {
  const was = service("{ ports: [{ name: dns, port: 53, protocol: UDP }] }");
  const both = service("{ ports: [{ name: dns, port: 53, protocol: UDP }, { name: dns-tcp, port: 53 }] }");
  assert.deepEqual(found("written", was, both), ["lost csa-merge-key spec.ports[1]"]);
  assert.deepEqual(found("written", both, both), []);
});

test("uid and resourceVersion are preconditions", () => {
  const live = service(`{ ${ports} }`, 'uid: u1, resourceVersion: "7"');
  assert.deepEqual(found("live", live, service(`{ ${ports} }`, 'uid: u2, resourceVersion: "6"')), [
    "refused upd-immutable-meta metadata.uid",
    "refused upd-resource-version metadata.resourceVersion",
  ]);
  assert.deepEqual(found("live", live, service(`{ ${ports} }`, 'uid: u1, resourceVersion: "7"')), []);
});
