// What VS Code starts, on a desktop and in a browser: takes the door of the host that it finds itself in.
import type { ExtensionContext } from "vscode";
import type { TestApi } from "./test-api.ts";

const isNode = typeof process === "object" && typeof process.versions?.node === "string";

// A door is read only when it is taken, for each needs what the other host has not got.
const door = isNode ? import("./node.ts") : import("./web.ts");

export async function activate(context: ExtensionContext): Promise<TestApi> {
  return (await door).activate(context);
}

export async function deactivate(): Promise<void> {
  await (await door).deactivate();
}
