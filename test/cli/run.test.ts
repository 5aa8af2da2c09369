import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DrawnSet, drawSigns } from '../../server/demo/draw-signs.ts';
import { grood } from './spawn-grood.ts';

const root = mkdtempSync(join(tmpdir(), 'grood-cli-'));
const store = join(root, 'store');
const detector = join(root, 'signs.onnx');
let set: DrawnSet;
let fitted: Awaited<ReturnType<typeof grood>>;

before(async () => {
  const small = { trainPerClass: 6, valPerClass: 5, ordinaryPerClass: 2, perStranger: 1 };
  set = await drawSigns(join(root, 'drawn'), small);
  const folders = ['--train', set.train, '--val', set.val];
  const where = ['--out', detector, '--store', store];
  fitted = await grood(['fit', ...folders, '--size', '64', ...where, '--json']);
});
after(() => {
  rmSync(root, { recursive: true, force: true });
});

function score(...words: string[]): ReturnType<typeof grood> {
  return grood(['score', '--detector', detector, '--store', store, ...words]);
}

test('fit --json prints one object about the detector it wrote', () => {
  assert.equal(fitted.code, 0, fitted.stderr);
  const summary = JSON.parse(fitted.stdout) as Record<string, unknown>;
  assert.equal((summary['classes'] as string[]).length, 8);
  assert.equal(summary['images'], 48);
  assert.deepEqual(summary['calibration'], { kind: 'validation', count: 40, smallestP: 1 / 41 });
  assert.ok(existsSync(detector));
});

test('score ends with 0 though files are broken, data on stdout, sentences on stderr', async () => {
  const { code, stdout, stderr } = await score(set.incoming);
  assert.equal(code, 0, stderr);
  const rows = stdout.trimEnd().split('\n');
  assert.equal(rows.length, 1 + 16 + 12 + 2);
  assert.match(rows[0]!, /^ {2}p {7}file +verdict$/);
  assert.match(rows.at(-1)!, /^× .*Can't read: /);
  assert.match(stderr, /Scored 28 images in .* on .*\. \d+ unusual \(.*\), 2 unreadable\./);
});

test('score --json prints one record a line with every field of the contract', async () => {
  const { code, stdout } = await score(set.incoming, '--json');
  assert.equal(code, 0);
  const records = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(records.length, 30);
  const keys =
    'path,verdict,p,score,neighbourScore,pGrood,pNeighbours,class,neighbours,lookalikes,error';
  for (const record of records) {
    assert.deepEqual(Object.keys(record).sort(), keys.split(',').sort());
  }
  const good = records.find((record) => record.verdict !== 'error');
  assert.equal(good.neighbours.length, 5);
  assert.equal(good.lookalikes.length, 5);
});

test('score --out writes a file whole and leaves nothing beside it', async () => {
  const out = join(root, 'scores.csv');
  const { code, stdout } = await score(set.incoming, '--out', out, '--json');
  assert.equal(code, 0);
  assert.equal(readFileSync(out, 'utf8').trimEnd().split('\n').length, 31);
  assert.equal(JSON.parse(stdout).errors, 2);
});

test('a place that can not be written ends with 2 and names it', async () => {
  const { code, stderr } = await score(set.incoming, '--out', join(root, 'gone', 'scores.csv'));
  assert.equal(code, 2);
  assert.match(stderr, /gone.scores\.csv could not be written/);
});

const gates: { words: string[]; code: number }[] = [
  { words: ['--fail-on-ood=any'], code: 1 },
  { words: ['--fail-on-ood=1000'], code: 0 },
  { words: ['--fail-on-ood=100%'], code: 0 },
  { words: ['--fail-on-error'], code: 1 },
];
for (const { words, code } of gates) {
  test(`score ${words.join(' ')} ends with ${code} where strangers and broken files are`, async () => {
    const finished = await score(set.incoming, ...words);
    assert.equal(finished.code, code, finished.stderr);
    assert.equal(/Gate failed: /.test(finished.stderr), code === 1);
  });
}

const refusals: { words: string[]; want: RegExp }[] = [
  { words: ['scroe'], want: /did you mean "score"/ },
  { words: ['fit', '--out', 'x.onnx'], want: /Which images\? Give --train/ },
  { words: ['fit', '--train', '.', '--out', 'x.txt'], want: /must end in \.onnx/ },
  { words: ['score', 'a'], want: /Which detector\?/ },
  { words: ['score', '--detector', 'gone.onnx', 'a'], want: /gone\.onnx does not exist/ },
  { words: ['inspect'], want: /Which model\?/ },
  { words: ['inspect', 'gone.onnx'], want: /gone\.onnx/ },
  { words: ['evaluate', '--detector', 'd.onnx'], want: /--id DIR/ },
  { words: ['report', '--detector', 'gone.onnx', 'a'], want: /gone\.onnx does not exist/ },
];
for (const { words, want } of refusals) {
  test(`grood ${words.join(' ')} ends with 2, a sentence and a hint`, async () => {
    const { code, stdout, stderr } = await grood(words, { cwd: root });
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, want);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
}

test('an empty folder ends with 2 and names it', async () => {
  const empty = join(root, 'empty');
  mkdirSync(empty, { recursive: true });
  const { code, stderr } = await score(empty);
  assert.equal(code, 2);
  assert.match(stderr, /empty/);
});

test('a grood.json says everything, and a mistyped key ends with 2 and its line', async () => {
  const folder = join(root, 'workspace');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'grood.json');
  const said = { detector, folders: [set.incoming], alpha: 0.1 };
  writeFileSync(path, JSON.stringify(said));
  const good = await grood(['score', '--store', store], { cwd: folder });
  assert.equal(good.code, 0, good.stderr);
  assert.match(good.stderr, /about 10 % of ordinary images/);
  writeFileSync(path, '{\n  "folder": []\n}');
  const bad = await grood(['score', '--store', store], { cwd: folder });
  assert.equal(bad.code, 2);
  assert.match(bad.stderr, /grood\.json:2: "folder" is not a known key; did you mean "folders"\?/);
});

test('--files-from - scores the files that standard input lists', async () => {
  const listed = set.files.filter((file) => file.path.startsWith('incoming/')).slice(0, 3);
  const input = listed.map((file) => join(set.folder, file.path)).join('\n');
  const words = ['score', '--detector', detector, '--store', store, '--files-from', '-', '--json'];
  const { code, stdout, stderr } = await grood(words, { input });
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trimEnd().split('\n').length, 3);
});

