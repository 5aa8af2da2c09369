/** A parent to be killed: prints the engine's process id, then waits. */
import { join } from 'node:path';
import { startEngine } from '../../server/engine/engine-client.ts';
import { tinyProgram } from './tiny-model.ts';

const engine = startEngine({ engineModule: join(import.meta.dirname, 'hooked-engine.ts') });
await engine.open(tinyProgram());
if (process.argv[2] === 'computing') void engine.call('spin', 30_000);
setTimeout(() => process.stdout.write(`${engine.pid}\n`), 50);
setInterval(() => {}, 1000);
