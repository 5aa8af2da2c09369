/** Format, lint, types and tidiness: `npm run check`. Every step runs; any failure fails it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folders = ['server', 'client', 'media', 'test', 'scripts'];
const steps = [
  ['format and lint', [...biome(), '--error-on-warnings', '.']],
  ['types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['types of the pages', ['node_modules/typescript/bin/tsc', '-p', 'media/tsconfig.json']],
  ['typed lint', [...eslint(), ...folders.map((folder) => `${folder}/**/*.ts`)]],
  ['tidiness', ['--test', '--test-reporter=./scripts/test-reporter.mjs', 'test/tidy.test.ts']],
];

function biome() {
  const colors = process.stdout.isTTY ? 'force' : 'off';
  return ['node_modules/@biomejs/biome/bin/biome', 'ci', `--colors=${colors}`];
}

function eslint() {
  return [
    'node_modules/eslint/bin/eslint.js',
    '--config=scripts/eslint.config.mjs',
    '--no-error-on-unmatched-pattern',
    '--max-warnings=0',
  ];
}

function runStep([name, args]) {
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(output.trimEnd());
      resolve(code === 0);
    });
  });
}

const passed = await Promise.all(steps.map(runStep));
process.exitCode = passed.every(Boolean) ? 0 : 1;
if (process.exitCode !== 0) console.log('`npm run format` mends what is a matter of format.');
