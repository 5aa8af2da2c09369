import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import type { ScoreSummary } from '../../server/pipeline/options.ts';
import type { DetectorMetadata } from '../../server/protocol/detector.ts';
import type { ScoreRecord } from '../../server/protocol/record.ts';
import { ReportCollector } from '../../server/report/collect-report.ts';
import { fakeDetector, fakeRecord, fakeSummary } from './fake-run.ts';

const root = mkdtempSync(join(tmpdir(), 'grood-report-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

async function page(
  records: readonly ScoreRecord[],
  change: {
    detector?: DetectorMetadata;
    summary?: ScoreSummary;
    limit?: number;
    title?: string;
  } = {},
): Promise<string> {
  const collector = new ReportCollector(change.limit ?? 200);
  collector.describe(change.detector ?? fakeDetector());
  collector.add(records);
  const title = change.title ?? 'incoming';
  const about = { title, detectorPath: 'signs.onnx', notes: [], date: '2026-11-24' };
  const place = { reportPath: join(root, 'report.html') };
  return collector.finish(change.summary ?? fakeSummary(), about, place);
}

const hostile = `"><img src=x onerror=alert(1)>'\`&<script>alert(2)</script>.jpg`;

test('names, classes and reasons that hold markup are shown, not obeyed', async () => {
  const neighbour = [{ path: `${hostile}/${hostile}`, distance: 1 }];
  const detector = fakeDetector({
    classes: [hostile, 'stop'],
    backboneName: hostile,
    warnings: [hostile],
  });
  const flagged = fakeRecord({
    path: hostile,
    class: hostile,
    neighbours: neighbour,
    lookalikes: neighbour,
    pNeighbours: 0.5,
  });
  const error = fakeRecord({ verdict: 'error', p: null, path: hostile, error: hostile });
  const text = await page([flagged, error], { detector, title: hostile });
  assert.doesNotMatch(text, /<script/i);
  assert.doesNotMatch(text, /<img src=x/i);
  const withoutValues = text.replace(/="[^"]*"/g, '=""');
  assert.doesNotMatch(withoutValues, /<[^>]*\son\w+\s*=/i);
  assert.ok(text.includes('&#60;script&#62;'));
});

test('a report needs nothing from elsewhere: its policy forbids all but its own pictures', async () => {
  const text = await page([fakeRecord()]);
  assert.match(text, /content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/);
  assert.doesNotMatch(text, /(?:src|url)\s*[=(]\s*["']?(?:https?:|\/\/|file:)/i);
});

test('thumbnails are embedded as WebP, of the image and of its neighbours', async () => {
  const folder = join(root, 'train', 'stop');
  mkdirSync(folder, { recursive: true });
  const image = sharp({ create: { width: 400, height: 300, channels: 3, background: '#c00' } });
  await image.jpeg().toFile(join(folder, '0003.jpg'));
  const record = fakeRecord({ path: join(folder, '0003.jpg'), lookalikes: [] });
  const { training } = fakeDetector();
  const detector = fakeDetector({ training: { ...training, folder: join(root, 'train') } });
  const text = await page([record], { detector });
  const addresses = [...text.matchAll(/src="data:image\/webp;base64,([^"]+)"/g)];
  const sizes = await Promise.all(
    addresses.map(async ([, data]) => (await sharp(Buffer.from(data!, 'base64')).metadata()).width),
  );
  assert.deepEqual(sizes, [192, 72]);
  assert.match(text, /href="train\/stop\/0003\.jpg"/);
});

test('a picture that cannot be made is said to be missing', async () => {
  assert.match(await page([fakeRecord({ path: 'gone.jpg' })]), />no picture</);
});

test('the most suspicious come first, and the limit is told', async () => {
  const records = [0.04, 0.01, 0.03, 0.02].map((p) => fakeRecord({ p, path: `at-${p}.jpg` }));
  const summary = fakeSummary({ flagged: 4 });
  const text = await page(records, { summary, limit: 2 });
  const shown = [...text.matchAll(/href="[^"]*at-([\d.]+)\.jpg"/g)].map(([, p]) => p);
  assert.deepEqual(shown, ['0.01', '0.02']);
  assert.match(text, /The 2 most suspicious of 4; --limit shows more\./);
});

test('ordinary images next in line stand apart from the flagged ones', async () => {
  const near = fakeRecord({ verdict: 'in-distribution', p: 0.07, path: 'near.jpg' });
  const text = await page([near, fakeRecord()]);
  assert.match(text, /Just ordinary[\s\S]*near\.jpg/);
  assert.ok(text.indexOf('0001.jpg') < text.indexOf('Just ordinary'));
});

test('unreadable files are listed with their reasons', async () => {
  const error = fakeRecord({ verdict: 'error', p: null, path: 'bad.jpg', error: 'It is empty.' });
  assert.match(await page([error]), /bad\.jpg<\/td><td>It is empty\./);
});

test('without an OOD prototype the histogram counts distances to neighbours', async () => {
  const record = fakeRecord({ score: null, pGrood: null });
  const text = await page([record], { detector: fakeDetector({ prototype: 'none' }) });
  assert.match(text, /Distance to the training images: further right is less like them/);
});
