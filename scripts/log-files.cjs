// Stands in for @vscode/spdlog in the code-server that tools.mjs installs: that package is compiled at installation,
// and without it VS Code has no log files, so output channels stay empty. Same interface, plain appending.
const { appendFileSync, mkdirSync } = require("node:fs");
const path = require("node:path");

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};

const levels = ["trace", "debug", "info", "warn", "error", "critical"];

class Logger {
  #file;
  #level = 2;
  #formats = true;

  constructor(_kind, _name, file) {
    this.#file = file;
    mkdirSync(path.dirname(file), { recursive: true });
    for (const [at, level] of levels.entries()) {
      this[level] = (message) => at >= this.#level && this.#write(level, message);
    }
  }

  #write(level, message) {
    const time = new Date().toISOString().replace("T", " ").replace("Z", "");
    try {
      appendFileSync(this.#file, this.#formats ? `${time} [${level}] ${message}\n` : message);
    } catch {} // as with the real one, a log that cannot be written stops nobody
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  clearFormatters() {
    this.#formats = false;
  }

  setPattern() {}
  flush() {}
  drop() {}
}

const create = async (name, file) => new Logger("rotating", name, file);
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
