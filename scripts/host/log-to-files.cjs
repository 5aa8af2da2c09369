/**
 * Stands in for @vscode/spdlog, whose native part would have to be compiled. Without it, output
 * channels of extensions stay blank in the browser host and no log file is written.
 */
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = 2;
  #isPlain = false;

  constructor(_name, file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    for (const [level, name] of levels.entries()) {
      this[name === 'warning' ? 'warn' : name] = (text) => this.#write(level, name, text);
    }
  }

  #write(level, name, text) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const line = this.#isPlain ? text : `${time} [${name}] ${text}\n`;
    try {
      appendFileSync(this.#file, line);
    } catch {
      // A log that can't be written must not end what it tells of.
    }
  }

  setLevel(level) {
    this.#level = level;
  }

  getLevel() {
    return this.#level;
  }

  clearFormatters() {
    this.#isPlain = true;
  }

  setPattern() {}
  flush() {}
  drop() {}
}

const createLogger = async (name, file) => new Logger(name, file);
const nothing = () => {};

// One by one: an importing ES module finds names of a CommonJS module only so.
exports.version = 'files';
exports.Logger = Logger;
exports.setLevel = nothing;
exports.setFlushOn = nothing;
exports.shutdown = nothing;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
