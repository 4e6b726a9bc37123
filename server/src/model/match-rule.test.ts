// Traefik's rules, as far as host and path go.

import assert from "node:assert/strict";
import test from "node:test";
import { waysOf } from "./match-rule.ts";

const words = (rule: string) => waysOf(rule).map(({ host, path }) => `${host ?? "*"}${path ?? ""}`);

for (const [rule, expected] of [
  ["Host(`a.example.com`)", ["a.example.com"]],
  ['Host("a.example.com")&&PathPrefix("/b")', ["a.example.com/b"]],
  ["Host(`a`, `b`) && (Path(`/x`) || PathPrefix(`/y`))", ["a/x", "a/y", "b/x", "b/y"]],
  ["Host(`a`) || Host(`b`) && PathPrefix(`/y`)", ["a", "b/y"]],
  ["PathPrefix(`/api`) && Method(`GET`)", ["*/api"]],
  ["Host(`a`) && !PathPrefix(`/y`)", ["a"]],
  ["HostRegexp(`.+\\.example\\.com`)", ["*"]],
  ["HostSNI(`*`)", ["*"]],
  ["Host(`a", ["*"]],
  ["Host(`a`) &&", ["*"]],
  ["Host(`a`) Host(`b`)", ["*"]],
  ["", ["*"]],
  ["!".repeat(20_000), ["*"]],
  ["(".repeat(20_000), ["*"]],
  [`Host(${" ".repeat(2000)}\`a\`${" ".repeat(2000)}x`, ["*"]],
  [Array.from({ length: 12 }, () => "(Path(`/a`) || Path(`/b`))").join(" && "), ["*"]],
] as const)
  test(`${rule.slice(0, 60)} lets in ${expected.join(", ")}`, () => assert.deepEqual(words(rule), expected));
