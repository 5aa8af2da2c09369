import { createDecoder } from '../io/decode-image.ts';
import { openModel } from './open-model.ts';
import { runEngine } from './run-engine.ts';
import { tasks } from './tasks.ts';

/** The engine process as it is shipped; `engine-client.ts` starts it. */
runEngine({
  createDecoder(preprocessing) {
    const decoder = createDecoder(preprocessing);
    return { decode: ({ path, pathBytes }, into) => decoder.decode(pathOf(path, pathBytes), into) };
  },
  openModel,
  tasks,
});

function pathOf(path: string, pathBytes: Uint8Array | undefined): string | Buffer {
  return pathBytes === undefined ? path : Buffer.from(pathBytes);
}
