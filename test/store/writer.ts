/**
 * A process that fills a store: `writer.ts FOLDER FIRST COUNT BATCH`. Prints each batch's last
 * number once it is kept.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../../server/store/open-store.ts';
import { hashOf, runRow } from './rows.ts';

const [folder = '', ...numbers] = process.argv.slice(2);
const [first = 0, count = 0, batch = 1] = numbers.map(Number);
const opened = openStore(folder, { onNote: (note) => writeSync(2, `${note}\n`) });
if (!opened.ok) throw new Error(opened.failure.message);
const store = opened.value;
const run = store.beginRun({ folder: `/data/${first}`, detectorId: 'd' });
for (let from = first; from < first + count; from += batch) {
  const keys = Array.from({ length: batch }, (_, i) => from + i);
  store.write(() => {
    store.putFeatures(
      'a',
      keys.map((i) => ({ hash: hashOf(i), features: new Float32Array(256).fill(i), logits: null })),
    );
    store.addRunRows(
      run,
      keys.map((i) => runRow(`${i}.jpg`, 0.5)),
    );
  });
  writeSync(1, `${from + batch - 1}\n`);
}
store.endRun(run);
store.close();
