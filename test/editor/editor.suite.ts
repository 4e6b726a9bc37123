// What a user sees in a real VS Code, in the language of SERVICE_PATHS_LOCALE.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { takePicture } from "./picture.ts";

describe("Kubernetes Service Paths in VS Code", () => {
  it("is installed and becomes active", async () => {
    const extension = vscode.extensions.getExtension("service-paths.kubernetes-service-paths");
    assert.ok(extension, "the packed extension is not installed");
    await extension.activate();
    assert.equal(extension.isActive, true);
    assert.equal(vscode.env.language, process.env.SERVICE_PATHS_LOCALE);
  });

  after(() => takePicture("end"));
});
