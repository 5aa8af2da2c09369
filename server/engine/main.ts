import { createDecoder } from '../io/decode-image.ts';
import { openModel } from './open-model.ts';
import { runEngine } from './run-engine.ts';
import { tasks } from './tasks.ts';

// Ctrl-C reaches every process of a terminal; this one ends when its parent says so, else the
// parent would take an ordinary stop for a crash.
process.on('SIGINT', () => {});

// The engine process as it is shipped; `engine-client.ts` starts it.
runEngine({ createDecoder, openModel, tasks });
