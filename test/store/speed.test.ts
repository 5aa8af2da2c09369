import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashOf, openForTest, runRow, temporaryFolder } from './rows.ts';

const COUNT = 10_000;

// Limits are several times what an idle machine needs: they catch a missing index, not a slow disk.
test('10,000 images are stored, found and paged without a pause', (context) => {
  const { store } = openForTest(context, temporaryFolder(context));
  const timed = (name: string, limitMs: number, work: () => void): void => {
    const start = performance.now();
    work();
    const ms = performance.now() - start;
    context.diagnostic(`${name}: ${ms.toFixed(0)} ms`);
    assert.ok(ms < limitMs, `${name} took ${ms.toFixed(0)} ms, more than ${limitMs}`);
  };
  const keys = Array.from({ length: COUNT }, (_, i) => i);
  const hashes = keys.map((i) => hashOf(i * 7919));
  const files = hashes.map((hash, i) => ({
    ...{ path: `/data/train/${i % 10}/${i}.jpg`, sizeBytes: 1000 + i, mtimeMs: i },
    ...{ hash, format: 'jpeg', width: 1, height: 1 },
  }));
  const features = new Float32Array(1280).fill(0.5);
  const rows = hashes.map((hash) => ({ hash, features, logits: null }));
  const run = store.beginRun({ folder: '/data', detectorId: 'd' });
  timed('write 10,000 files', 2000, () => store.putFiles(files));
  timed('write features in batches of 64', 5000, () => {
    for (let i = 0; i < COUNT; i += 64) store.putFeatures('a', rows.slice(i, i + 64));
  });
  timed('read features', 1000, () => assert.equal(store.featuresFor(hashes, 'a').size, COUNT));
  timed('look up unchanged files', 600, () => {
    for (const file of files) {
      assert.ok(store.hashOf(file.path, file.sizeBytes, file.mtimeMs) !== null);
    }
  });
  timed('write run rows in batches of 64', 5000, () => {
    for (let i = 0; i < COUNT; i += 64) {
      const part = keys.slice(i, i + 64).map((k) => runRow(`${k}.jpg`, (k * 7919) % COUNT));
      store.addRunRows(run, part);
    }
  });
  timed('100 sorted pages', 1000, () => {
    for (let i = 0; i < 100; i++) {
      const page = store.pageRun(run, { sort: { by: 'p' }, offset: i * 100, count: 100 });
      assert.equal(page.rows[0]?.p, i * 100);
    }
  });
});
