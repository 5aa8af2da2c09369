import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { type Walked, type WalkOptions, walkFolder } from '../../server/io/walk-folder.ts';
import { collected } from './collected.ts';
import { scratchFolder } from './scratch-folder.ts';

const scratch = scratchFolder();
let made = 0;

/** A folder with these files; a name that ends in `/` is a folder, `a -> b` a link. */
function tree(...names: string[]): string {
  made += 1;
  const root = join(scratch, `tree-${made}`);
  mkdirSync(root);
  for (const name of names) {
    const [path, target] = name.split(' -> ');
    const full = join(root, path ?? '');
    mkdirSync(path?.endsWith('/') ? full : dirname(full), { recursive: true });
    if (target !== undefined) symlinkSync(target, full);
    else if (!path?.endsWith('/')) writeFileSync(full, 'x'.repeat(made));
  }
  return root;
}

async function walked(root: string | Uint8Array, options?: WalkOptions): Promise<Walked[]> {
  return collected(walkFolder(root, options));
}

async function paths(root: string, options?: WalkOptions): Promise<string[]> {
  const all = await walked(root, options);
  return all.map(({ kind, relativePath }) =>
    kind === 'file' ? relativePath : `! ${relativePath}`,
  );
}

const cases: readonly { name: string; tree: string[]; options?: WalkOptions; want: string[] }[] = [
  {
    name: 'files before folders, both in byte order',
    tree: ['b.jpg', 'B.jpg', 'a/z.png', 'a/b/c.png', 'a10.jpg', 'a2.jpg', 'é.jpg'],
    want: ['B.jpg', 'a10.jpg', 'a2.jpg', 'b.jpg', 'é.jpg', 'a/z.png', 'a/b/c.png'],
  },
  {
    name: 'all image formats in any case, nothing else',
    tree: [
      ...['1.jpg', '2.JPEG', '3.png', '4.WebP', '5.gif', '6.tif', '7.tiff', '8.avif', '9.bmp'],
      ...['a.heic', 'b.jxl', 'c.txt', 'd', 'jpg', 'e.jpg.txt', 'f.json', 'g.svg'],
    ],
    want: [
      ...['1.jpg', '2.JPEG', '3.png', '4.WebP', '5.gif', '6.tif', '7.tiff', '8.avif', '9.bmp'],
      ...['a.heic', 'b.jxl'],
    ],
  },
  {
    name: 'no hidden files and folders',
    tree: ['.a.jpg', '.git/b.jpg', '.grood/c.jpg', 'd/.e/f.jpg', 'd/._g.jpg', 'h.jpg'],
    want: ['h.jpg'],
  },
  {
    name: 'odd names as they are',
    tree: ['a b.jpg', '100%.jpg', '#1.jpg', '😀/x😀.jpg', "it's;$(x).jpg", '*[a].jpg', 'a\nb.jpg'],
    want: ['#1.jpg', '*[a].jpg', '100%.jpg', 'a\nb.jpg', 'a b.jpg', "it's;$(x).jpg", '😀/x😀.jpg'],
  },
  { name: 'nothing in an empty folder', tree: ['a/b/'], want: [] },
  { name: 'a folder called x.jpg as a folder', tree: ['x.jpg/y.jpg'], want: ['x.jpg/y.jpg'] },
  {
    name: 'linked files and folders',
    tree: ['real/a.jpg', 'link.jpg -> real/a.jpg', 'zlink -> real'],
    want: ['link.jpg', 'real/a.jpg', 'zlink/a.jpg'],
  },
  {
    name: 'loops of links once',
    tree: ['a/x.jpg', 'a/up -> ..', 'a/self -> .', 'b/y.jpg', 'b/toa -> ../a', 'a/tob -> ../b'],
    want: ['a/x.jpg', 'a/tob/y.jpg', 'b/y.jpg', 'b/toa/x.jpg'],
  },
  {
    name: 'links that lead nowhere as problems, where they are called as images are',
    tree: ['gone.jpg -> nowhere.jpg', 'other -> nowhere', 'loop.png -> loop.png', 'ok.jpg'],
    want: ['! gone.jpg', '! loop.png', 'ok.jpg'],
  },
  {
    name: 'what include names, at any depth',
    tree: ['a.jpg', 'b.png', 'c/d.jpg', 'c/e.png'],
    options: { include: ['*.png'] },
    want: ['b.png', 'c/e.png'],
  },
  {
    name: 'what include names by path',
    tree: ['a.jpg', 'c/d.jpg', 'e/c/f.jpg'],
    options: { include: ['c/*'] },
    want: ['c/d.jpg'],
  },
  {
    name: 'what include names by folder',
    tree: ['a.jpg', 'c/d.jpg', 'e/c/f/g.jpg'],
    options: { include: ['c/'] },
    want: ['c/d.jpg', 'e/c/f/g.jpg'],
  },
  {
    name: 'nothing that exclude names',
    tree: ['a.jpg', 'b.png', 'raw/c.jpg', 'd/raw/e.jpg', 'd/f.jpg'],
    options: { exclude: ['raw', '*.png'] },
    want: ['a.jpg', 'd/f.jpg'],
  },
  {
    name: 'nothing that exclude names by path',
    tree: ['a/b/c.jpg', 'a/d.jpg', 'b/c.jpg'],
    options: { exclude: ['a/b/**', '/b'] },
    want: ['a/d.jpg'],
  },
  {
    name: 'other extensions when asked',
    tree: ['a.onnx', 'b.jpg'],
    options: { extensions: ['onnx'] },
    want: ['a.onnx'],
  },
];
for (const { name, tree: names, options, want } of cases) {
  test(`a walk yields ${name}`, async () => {
    assert.deepEqual(await paths(tree(...names), options), want);
  });
}

