import { nearest } from './prototype-distances.ts';

/** Logits of a backbone whose classes are (at least in part) the user's. */
export interface KnownLogits {
  /** [N, K'], K' = classOf.length: the backbone's own number of classes. */
  readonly data: Float32Array;
  /** Our class number by logit; -1 for a class of the backbone that is none of ours. */
  readonly classOf: Int32Array;
}

/** Our class of the largest logit, by row; -1 where that is none of ours. */
export function labelsOfLogits(logits: KnownLogits): Int32Array {
  const columns = logits.classOf.length;
  const labels = new Int32Array(logits.data.length / columns);
  for (let n = 0; n < labels.length; n++) {
    let best = 0;
    for (let j = 1; j < columns; j++) {
      if (logits.data[n * columns + j]! > logits.data[n * columns + best]!) best = j;
    }
    labels[n] = logits.classOf[best]!;
  }
  return labels;
}

/** Number of the nearest class prototype, by row of distances [N, classCount]. */
export function labelsOfNearest(classDistances: Float64Array, classCount: number): Int32Array {
  return Int32Array.from({ length: classDistances.length / classCount }, (_, n) =>
    nearest(classDistances, n * classCount, classCount),
  );
}
