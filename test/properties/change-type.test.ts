// Over generated Services of every type: a change of type passes the API server's verdict, keeps every comment, and can be taken back.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { emptyCluster } from "../../server/src/api-server/cluster.ts";
import { judge } from "../../server/src/api-server/judge.ts";
import { defaultSettings } from "../../server/src/base/settings.ts";
import { isService } from "../../server/src/index/facts.ts";
import type { Resource } from "../../server/src/index/resource.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import type { ServiceManifest } from "../../server/src/model/manifest.ts";
import { changeType, serviceShapes, shapeOf } from "../../server/src/refactor/change-type.ts";
import { parse } from "../../server/src/yaml/parse.ts";
import { applyEdits } from "../../server/src/yaml/text-edit.ts";
import { jsonText } from "../../server/src/yaml/to-json.ts";
import { service } from "../verdict/services.ts";
import { type Draft, write } from "../verdict/writer.ts";

/** One Service as a text, in block style or any other that the writer knows, with comments wherever one can stand. */
const commented = fc
  .tuple(
    fc.record({
      objects: service(0).map((one) => [one]),
      form: fc.constantFrom<Draft["form"]>("documents", "documents", "documents", "list", "json", "flow"),
      decisions: fc.oneof(fc.constant([]), fc.array(fc.nat(45), { maxLength: 60, size: "max" })),
      begin: fc.constant(0),
      between: fc.constant(0),
      end: fc.constant(0),
      lines: fc.constantFrom(0, 0, 1),
    }),
    fc.array(fc.nat(5), { minLength: 12, maxLength: 40 }),
  )
  .map(([draft, choices]) => withComments(write(draft), choices));

test("a change of type is taken by the API server, keeps comments, and can be taken back", () => {
  const seen = { accepted: 0, offered: 0, back: 0, ways: new Set<string>() };
  fc.assert(
    fc.property(commented, (text) => {
      const before = read(text);
      if (before === undefined || !accepts(before)) return;
      const from = shapeOf(before.manifest.service);
      seen.accepted += 1;
      for (const to of serviceShapes) {
        const edits = changeType(before, to, defaultSettings);
        if (from === to) assert.equal(edits, undefined);
        if (edits === undefined) {
          if (from !== to && isPlain(text) && mustBeOffered(before))
            assert.fail(`not offered: ${from} -> ${to}\n${text}`);
          continue;
        }
        const result = applyEdits(before.document.yaml.text, edits);
        const story = `${from} -> ${to}\n${text}\n=>\n${result}`;
        const after = read(result);
        assert.ok(after !== undefined, story);
        assert.equal(shapeOf(after.manifest.service), to, story);
        assert.ok(accepts(after), story);
        assert.deepEqual(comments(after), comments(before), story);
        assert.deepEqual(kept(after), kept(before), story);
        seen.offered += 1;
        seen.ways.add(`${from} -> ${to}`);
        if (from === undefined || from === "ExternalName") continue;
        const back = changeType(after, from, defaultSettings);
        assert.ok(back !== undefined, `there is no way back: ${story}`);
        const again = read(applyEdits(after.document.yaml.text, back));
        assert.ok(again !== undefined && accepts(again), story);
        assert.equal(shapeOf(again.manifest.service), from, story);
        seen.back += 1;
      }
    }),
    { numRuns: 900, seed: 20261124 },
  );
  console.log(`##figure types changed: ${seen.offered} of ${seen.accepted} Services, ${seen.back} of them back again`);
  for (const from of [...serviceShapes, "ExternalName"])
    for (const to of serviceShapes) if (from !== to) assert.ok(seen.ways.has(`${from} -> ${to}`), `${from} -> ${to}`);
});

function read(text: string): Resource<ServiceManifest> | undefined {
  const workspace = new Workspace();
  workspace.setFile("file:///w/web.yaml", text);
  for (const document of workspace.file("file:///w/web.yaml")?.documents ?? []) {
    for (const resource of workspace.resources(document))
      if (isService(resource.manifest)) return { ...resource, manifest: resource.manifest };
  }
  return undefined;
}

function accepts({ manifest, document }: Resource<ServiceManifest>): boolean {
  const cluster = emptyCluster(defaultSettings);
  return document.yaml.errors.length === 0 && judge(manifest.root, cluster, defaultSettings).accepted;
}

function comments({ document }: Resource): readonly string[] {
  return document.yaml.comments.map(({ text }) => text).sort();
}

/** Without ports it can be headless or an alias only, and an alias without pods stays one. */
function mustBeOffered({ manifest: { service } }: Resource<ServiceManifest>): boolean {
  return service.type !== "ExternalName" && service.ports.length > 0;
}

/** Nothing that a smallest edit may have to leave alone: brackets with comments in them, anchors, merges. */
function isPlain(text: string): boolean {
  return !/[{[&*]|<</.test(text);
}

/** What no change of type may touch. */
function kept({ manifest }: Resource<ServiceManifest>): unknown {
  const { ports, selector, clusterIPs: _, ...rest } = manifest.service;
  const untouched = rest.spec?.entries.filter(({ key }) =>
    ["selector", "publishNotReadyAddresses", "internalTrafficPolicy", "trafficDistribution"].includes(key),
  );
  return {
    name: manifest.name?.value,
    selector: selector?.map(({ key, value }) => [key, value]),
    ports: ports.map(({ name, port, protocol, targetPort, appProtocol }) => [
      name,
      port,
      protocol,
      targetPort,
      appProtocol,
    ]),
    others: untouched?.map(({ key, value }) => [key, jsonText(value)]),
  };
}

/** Comments of their own above lines and behind them, as far as they leave the text what it is. */
function withComments(text: string, choices: readonly number[]): string {
  const lines = text.split("\n");
  const value = meaning(text);
  choices.forEach((choice, index) => {
    const at = (index * 7 + choice) % lines.length;
    const line = lines[at] ?? "";
    const indent = /^[ ]*/.exec(line)?.[0] ?? "";
    const changed =
      choice % 2 === 0 ? [`${indent}# above ${index}`, line] : [line.replace(/(\r?)$/, ` # behind ${index}$1`)];
    const next = [...lines.slice(0, at), ...changed, ...lines.slice(at + 1)];
    if (meaning(next.join("\n")) === value) lines.splice(0, lines.length, ...next);
  });
  return lines.join("\n");
}

function meaning(text: string): string {
  const { root, errors } = parse(text);
  return root === undefined || errors.length > 0 ? "" : jsonText(root);
}
