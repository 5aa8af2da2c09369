/**
 * The tests that run inside the extension host. Both launchers load the bundle of this file and
 * call `run`; each outcome becomes a line of the file that GROOD_HOST_RESULTS names.
 */
import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { HostOutcome } from './outcome.ts';

const limitMs = 60_000;

export async function run(): Promise<void> {
  const file = process.env['GROOD_HOST_RESULTS'];
  const tell = (outcome: HostOutcome): void => {
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(outcome)}\n`);
  };
  const mocha = new Mocha({ ui: 'tdd', timeout: limitMs, reporter: reporterFor(tell) });
  // Mocha's own files are found by require; these are inside the bundle.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./activation.ts');
  await import('./scoring.ts');
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${failures} of the tests in the extension host failed.`);
}

function reporterFor(tell: (outcome: HostOutcome) => void): Mocha.ReporterConstructor {
  return class {
    constructor(runner: Mocha.Runner) {
      runner.on('pass', (test) => tell({ title: test.fullTitle(), state: 'passed' }));
      runner.on('pending', (test) => tell({ title: test.fullTitle(), state: 'skipped' }));
      runner.on('fail', (test, error: Error) =>
        tell({ title: test.fullTitle(), state: 'failed', why: error.stack ?? String(error) }),
      );
      runner.on('end', () => tell({ title: 'end', state: 'ended' }));
    }
  } as unknown as Mocha.ReporterConstructor;
}
