/** CPU time of decoding the files to the network's size with the project's decoder, and no more. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
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

async function decodeEvery(step: number, from: number): Promise<void> {
  const into = new Uint8Array(sizePx * sizePx * 3);
  for (let i = from; i < files.length; i += step) {
    const result = await decoder.decode(files[i]!, into);
    if (!result.ok) throw new Error(result.failure.message);
  }
}

// As many at once as the engine has in the works.
const lanes = availableParallelism() + 1;
await decodeEvery(files.length, 0);
const before = process.cpuUsage();
const started = performance.now();
await Promise.all(Array.from({ length: lanes }, (_, lane) => decodeEvery(lanes, lane)));
const { user, system } = process.cpuUsage(before);
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6, seconds }));
