// Runs the bundled suite beside it with mocha, inside the editor's extension host.
import { writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

/** Called by VS Code; rejects when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 120_000, color: false, reporter: "spec" });
  mocha.addFile(path.join(__dirname, "suite.cjs"));
  const stats = { passed: 0, failed: 0 };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("pass", () => {
      stats.passed += 1;
    });
    // A hook that fails is a failure too.
    runner.on("fail", () => {
      stats.failed += 1;
    });
  });
  const results = process.env.SERVICE_PATHS_RESULTS;
  if (results !== undefined) {
    writeFileSync(results, JSON.stringify(stats));
  }
  if (stats.failed > 0) {
    throw new Error(`${stats.failed} failed`);
  }
}
