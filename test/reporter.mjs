// A reporter for node:test that prints failures only, and closes with a line that test/run.mjs counts by.
import path from "node:path";
import { inspect } from "node:util";

/** @param {AsyncIterable<import("node:test").TestEvent>} events */
export default async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const names = [];
  for await (const { type, data } of events) {
    if (type === "test:start") {
      names.length = data.nesting;
      names.push(data.name);
    } else if (type === "test:pass") {
      if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
      else if (data.details.type !== "suite") counts.passed += 1;
    } else if (type === "test:fail") {
      const { error } = data.details;
      if (data.todo !== undefined) counts.skipped += 1;
      else if (error.failureType !== "subtestsFailed") {
        counts.failed += 1;
        const title = [...names.slice(0, data.nesting), data.name].join(" › ");
        const place = data.file === undefined ? "" : ` (${path.relative(process.cwd(), data.file)})`;
        yield `✖ ${title}${place}\n${describe(error.cause ?? error)}\n\n`;
      }
    } else if (type === "test:stdout" || type === "test:stderr") {
      yield data.message;
    }
  }
  yield `##results ${JSON.stringify(counts)}\n`;
}

/** An error as a person wants it: what is wrong, then where in our own files. */
function describe(error) {
  const text = error instanceof Error ? (error.stack ?? String(error)) : inspect(error);
  const lines = text.split("\n").filter((line) => !/^\s+at .*(node:|node_modules)/.test(line));
  return lines.map((line) => `    ${line}`).join("\n");
}
