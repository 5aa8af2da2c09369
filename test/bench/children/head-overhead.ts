/**
 * The bare backbone and the detector file by turns, one batch each, so that whatever else the
 * machine does hits both; the medians are compared.
 */
import { openSession } from '../../../server/runtime/onnx/session.ts';
import { childPayload } from '../measure/child-script.ts';
import { byteImages, floatImages } from '../measure/random-images.ts';

interface Payload {
  readonly detector: string;
  readonly model: string;
  readonly sizePx: number;
  readonly batch: number;
  readonly rounds: number;
}

const { detector, model, sizePx, batch, rounds } = childPayload<Payload>();
const bare = await timed(model, floatImages(batch, sizePx));
const whole = await timed(detector, byteImages(batch, sizePx));
const bareMs: number[] = [];
const wholeMs: number[] = [];
for (let round = 0; round < rounds; round++) {
  bareMs.push(await bare());
  wholeMs.push(await whole());
}
const medians = [bareMs, wholeMs].map((times) => median(times) / batch);
const ratio = medians[1]! / medians[0]!;
console.log(JSON.stringify({ bareMs: medians[0], wholeMs: medians[1], ratio }));

type Feed = ReturnType<typeof floatImages>;

async function timed(path: string, images: Feed): Promise<() => Promise<number>> {
  const opened = await openSession(path);
  if (!opened.ok) throw new Error(`${opened.failure.message} ${opened.failure.detail ?? ''}`);
  const session = opened.value;
  const feeds = { [session.inputNames[0]!]: images };
  // The first runs allocate and pack weights.
  for (let i = 0; i < 3; i++) await session.run(feeds);
  return async () => {
    const started = performance.now();
    await session.run(feeds);
    return performance.now() - started;
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
