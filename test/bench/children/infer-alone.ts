/** CPU time of the bare network in ONNX Runtime on as many images as there are files. */
import { openSession } from '../../../server/runtime/onnx/session.ts';
import { childPayload } from '../measure/child-script.ts';
import { floatImages } from '../measure/random-images.ts';

interface Payload {
  readonly count: number;
  readonly sizePx: number;
  readonly model: string;
  readonly batch: number;
}

const { count, sizePx, model, batch } = childPayload<Payload>();
const opened = await openSession(model);
if (!opened.ok) throw new Error(opened.failure.message);
const session = opened.value;
const feeds = { [session.inputNames[0]!]: floatImages(batch, sizePx) };
await session.run(feeds);
const before = process.cpuUsage();
const runs = count / batch;
for (let i = 0; i < runs; i++) await session.run(feeds);
const { user, system } = process.cpuUsage(before);
const share = runs / Math.ceil(runs);
console.log(JSON.stringify({ cpuSeconds: ((user + system) / 1e6) * share }));
