/** Walks a folder as a run does, keeping nothing. */
import { walkFolder } from '../../../server/io/walk-folder.ts';
import { childPayload } from '../measure/child-script.ts';

const { folder } = childPayload<{ folder: string }>();
const started = performance.now();
let files = 0;
for await (const walked of walkFolder(folder)) {
  if (walked.kind === 'file') files += 1;
}
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ files, seconds }));
