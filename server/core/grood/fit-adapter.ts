import { cholesky } from '../linear-algebra/cholesky.ts';
import { invertLowerTriangular } from '../linear-algebra/invert-lower-triangular.ts';
import type { MatrixProducts } from '../linear-algebra/matrix.ts';
import { median } from '../metrics/quantile.ts';
import { applyAdapterByProducts } from './apply-adapter.ts';
import { classMeans, meanRow } from './class-means.ts';
import type { Adapter } from './fitted.ts';
import { prototypeDistances } from './prototype-distances.ts';

/** r: half of the covariance is taken as the same in all directions. */
const SHRINK = 0.5;
/** Median margin between the two nearest class prototypes after scaling. */
const MARGIN = 4;

export interface AdapterFit {
  /** null: no adapter can be fitted, `warning` says why. */
  readonly adapter: Adapter | null;
  /** Adapted training features [N, D]; null with the adapter. */
  readonly adapted: Float64Array | null;
  readonly warning: string | null;
}

/**
 * Fits the whitening adapter in closed form: L from the shrunk within-class covariance
 * S = (1 - r) S_w + r (tr S_w / D) I, the scale from the median margin of the training images.
 * @param features raw, [N, D]
 */
export async function fitAdapter(
  features: Float32Array,
  labels: Int32Array,
  shape: { readonly dimension: number; readonly classCount: number },
  products: MatrixProducts,
): Promise<AdapterFit> {
  const { dimension, classCount } = shape;
  const covariance = await withinClassCovariance(features, labels, shape, products);
  const trace = shrink(covariance, dimension);
  const factor = trace > 0 ? cholesky(covariance, dimension) : null;
  if (factor === null) {
    return without(
      'the images of each class have the same features, or there is one image a class',
    );
  }
  const unscaled: Adapter = {
    mean: meanRow(features, dimension),
    inverseCholesky: invertLowerTriangular(factor, dimension),
    scale: 1,
  };
  const adapted = await applyAdapterByProducts(unscaled, features, dimension, products);
  if (classCount === 1) return { adapter: unscaled, adapted, warning: null };
  const margin = medianMargin(adapted, labels, shape);
  // Equal prototypes differ by rounding alone, and a scale made of that would be noise.
  if (!(margin > 1e-12)) return without('the classes have the same features');
  const scale = MARGIN / margin;
  for (let i = 0; i < adapted.length; i++) adapted[i]! *= scale;
  return { adapter: { ...unscaled, scale }, adapted, warning: null };
}

function without(reason: string): AdapterFit {
  const warning = `The adapter was left out: ${reason}.`;
  return { adapter: null, adapted: null, warning };
}

/** S_w [D, D], divided by N. */
async function withinClassCovariance(
  features: Float32Array,
  labels: Int32Array,
  shape: { readonly dimension: number; readonly classCount: number },
  products: MatrixProducts,
): Promise<Float64Array> {
  const { dimension } = shape;
  const { means } = classMeans(features, labels, dimension, shape.classCount);
  const centred = new Float64Array(features.length);
  for (let n = 0; n < labels.length; n++) {
    const mean = labels[n]! * dimension;
    for (let j = 0; j < dimension; j++) {
      centred[n * dimension + j] = features[n * dimension + j]! - means[mean + j]!;
    }
  }
  const gram = await products.gram({ rows: labels.length, columns: dimension, data: centred });
  return Float64Array.from(gram.data, (sum) => sum / labels.length);
}

/** Turns S_w into S in place; returns tr S_w. */
function shrink(covariance: Float64Array, dimension: number): number {
  let trace = 0;
  for (let i = 0; i < dimension; i++) trace += covariance[i * dimension + i]!;
  for (let i = 0; i < covariance.length; i++) covariance[i]! *= 1 - SHRINK;
  for (let i = 0; i < dimension; i++) {
    covariance[i * dimension + i]! += (SHRINK * trace) / dimension;
  }
  return trace;
}

/** m: median over the images of (distance to the second nearest - to the nearest prototype). */
function medianMargin(
  adapted: Float64Array,
  labels: Int32Array,
  shape: { readonly dimension: number; readonly classCount: number },
): number {
  const { dimension, classCount } = shape;
  const { means } = classMeans(adapted, labels, dimension, classCount);
  const distances = prototypeDistances(adapted, means, dimension);
  const margins = new Float64Array(labels.length);
  for (let n = 0; n < labels.length; n++) {
    let first = Infinity;
    let second = Infinity;
    for (let k = 0; k < classCount; k++) {
      const distance = distances[n * classCount + k]!;
      if (distance < first) {
        second = first;
        first = distance;
      } else if (distance < second) second = distance;
    }
    margins[n] = second - first;
  }
  return median(margins);
}
