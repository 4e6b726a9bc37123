// What the extension host loads instead of the tests when the shim runs them: sends their output straight to the
// file that the shim follows (else it comes back mixed with the workbench's own log), then runs them.
const fs = require("node:fs");
const util = require("node:util");

const file = fs.openSync(process.env.CODE_SHIM_OUT, "a");
const print = (text) => fs.writeSync(file, text);
for (const level of ["log", "info", "warn", "error", "debug"]) {
  // The extension host made them accessors that ignore assignment.
  const value = (...values) => print(`${util.format(...values)}\n`);
  Object.defineProperty(console, level, { configurable: true, writable: true, value });
}
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, callback) => {
    print(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
    (typeof encoding === "function" ? encoding : callback)?.();
    return true;
  };
}

exports.run = () => {
  try {
    return require(process.env.CODE_SHIM_TESTS).run();
  } catch (error) {
    console.error(error);
    throw error;
  }
};
