import { createDecoder } from '../io/decode-image.ts';
import { openModel } from './open-model.ts';
import { runEngine } from './run-engine.ts';
import { tasks } from './tasks.ts';

// The engine process as it is shipped; `engine-client.ts` starts it.
runEngine({ createDecoder, openModel, tasks });
