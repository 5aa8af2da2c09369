import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { JobList } from '../../server/workspace/job-list.ts';

const never = new AbortController().signal;

const pairs: { first: string[]; second: string[]; isBeside: boolean }[] = [
  { first: ['/d/a'], second: ['/d/b'], isBeside: true },
  { first: ['/d/a'], second: ['/d/ab'], isBeside: true },
  { first: ['/d/a'], second: ['/d/a'], isBeside: false },
  { first: ['/d'], second: ['/d/a'], isBeside: false },
  { first: ['/d/a/x.png'], second: ['/e', '/d/a'], isBeside: false },
];
for (const { first, second, isBeside } of pairs) {
  const how = isBeside ? 'beside' : 'after';
  test(`${second} runs ${how} ${first}`, async () => {
    const jobs = new JobList();
    const order: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const one = jobs.run(first, never, async () => {
      await promise;
      order.push('first');
    });
    const two = jobs.run(second, never, async () => void order.push('second'));
    await pause(5);
    resolve();
    await Promise.all([one, two]);
    assert.deepEqual(order, isBeside ? ['second', 'first'] : ['first', 'second']);
    assert.equal(jobs.running(), null);
  });
}

test('a job that waits can be cancelled, and one that fails holds up no other', async () => {
  const jobs = new JobList();
  const abort = new AbortController();
  const failing = jobs.run(['/d'], never, async () => {
    await pause(20);
    throw new Error('failed');
  });
  const waiting = jobs.run(['/d'], abort.signal, async () => abort.signal.aborted);
  const last = jobs.run(['/d'], never, async () => 'done');
  abort.abort();
  assert.equal(await waiting, true);
  await assert.rejects(failing, /failed/);
  assert.equal(await last, 'done');
});

test('what is under way is the sum of all jobs, its total known when all are counted', async () => {
  const jobs = new JobList();
  const { promise, resolve } = Promise.withResolvers<void>();
  const runs = [['/a'], ['/b']].map((paths, index) =>
    jobs.run(paths, never, async (job) => {
      job.done = 3 + index;
      job.total = index === 0 ? 10 : null;
      await promise;
      job.total = 20;
    }),
  );
  await pause(1);
  assert.deepEqual(jobs.running(), { done: 7, total: null });
  resolve();
  await Promise.all(runs);
});
