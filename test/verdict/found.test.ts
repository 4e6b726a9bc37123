// What a hunt once found stays mended.

import assert from "node:assert/strict";
import { test } from "node:test";
import { differences } from "./compare.ts";
import { keptCases, keptTexts } from "./found.ts";
import { productVerdicts } from "./product.ts";
import { ourReading, readingDifference } from "./reading.ts";

for (const { name, serviceCidr, manifest, verdicts } of keptCases()) {
  test(`found/${name}`, () => {
    assert.deepEqual(differences(verdicts, productVerdicts(manifest, serviceCidr)), [], manifest);
  });
}

for (const { name, text, ...kubectl } of keptTexts()) {
  test(`found-texts/${name}`, () => {
    assert.equal(readingDifference(kubectl, ourReading(text)), undefined, JSON.stringify(text));
  });
}
