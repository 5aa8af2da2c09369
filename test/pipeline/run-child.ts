/**
 * A process of its own that fits or scores: `run-child.ts fit|score OPTIONS [hang]`, options as
 * JSON. Prints `going` once something is done, `done` and the result as JSON at the end; with
 * `hang` it never goes on after the first.
 */
import { writeSync } from 'node:fs';
import { fit } from '../../server/pipeline/fit.ts';
import type { FitOptions, ScoreOptions } from '../../server/pipeline/options.ts';
import { score } from '../../server/pipeline/score.ts';
import type { ScoreRecord } from '../../server/protocol/record.ts';

const [, , verb, json = '', hang] = process.argv;
const isHanging = hang === 'hang';
const options: unknown = JSON.parse(json);
let isGoing = false;

function going(): void {
  if (!isGoing) writeSync(1, 'going\n');
  isGoing = true;
}

/** Keeps the process busy and the event loop still, as a long stage would. */
function halt(): void {
  if (isHanging) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

if (verb === 'fit') {
  const onProgress = ({ phase, done }: { readonly phase: string; readonly done: number }): void => {
    if (phase !== 'embed' || done === 0) return;
    going();
    halt();
  };
  const result = await fit(options as FitOptions, { onProgress });
  writeSync(1, `done\n${JSON.stringify(result)}\n`);
} else {
  const records: ScoreRecord[] = [];
  const onRecords = (rows: readonly ScoreRecord[]): void => {
    records.push(...rows);
    going();
    halt();
  };
  const result = await score(options as ScoreOptions, { onRecords });
  writeSync(1, `done\n${JSON.stringify({ result, records })}\n`);
}
