// The URL rule: appProtocol alone, else the name, else the number.

import assert from "node:assert/strict";
import { test } from "node:test";
import { schemeOf, urlOf } from "./url.ts";

const scheme = (name: string | undefined, port: number, appProtocol?: string, protocol = "TCP") =>
  schemeOf({ name, port, protocol, appProtocol });

test("appProtocol alone decides", () => {
  assert.equal(scheme("https", 443, "http"), "http");
  assert.equal(scheme(undefined, 9999, "https"), "https");
  assert.equal(scheme("http", 80, "kubernetes.io/h2c"), undefined);
  assert.equal(scheme("http", 80, "tcp"), undefined);
});

test("the name decides, alone or before a dash", () => {
  assert.equal(scheme("http", 9999), "http");
  assert.equal(scheme("web-ui", 9999), "http");
  assert.equal(scheme("https-metrics", 80), "https");
  for (const name of [
    "grpc",
    "grpc-web",
    "tcp-80",
    "tls",
    "mysql",
    "postgresql",
    "redis",
    "mongodb",
    "amqp",
    "kafka",
    "dns-tcp",
  ]) {
    assert.equal(scheme(name, 80), undefined, name);
  }
});

test("else the number decides", () => {
  for (const port of [80, 3000, 5000, 8000, 8080, 8888]) assert.equal(scheme(undefined, port), "http");
  for (const port of [443, 8443]) assert.equal(scheme("webhook", port), "https");
  assert.equal(scheme("metrics", 9090), undefined);
  assert.equal(scheme("httpd", 8081), undefined);
});

test("TCP only", () => {
  assert.equal(scheme("http", 80, "http", "UDP"), undefined);
  assert.equal(schemeOf(undefined), undefined);
});

test("the scheme's own port is left out, IPv6 stands in brackets", () => {
  assert.equal(urlOf("http", "web", 80), "http://web");
  assert.equal(urlOf("https", "web", 80), "https://web:80");
  assert.equal(urlOf("https", "fd00::1", 443, "/x"), "https://[fd00::1]/x");
});

test("no URL without scheme, host or port, nor for a wildcard", () => {
  assert.equal(urlOf(undefined, "web", 80), undefined);
  assert.equal(urlOf("http", undefined, 80), undefined);
  assert.equal(urlOf("http", "web", undefined), undefined);
  assert.equal(urlOf("http", "*.example.com", 80), undefined);
});
