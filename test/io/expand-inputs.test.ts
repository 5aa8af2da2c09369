import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expandInputs } from '../../server/io/expand-inputs.ts';
import { readFileList } from '../../server/io/read-file-list.ts';
import { collected } from './collected.ts';
import { scratchFolder } from './scratch-folder.ts';
import { writeTo } from './test-images.ts';

const folder = scratchFolder();
mkdirSync(join(folder, 'sub', 'deep'), { recursive: true });
for (const name of ['a.jpg', 'notes.txt', 'sub/b.png', 'sub/deep/c.png']) {
  writeFileSync(join(folder, name), 'x');
}

test('files come as listed, folders walked, in the order given', async () => {
  const inputs = ['sub/', 'notes.txt', 'none.jpg', 'a.jpg'].map((name) => `${folder}/${name}`);
  const found = await collected(expandInputs(inputs));
  assert.deepEqual(
    found.map(({ kind, shownPath }) => [kind, shownPath]),
    [
      ['file', `${folder}/sub/b.png`],
      ['file', `${folder}/sub/deep/c.png`],
      ['file', `${folder}/notes.txt`],
      ['problem', `${folder}/none.jpg`],
      ['file', `${folder}/a.jpg`],
    ],
  );
});

test('paths are shown as they were written', async () => {
  const home = process.cwd();
  process.chdir(folder);
  try {
    const shown = async (input: string) =>
      (await collected(expandInputs([input]))).map(({ shownPath }) => shownPath);
    assert.deepEqual(await shown('a.jpg'), ['a.jpg']);
    assert.deepEqual(await shown('./sub'), ['./sub/b.png', './sub/deep/c.png']);
    assert.deepEqual(await shown('.'), ['a.jpg', 'sub/b.png', 'sub/deep/c.png']);
  } finally {
    process.chdir(home);
  }
});

const lists: readonly { name: string; text: string; want: (string | Uint8Array)[] }[] = [
  { name: 'lines', text: 'a.jpg\nb c.jpg\n', want: ['a.jpg', 'b c.jpg'] },
  { name: 'lines without the last end', text: 'a.jpg\nb.jpg', want: ['a.jpg', 'b.jpg'] },
  {
    name: 'Windows lines and empty ones',
    text: 'a.jpg\r\n\r\nb.jpg\r\n',
    want: ['a.jpg', 'b.jpg'],
  },
  { name: 'NULs', text: 'a\nb.jpg\0c.jpg\0', want: ['a\nb.jpg', 'c.jpg'] },
  { name: 'emoji', text: '😀.jpg\n', want: ['😀.jpg'] },
  { name: 'bytes', text: 'a\xff\n', want: [Uint8Array.from([0x61, 0xff])] },
  { name: 'nothing', text: '', want: [] },
];
for (const { name, text, want } of lists) {
  test(`a list of ${name} is read, whole or byte by byte`, async () => {
    const bytes = Buffer.from(text, name === 'bytes' ? 'latin1' : 'utf8');
    const path = writeTo(folder, `list ${name}`, bytes);
    assert.deepEqual(await collected(readFileList(path)), want);
    if (name === 'NULs') return;
    const drops = (async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    })();
    assert.deepEqual(await collected(readFileList('-', drops)), want);
  });
}
