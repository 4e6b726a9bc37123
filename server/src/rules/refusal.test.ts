// What is not known of a cluster refuses nobody.

import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultSettings } from "../base/settings.ts";
import { isA } from "../index/resource.ts";
import { Workspace } from "../index/workspace.ts";
import { refusalOf } from "./refusal.ts";

function refusals(serviceCidrs: readonly string[], spec: string): readonly (string | undefined)[] {
  const workspace = new Workspace();
  workspace.setSettings({ ...defaultSettings, serviceCidrs });
  workspace.setFile("file:///a.yaml", `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: ${spec}\n`);
  const world = workspace.world();
  const documents = workspace.file("file:///a.yaml")?.documents ?? [];
  return documents
    .flatMap((document) => workspace.resources(document))
    .flatMap((resource) => {
      return isA(resource, "service") ? [refusalOf(resource, world)?.message.en] : [];
    });
}

const dual = "{ ipFamilyPolicy: RequireDualStack, ports: [{ port: 80 }] }";

test("a family is missing only where the cluster's ranges are known", () => {
  assert.match(refusals(["10.96.0.0/16"], dual)[0] ?? "", /not configured for dual-stack/);
  assert.deepEqual(refusals([], dual), [undefined]);
  assert.deepEqual(refusals(["10.96.0.0/16", "fd00::/112"], dual), [undefined]);
});

test("what else is refused is refused all the same", () => {
  assert.match(refusals([], "{ ipFamilyPolicy: RequireDualStack, ports: [{ port: 0 }] }")[0] ?? "", /ports\[0\]\.port/);
});
