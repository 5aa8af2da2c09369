import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { COLOURS, classFolders, colourFolder, GREEN } from './colour-images.ts';
import { failureOf, fitted, scored, scratchFolder, tryFit } from './run-for-test.ts';
import { writeTinyClassifier } from './tiny-classifier.ts';

const root = scratchFolder();
const backbone = join(root, 'colours.onnx');
const detector = join(root, 'detector.onnx');
let train: string;
let incoming: string;

before(async () => {
  writeTinyClassifier(backbone, { colours: Object.values(COLOURS) });
  train = await classFolders(join(root, 'train'), 20);
  incoming = await colourFolder(join(root, 'incoming'), GREEN, 30);
  await fitted({ train, backbone, out: detector });
});

/** A disk of its own, a few kilobytes large; null, and the test skipped, where none can be made. */
function smallDisk(context: TestContext, name: string, kilobytes: number): string | null {
  const folder = join(root, name);
  mkdirSync(folder);
  try {
    const options = `size=${kilobytes}k`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    context.skip(`no small disk can be mounted here: ${String(error).split('\n')[0]}`);
    return null;
  }
  after(() => execFileSync('umount', [folder]));
  return folder;
}

test('a detector that does not fit on the disk leaves the old one whole', async (context) => {
  const disk = smallDisk(context, 'for-detector', 96);
  if (disk === null) return;
  const out = join(disk, 'detector.onnx');
  await fitted({ train, backbone, out });
  const old = readFileSync(out);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(40_960));
  const failure = failureOf(await tryFit({ train, backbone, out, adapter: 'none' }));
  assert.equal(failure.kind, 'write');
  assert.match(`${failure.message} ${failure.hint}`, /disk is full: .*detector\.onnx .* Free some/);
  assert.deepEqual(readFileSync(out), old);
  assert.deepEqual(readdirSync(disk).sort(), ['ballast', 'detector.onnx']);
});

test('a store on a full disk lets a run end in memory, with one note', async (context) => {
  const disk = smallDisk(context, 'for-store', 160);
  if (disk === null) return;
  const expected = await scored({ detector, inputs: [incoming, train] });
  const { records, summary, told } = await scored({
    detector,
    inputs: [incoming, train],
    store: { folder: join(disk, 'store') },
  });
  assert.deepEqual(records, expected.records);
  assert.equal(summary.scored, 90);
  assert.equal(told.length, 1, told.join('\n'));
  assert.match(told[0]!, /can't be written \(the disk is full\); this run goes on in memory/);
});

const places: { name: string; make: (folder: string) => string }[] = [
  {
    name: 'whose folder is a file',
    make: (folder) => {
      writeFileSync(folder, 'taken');
      return folder;
    },
  },
  {
    name: 'whose file is another program’s',
    make: (folder) => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'store.sqlite'), 'no database at all, only some text'.repeat(99));
      return folder;
    },
  },
];
for (const [index, { name, make }] of places.entries()) {
  test(`a run whose store is a place ${name} goes on in memory, with a note`, async () => {
    const store = { folder: make(join(root, `store-${index}`)) };
    const notes: string[] = [];
    const onNote = (note: string): void => void notes.push(note);
    const out = join(root, 'noted.onnx');
    const { images } = await fitted({ train, backbone, out, store }, { onNote });
    const { summary, told } = await scored({ detector: out, inputs: [incoming], store });
    assert.deepEqual([images, summary.scored], [60, 30]);
    for (const said of [notes, told]) {
      assert.equal(said.length, 1);
      assert.match(said[0]!, /^The store .*; this run goes on in memory/);
    }
  });
}

const isRoot = process.getuid?.() === 0;
const skip = process.platform === 'win32' ? 'Windows has no read-only folders' : false;
test('a read-only store is still read', { skip }, async (context) => {
  const folder = join(root, 'read-only');
  await scored({ detector, inputs: [incoming], store: { folder } });
  const protect = (mode: number): void => {
    chmodSync(folder, mode);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), mode & 0o666);
  };
  if (isRoot) {
    // Root may write anywhere, but not where the disk itself says no.
    try {
      execFileSync('mount', ['--bind', folder, folder], { stdio: 'pipe' });
      after(() => execFileSync('umount', [folder]));
      execFileSync('mount', ['-o', 'remount,ro,bind', folder], { stdio: 'pipe' });
    } catch (error) {
      context.skip(`no read-only disk can be mounted here: ${String(error).split('\n')[0]}`);
      return;
    }
  } else {
    protect(0o555);
    after(() => protect(0o755));
  }
  const { summary, told } = await scored({ detector, inputs: [incoming], store: { folder } });
  assert.deepEqual([summary.scored, summary.reused], [30, 30]);
  assert.match(
    told.join('\n'),
    /can't be written \((it is read-only|no permission|it cannot be opened)/,
  );
});
