/** `reader.ts FOLDER STORED NEW`: asks for one hash that is stored, and writes one that is not. */
import { openStore } from '../../server/store/open-store.ts';

const [folder = '', stored = '', fresh = ''] = process.argv.slice(2);
const notes: string[] = [];
const opened = openStore(folder, { onNote: (note) => notes.push(note) });
if (!opened.ok) throw new Error(opened.failure.message);
const features = Float32Array.of(1);
opened.value.putFeatures('a', [{ hash: fresh, features, logits: null }]);
const found = opened.value.featuresFor([stored, fresh], 'a').size;
process.stdout.write(JSON.stringify({ found, notes }));