test('a file comes with its absolute path, size and time', async () => {
  const root = tree('a/b.jpg');
  const [file] = await walked(root);
  assert.ok(file?.kind === 'file');
  assert.equal(file.path, join(root, 'a', 'b.jpg'));
  assert.equal(file.sizeBytes, made);
  assert.ok(Math.abs(file.mtimeMs - Date.now()) < 60_000);
  assert.equal(file.pathBytes, undefined);
});

test('names that are not UTF-8 keep their bytes', {
  skip: process.platform !== 'linux' && 'only Linux has such names',
}, async () => {
  const root = tree();
  const bytes = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe9, 0x2f])]);
  mkdirSync(bytes);
  writeFileSync(Buffer.concat([bytes, Buffer.from('\xff.jpg', 'latin1')]), 'x');
  const [file, ...rest] = await walked(root);
  assert.deepEqual(rest, []);
  assert.ok(file?.kind === 'file');
  assert.equal(file.relativePath, '\ufffd/\ufffd.jpg');
  const want = Buffer.concat([bytes, Buffer.from('\xff.jpg', 'latin1')]);
  assert.deepEqual(Buffer.from(file.pathBytes ?? []), want);
  const inside = await walked(bytes.subarray(0, -1));
  assert.equal(inside[0]?.relativePath, '\ufffd.jpg');
});

test('a missing root, and a file for a root, are problems with a sentence', async () => {
  const root = tree('a.jpg');
  for (const path of [join(root, 'none'), join(root, 'a.jpg')]) {
    const [problem, ...rest] = await walked(path);
    assert.deepEqual(rest, []);
    assert.ok(problem?.kind === 'problem');
    assert.ok(problem.message.startsWith(`${path} does not exist`), problem.message);
  }
});

test('a file that vanishes during the walk is a problem, and the rest is walked', async () => {
  const root = tree('a.jpg', 'b/c.jpg', 'b/d.jpg', 'e/f.jpg');
  const seen: string[] = [];
  for await (const { kind, relativePath } of walkFolder(root)) {
    seen.push(`${kind} ${relativePath}`);
    if (relativePath === 'a.jpg') rmSync(join(root, 'e'), { recursive: true });
  }
  assert.deepEqual(seen, ['file a.jpg', 'file b/c.jpg', 'file b/d.jpg', 'problem e']);
});

test('a folder that may not be read is a problem, and the rest is walked', {
  skip: process.platform === 'win32' && 'Windows has no such permissions',
}, async (t) => {
  const root = tree('a/b.jpg', 'c/d.jpg');
  chmodSync(join(root, 'a'), 0);
  if (process.getuid?.() !== 0) {
    assert.deepEqual(await paths(root), ['! a', 'c/d.jpg']);
  } else {
    // Root may read everything: walk as somebody else.
    chmodSync(scratch, 0o755);
    const walk = join(import.meta.dirname, '..', '..', 'server', 'io', 'walk-folder.ts');
    const script = `import { walkFolder } from ${JSON.stringify(walk)};
      process.setuid(65534);
      for await (const f of walkFolder(process.argv[1])) console.log(f.kind, f.message ?? '');`;
    const args = ['--input-type=module', '-e', script, root];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
    assert.match(output, /^problem .*a may not be read: permission denied\.\nfile \n$/);
  }
  t.after(() => chmodSync(join(root, 'a'), 0o755));
});

test('an aborted signal ends the walk quietly', async () => {
  const root = tree(...Array.from({ length: 200 }, (_, i) => `${i}.jpg`));
  const stop = new AbortController();
  let count = 0;
  for await (const _ of walkFolder(root, { signal: stop.signal })) {
    count += 1;
    if (count === 10) stop.abort();
  }
  assert.ok(count < 200, `${count} files`);
});
