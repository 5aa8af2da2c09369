/** What a detector stores of its training, enough to fit the other methods to compare with. */
export interface BaselineTraining {
  /** Raw features [N, dimension]. */
  readonly features: Float32Array;
  readonly dimension: number;
  /** Class number by row. */
  readonly labels: Int32Array;
  readonly classCount: number;
  /** The backbone's last layer, where it has one. */
  readonly head?: ClassHead;
}

/** logits = weight h + bias. */
export interface ClassHead {
  /** [K, D]. */
  readonly weight: Float32Array | Float64Array;
  /** [K]. */
  readonly bias: Float32Array | Float64Array;
}

/** Logits [N, K] of raw features, in float64. */
export function headLogits(
  features: Float32Array,
  head: ClassHead,
  dimension: number,
): Float64Array {
  const { weight, bias } = head;
  const classes = bias.length;
  if (weight.length !== classes * dimension) {
    throw new RangeError(`A head of ${weight.length} weights is not [${classes}, ${dimension}]`);
  }
  const logits = new Float64Array((features.length / dimension) * classes);
  for (let i = 0; i < logits.length; i++) {
    const row = Math.floor(i / classes) * dimension;
    const k = i % classes;
    let sum = bias[k]!;
    for (let j = 0; j < dimension; j++) sum += weight[k * dimension + j]! * features[row + j]!;
    logits[i] = sum;
  }
  return logits;
}
