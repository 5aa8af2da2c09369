/**
 * CPU time of decoding the files to the network's size with the project's decoder, and no more.
 * One file at a time keeps one processor busy; the bench starts as many of these as there are.
 */
import { readFileSync } from 'node:fs';
import { createDecoder } from '../../../server/io/decode-image.ts';
import { childPayload } from '../measure/child-script.ts';

const { list, sizePx } = childPayload<{ list: string; sizePx: number }>();
const files = readFileSync(list, 'utf8').trim().split('\n');
const decoder = createDecoder({
  height: sizePx,
  width: sizePx,
  resize: { rule: 'stretch' },
  kernel: 'cubic',
  order: 'RGB',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  source: 'bench',
});

const into = new Uint8Array(sizePx * sizePx * 3);

async function decode(file: string): Promise<void> {
  const result = await decoder.decode(file, into);
  if (!result.ok) throw new Error(result.failure.message);
}

await decode(files[0]!);
const before = process.cpuUsage();
for (const file of files) await decode(file);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6 }));
