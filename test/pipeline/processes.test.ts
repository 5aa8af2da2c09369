import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, test } from 'node:test';
import type { FitOptions, FitSummary, ScoreOptions } from '../../server/pipeline/options.ts';
import { COLOURS, classFolders, colourFolder, GREEN } from './colour-images.ts';
import {
  failureOf,
  fitted,
  type Scored,
  scored,
  scratchFolder,
  tryFit,
  UNIT_RANGE,
} from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';

const root = scratchFolder();
const backbone = join(root, 'colours.onnx');
const detector = join(root, 'detector.onnx');
const train = join(root, 'train');
const incoming = join(root, 'incoming');
const TRAINING = 900;
const INCOMING = 930;
/** From fresh stores, without interruption. */
let whole: Scored;

before(async () => {
  writeTinyClassifier(backbone, { colours: Object.values(COLOURS) });
  await classFolders(train, TRAINING / 3);
  await classFolders(incoming, 300, { first: 2000 });
  await colourFolder(join(incoming, 'odd'), GREEN, 30);
  await fitted({ train, backbone, out: detector });
  whole = await scored({ detector, inputs: [incoming] });
});

function child(
  verb: 'fit' | 'score',
  options: FitOptions | ScoreOptions,
  ...hang: readonly 'hang'[]
): ChildProcess {
  const script = join(import.meta.dirname, 'run-child.ts');
  const words = [script, verb, JSON.stringify(options), ...hang];
  return spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Starts it, waits until something is done, and kills it: it can't clean up. */
async function killedInMidRun(
  verb: 'fit' | 'score',
  options: FitOptions | ScoreOptions,
): Promise<void> {
  const running = child(verb, options, 'hang');
  await once(running.stdout!, 'data');
  running.kill('SIGKILL');
  await once(running, 'close');
}

async function resultOf<R>(running: ChildProcess): Promise<R> {
  const printed = await text(running.stdout!);
  const json = printed.split('done\n')[1];
  assert.ok(json !== undefined, printed);
  return JSON.parse(json) as R;
}

test('after kill -9 in mid-score only the rest is computed, and all is as without it', async () => {
  const store = { folder: join(root, 'killed-score') };
  const options = { detector, inputs: [incoming], store };
  await killedInMidRun('score', options);
  const { summary, records } = await scored(options);
  assert.ok(summary.reused > 0 && summary.reused < INCOMING, `${summary.reused} were kept`);
  assert.equal(JSON.stringify(records), JSON.stringify(whole.records));
  const again = await scored(options);
  assert.equal(again.summary.reused, INCOMING);
  assert.equal(JSON.stringify(again.records), JSON.stringify(whole.records));
});

test('after kill -9 in mid-fit only the rest is computed, and the detector is the same', async () => {
  const out = join(root, 'killed.onnx');
  const store = { folder: join(root, 'killed-fit') };
  const options = { train, backbone, out, store, model: UNIT_RANGE };
  await killedInMidRun('fit', options);
  assert.throws(() => readFileSync(out), /ENOENT/);
  const { reused } = await fitted(options);
  assert.ok(reused > 0 && reused < TRAINING, `${reused} were kept`);
  assert.deepEqual(readFileSync(out), readFileSync(detector));
});

test('a cancelled score says so and keeps what is done', async () => {
  const store = { folder: join(root, 'cancelled-score') };
  const stop = new AbortController();
  const options = { detector, inputs: [incoming], store };
  const onRecords = (): void => stop.abort();
  const { summary, records } = await scored(options, { signal: stop.signal, onRecords });
  assert.equal(summary.cancelled, true);
  assert.ok(records.length > 0 && records.length < INCOMING);
  assert.equal(summary.scored, records.length);
  assert.deepEqual(records, whole.records.slice(0, records.length));
  const resumed = await scored(options);
  assert.equal(resumed.summary.cancelled, false);
  assert.ok(resumed.summary.reused >= records.length);
  assert.equal(JSON.stringify(resumed.records), JSON.stringify(whole.records));
});

test('a score that is cancelled before it begins has no records', async () => {
  const { summary, records } = await scored(
    { detector, inputs: [incoming] },
    { signal: AbortSignal.abort() },
  );
  assert.deepEqual([summary.cancelled, summary.scored, records], [true, 0, []]);
});

test('a cancelled fit keeps its features and leaves no detector', async () => {
  const out = join(root, 'cancelled.onnx');
  const store = { folder: join(root, 'cancelled-fit') };
  const stop = new AbortController();
  const options = { train, backbone, out, store };
  const onProgress = ({ phase, done }: { readonly phase: string; readonly done: number }): void => {
    if (phase === 'embed' && done > 0) stop.abort();
  };
  const failure = failureOf(await tryFit(options, { signal: stop.signal, onProgress }));
  assert.equal(failure.kind, 'cancelled');
  assert.throws(() => readFileSync(out), /ENOENT/);
  const { reused } = await fitted(options);
  assert.ok(reused > 0 && reused < TRAINING, `${reused} were kept`);
  assert.deepEqual(readFileSync(out), readFileSync(detector));
});

test('two scores at once on one store are both right, and leave one store', async () => {
  const store = { folder: join(root, 'shared-score') };
  const options = { detector, inputs: [incoming], store };
  const runs = await Promise.all(
    [child('score', options), child('score', options)].map((running) =>
      resultOf<{ result: { ok: boolean }; records: unknown }>(running),
    ),
  );
  for (const { result, records } of runs) {
    assert.equal(result.ok, true);
    assert.equal(JSON.stringify(records), JSON.stringify(whole.records));
  }
  assert.equal((await scored(options)).summary.reused, INCOMING);
});

test('two fits at once to one file both end well, and the file is whole', async () => {
  const out = join(root, 'shared.onnx');
  const store = { folder: join(root, 'shared-fit') };
  const options = { train, backbone, out, store, model: UNIT_RANGE };
  const runs = await Promise.all(
    [child('fit', options), child('fit', options)].map((running) =>
      resultOf<{ ok: boolean; value: FitSummary }>(running),
    ),
  );
  for (const { ok, value } of runs) assert.deepEqual([ok, value.images], [true, 720]);
  assert.deepEqual(readFileSync(out), readFileSync(detector));
});
