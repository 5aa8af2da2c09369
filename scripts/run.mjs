#!/usr/bin/env node
/**
 * The one program behind every npm script: `node scripts/run.mjs COMMAND ARGS…`.
 *
 * On a fresh clone it installs and builds what is missing, then runs the command on the Node.js
 * that the project pins, whichever version started this file. So it is plain JavaScript without
 * dependencies that Node 20 can run. What it has to say goes to stderr: stdout is the command's.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './bootstrap/prepare.mjs';
import { runChild } from './bootstrap/run-child.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// `paths: 'user'` runs in the folder where the person typed, so that relative paths mean what
// they say; npm itself always starts scripts in the package's root.
const commands = {
  grood: { file: 'dist/cli.mjs', build: true, paths: 'user' },
  demo: { file: 'dist/demo.mjs', build: true, paths: 'user' },
  bench: { file: 'test/bench/main.ts', build: true, paths: 'user' },
  start: { file: 'scripts/start.ts', build: true, paths: 'user' },
  package: { file: 'scripts/package/main.ts', build: true, paths: 'user' },
  screenshots: { file: 'scripts/screenshots.ts', build: true, paths: 'root' },
  test: { file: 'scripts/test.mjs', build: true, paths: 'root' },
  check: { file: 'scripts/check.mjs', build: false, paths: 'root' },
  format: { file: 'scripts/format.mjs', build: false, paths: 'root' },
  build: { file: 'esbuild.mjs', build: false, paths: 'root' },
};

async function main(name, args) {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (!command) {
    const known = Object.keys(commands).join(', ');
    console.error(`There is no command "${name ?? ''}". The commands are: ${known}.`);
    return 2;
  }
  const node = await prepare(root, { build: command.build });
  const file = join(root, command.file);
  if (!existsSync(file)) {
    console.error(`The command "${name}" needs ${command.file}, which this checkout lacks.`);
    return 3;
  }
  const { INIT_CWD: typedIn, ...env } = process.env;
  // An outer npm script leaves INIT_CWD in the environment of all that it starts; it counts only
  // where npm started this very command.
  const startedByNpm = env.npm_lifecycle_event === name && process.cwd() === root;
  const here = startedByNpm && typedIn && existsSync(typedIn) ? typedIn : process.cwd();
  const cwd = command.paths === 'user' ? here : root;
  // SQLite is built into Node 24 and works, but greets each process with this warning.
  const quiet = '--disable-warning=ExperimentalWarning';
  return runChild(node, [quiet, file, ...args], { cwd, env, endWithParent: startedByNpm });
}

try {
  process.exitCode = await main(process.argv[2], process.argv.slice(3));
} catch (error) {
  console.error(error?.name === 'SetupError' ? error.message : error);
  process.exitCode = error?.exitCode ?? 3;
}