test('a reader that goes away is no crash', async () => {
  const words = ['score', '--detector', detector, '--store', join(root, 'pipe'), set.train];
  const { code, stderr } = await grood([...words, '--json'], {
    onOutput: ({ closeOutput }) => closeOutput(),
  });
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /EPIPE|internal error/);
});

test('report writes one HTML file, evaluate the figures of all methods', async () => {
  const out = join(root, 'report.html');
  const common = ['--detector', detector, '--store', store];
  const report = await grood(['report', ...common, set.incoming, '--out', out]);
  assert.equal(report.code, 0, report.stderr);
  assert.match(readFileSync(out, 'utf8'), /data:image\/webp;base64,/);
  const sides = ['--id', set.val, '--ood', set.incoming];
  const evaluation = await grood(['evaluate', ...common, ...sides, '--json']);
  assert.equal(evaluation.code, 0, evaluation.stderr);
  const { detectors, flagged } = JSON.parse(evaluation.stdout);
  for (const name of ['combined', 'grood', 'knn', 'mahalanobis++']) {
    assert.equal(typeof detectors[name]?.auroc, 'number', name);
  }
  assert.equal(flagged.alpha, 0.05);
});

test('--version and help end with 0; no word at all is usage', async () => {
  const version = await grood(['--version']);
  assert.deepEqual([version.code, /^grood \d+\.\d+\.\d+\n$/.test(version.stdout)], [0, true]);
  const help = await grood(['score', '--help']);
  assert.deepEqual([help.code, help.stdout.includes('Examples:')], [0, true]);
  assert.equal((await grood([])).code, 2);
});
