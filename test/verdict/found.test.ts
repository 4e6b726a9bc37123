// What a hunt once found stays mended.

import assert from "node:assert/strict";
import { test } from "node:test";
import { differences } from "./compare.ts";
import { kept } from "./found.ts";
import { productVerdicts } from "./product.ts";

for (const { name, serviceCidr, manifest, verdicts } of kept()) {
  test(`found/${name}`, () => {
    assert.deepEqual(differences(verdicts, productVerdicts(manifest, serviceCidr)), [], manifest);
  });
}
