import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import sharp from 'sharp';
import { startEngine } from '../../server/engine/engine-client.ts';
import type { BatchRows, EngineFile } from '../../server/engine/messages.ts';
import { bundledProgram } from './bundled-program.ts';
import { value } from './open-for-test.ts';

async function images(context: TestContext, count: number): Promise<EngineFile[]> {
  const folder = mkdtempSync(join(tmpdir(), 'images-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = Array.from({ length: count }, (_, i) => ({ path: join(folder, `${i}.jpg`) }));
  for (const [i, { path }] of files.entries()) {
    const raw = { width: 300, height: 200, channels: 3 } as const;
    const pixels = Uint8Array.from({ length: 180_000 }, (_, j) => (j * (i + 1)) / 97);
    writeFileSync(path, await sharp(pixels, { raw }).jpeg().toBuffer());
  }
  return files;
}

const row = (rows: BatchRows, i: number): Float32Array => {
  const data = rows.outputs['features']?.data as Float32Array;
  const width = data.length / rows.files.length;
  return data.slice(i * width, (i + 1) * width);
};

// So that a run that was interrupted, and goes on with other batches, ends with the same bits.
test('features of an image are the same bits in any batch, at any place', async (context) => {
  const engine = startEngine();
  context.after(() => engine.dispose());
  const files = await images(context, 9);
  const want = new Map<number, Float32Array>();
  for (const batchSize of [2, 4, 8, 16]) {
    const program = value(await engine.open(bundledProgram({ batchSize })));
    for (const order of [files, files.toReversed(), files.slice(2, 5), files.slice(4, 5)]) {
      const rows = value(await engine.run(program.id, order));
      for (const [place, file] of order.entries()) {
        const index = files.indexOf(file);
        const found = row(rows, place);
        assert.ok(found.some((number) => number !== 0));
        if (!want.has(index)) want.set(index, found);
        const where = `image ${index} at ${place} of ${order.length}, batch ${batchSize}`;
        assert.deepEqual(found, want.get(index), where);
      }
    }
    engine.close(program.id);
  }
});
