import { prototypeDistances } from '../../core/grood/prototype-distances.ts';
import type { EmbeddedSet } from './embedded-set.ts';
import type { ClassMatch } from './match-classes.ts';

/**
 * The second-ranked class of each image: by its logits where the model knows the classes, else by
 * the distance to the class means of raw features.
 * @returns class numbers [n]; -1 where there is no second class
 */
export function runnerUps(
  set: EmbeddedSet,
  prototypes: Float64Array,
  match: ClassMatch | null,
): Int32Array {
  const { features, logits, dimension } = set;
  if (match !== null && logits !== null) {
    return secondHighest(logits, match.classOf.length, match.classOf);
  }
  const count = prototypes.length / dimension;
  const distances = prototypeDistances(Float64Array.from(features), prototypes, dimension);
  return secondHighest(
    distances.map((distance) => -distance),
    count,
    Int32Array.from({ length: count }, (_, index) => index),
  );
}

function secondHighest(
  scores: Float32Array | Float64Array,
  columns: number,
  classOf: Int32Array,
): Int32Array {
  return Int32Array.from({ length: scores.length / columns }, (_, row) => {
    let first = -1;
    let second = -1;
    const score = (column: number): number =>
      column < 0 ? Number.NEGATIVE_INFINITY : scores[row * columns + column]!;
    for (let column = 0; column < columns; column++) {
      if (classOf[column]! < 0) continue;
      if (score(column) > score(first)) {
        second = first;
        first = column;
      } else if (score(column) > score(second)) second = column;
    }
    return second < 0 ? -1 : classOf[second]!;
  });
}
