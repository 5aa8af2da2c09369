import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, freshFolder } from '../cache-folder.ts';
import { cifarFolder } from './cifar.ts';

const FILES_A_FOLDER = 1000;

/**
 * Small JPEG files by the thousand, no two of the same content: a comment with the number of the
 * file is put behind the first marker, so that each has a content hash of its own and nothing is
 * taken from an earlier result. The pictures are CIFAR's test images over and over.
 */
export function uniqueImages(count: number): string {
  const folder = join(cacheFolder('unique-images'), String(count));
  if (existsSync(folder)) return folder;
  const test = join(cifarFolder(), 'test');
  const originals = readdirSync(test, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jpg'))
    .sort()
    .map((file) => readFileSync(join(test, file)));
  const part = freshFolder('making-images');
  for (let i = 0; i < count; i++) {
    const group = join(part, String(Math.floor(i / FILES_A_FOLDER)).padStart(4, '0'));
    if (i % FILES_A_FOLDER === 0) mkdirSync(group);
    const original = originals[i % originals.length]!;
    writeFileSync(join(group, `${i}.jpg`), commented(original, `number ${i}`));
  }
  renameSync(part, folder);
  return folder;
}

function commented(jpeg: Buffer, words: string): Buffer {
  const text = Buffer.from(words, 'latin1');
  const marker = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), marker, text, jpeg.subarray(2)]);
}
