import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import type { Decision } from '../../server/curation/decisions/decision.ts';
import { exportDecisions } from '../../server/curation/export/export-decisions.ts';
import { exportRecords } from '../../server/curation/export/export-records.ts';
import type { ScoreRecord } from '../../server/protocol/record.ts';
import { failureFrom, scratchWorkspace, valueFrom } from './scratch-workspace.ts';

const folder = scratchWorkspace();

function record(path: string, more: Partial<ScoreRecord> = {}): ScoreRecord {
  return {
    ...{ path, verdict: 'ood', p: 0.01, score: 0.2, neighbourScore: 0.7, pGrood: 0.1 },
    ...{ pNeighbours: 0.1, class: 'stop', neighbours: [], lookalikes: [], error: null, ...more },
  };
}

async function* pages(...all: ScoreRecord[][]): AsyncGenerator<readonly ScoreRecord[]> {
  yield* all;
}

const some = [[record('/a/1.jpg'), record('/a/=2,".jpg')], [], [record('/b/ü.jpg')]];

for (const { format, holds } of [
  { format: 'csv', holds: /^path,verdict.*\r\n\/a\/1\.jpg,ood.*\r\n"\/a\/=2,""\.jpg",/ },
  { format: 'jsonl', holds: /^\{"path":"\/a\/1\.jpg",.*\n.*\n.*ü\.jpg/ },
  { format: 'list', holds: /^\/a\/1\.jpg\n\/a\/=2,"\.jpg\n\/b\/ü\.jpg\n$/ },
] as const) {
  test(`${format} is written page after page`, async () => {
    const to = join(folder, `out.${format}`);
    const request = { format, to, pages: pages(...some), mayReplace: false };
    const { sentence, written } = valueFrom(await exportRecords(request));
    assert.equal(written, 3);
    assert.equal(sentence, `Wrote 3 images to ${to}.`);
    assert.match(readFileSync(to, 'utf8'), holds);
  });
}

test('Parquet holds all rows', async () => {
  const to = join(folder, 'out.parquet');
  const request = { format: 'parquet', to, pages: pages(...some), mayReplace: false } as const;
  valueFrom(await exportRecords(request));
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(to));
  assert.equal(metadata.num_rows, 3n);
});

test('a list leaves out paths with a line break and says so; bytes stay bytes', async () => {
  const to = join(folder, 'odd.list');
  const bytes = Buffer.from([0x2f, 0xff, 0x2e, 0x6a]);
  const records = [record('/a\nb.jpg'), record('/�.j', { pathBytes: bytes.toString('base64') })];
  const request = { format: 'list', to, pages: pages(records), mayReplace: false } as const;
  const { sentence } = valueFrom(await exportRecords(request));
  assert.match(
    sentence,
    /^Wrote 1 image to .* 1 with a line break in the path can't stand in a list/,
  );
  assert.deepEqual(readFileSync(to), Buffer.concat([bytes, Buffer.from('\n')]));
});

test('a file that is there stays unless the user agreed', async () => {
  const to = join(folder, 'kept.list');
  const write = (path: string, mayReplace: boolean) =>
    exportRecords({ format: 'list', to, pages: pages([record(path)]), mayReplace });
  valueFrom(await write('/1', false));
  assert.match(failureFrom(await write('/2', false)).message, /kept\.list exists already/);
  assert.equal(readFileSync(to, 'utf8'), '/1\n');
  valueFrom(await write('/3', true));
  assert.equal(readFileSync(to, 'utf8'), '/3\n');
});

test('an export that breaks off leaves nothing behind', async () => {
  const to = join(folder, 'broken.csv');
  const before = readdirSync(folder);
  async function* failing(): AsyncGenerator<readonly ScoreRecord[]> {
    yield [record('/1')];
    throw new Error('the store is gone');
  }
  const request = { format: 'csv', to, pages: failing(), mayReplace: false } as const;
  await assert.rejects(exportRecords(request), /the store is gone/);
  assert.deepEqual(readdirSync(folder), before);
  const signal = AbortSignal.abort(new Error('enough'));
  await assert.rejects(exportRecords({ ...request, pages: pages(...some), signal }), /enough/);
  assert.ok(!existsSync(to));
});

test('a place that can’t be written is named', async () => {
  const to = join(folder, 'none', 'x.csv');
  for (const mayReplace of [true, false]) {
    const request = { format: 'csv', to, pages: pages(...some), mayReplace } as const;
    assert.match(failureFrom(await exportRecords(request)).message, /its folder does not exist/);
  }
});

test('decisions are written as CSV or JSON, without those that moved nothing', async () => {
  const decision: Decision = {
    ...{ id: 1, batch: 1, kind: 'trash', from: '/a,b.jpg', to: '/t/a,b.jpg', hash: 'h' },
    ...{ madeMs: 0, state: 'undone' },
  };
  const decisions = [decision, { ...decision, id: 2, state: 'dropped' as const }];
  const [csv, json] = [join(folder, 'd.csv'), join(folder, 'd.JSON')];
  const { sentence } = valueFrom(await exportDecisions(decisions, csv, { mayReplace: false }));
  assert.equal(sentence, `Wrote 1 decision to ${csv}.`);
  const row = '1,1,trash,undone,"/a,b.jpg","/t/a,b.jpg",h,1970-01-01T00:00:00.000Z\r\n';
  assert.equal(readFileSync(csv, 'utf8'), `id,batch,kind,state,from,to,hash,time\r\n${row}`);
  valueFrom(await exportDecisions(decisions, json, { mayReplace: false }));
  assert.equal(JSON.parse(readFileSync(json, 'utf8'))[0].from, '/a,b.jpg');
});
