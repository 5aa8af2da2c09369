import { Tensor } from 'onnxruntime-node';
import { seededRandom } from '../../../server/demo/seeded-random.ts';

/** Images of noise, normalised, float32 [batch, 3, sizePx, sizePx]. */
export function floatImages(batch: number, sizePx: number): Tensor {
  const random = seededRandom('images');
  const data = Float32Array.from({ length: batch * 3 * sizePx * sizePx }, () => random.normal());
  return new Tensor('float32', data, [batch, 3, sizePx, sizePx]);
}

/** Images of noise as decoded, uint8 [batch, sizePx, sizePx, 3]. */
export function byteImages(batch: number, sizePx: number): Tensor {
  const random = seededRandom('images');
  const data = Uint8Array.from({ length: batch * sizePx * sizePx * 3 }, () => random.index(256));
  return new Tensor('uint8', data, [batch, sizePx, sizePx, 3]);
}
