import { leastRanks, rankAmong } from './ranks.ts';

/** Scores of both views, one a calibration image, same order. Higher = more OOD. */
export interface CalibrationScores {
  readonly grood: ArrayLike<number>;
  readonly neighbours: ArrayLike<number>;
}

/** Conformal p-values of one image, each in [1 / (n + 1), 1]. */
export interface PValues {
  /** Of the combined statistic, 3 : 1 in favour of GROOD. */
  readonly p: number;
  readonly pGrood: number;
  readonly pNeighbours: number;
}

/** Above this many, thin the calibration set (`thinCalibration`). */
export const CALIBRATION_MAX = 50_000;

/** Calibration images with a rank this small are looked at one by one. */
const SMALL_RANK = 64;

/**
 * p-values of an image from the scores of both views. Ranks are pooled over the n calibration
 * images and the image itself, so that the p-values are exact for any n (grood.md, "Two views").
 *
 * Counting calibration images with r_G^3 r_N <= that of x takes n steps an image by definition.
 * Here: the pooled rank of a calibration image is its rank among the calibration images, or that
 * plus one, so its product lies between two numbers known beforehand. Sorted by the lower one, only
 * images between "even the upper is small enough" and "even the lower is too large" are looked at:
 * a few hundred of 50,000.
 * @throws {RangeError} for no or too many calibration images, unequal lengths, or NaN
 */
export function combinedPValues(
  calibration: CalibrationScores,
): (score: number, neighbourScore: number) => PValues {
  const count = calibration.grood.length;
  checkCalibration(calibration);
  const grood = Float64Array.from(calibration.grood);
  const neighbours = Float64Array.from(calibration.neighbours);
  const sortedGrood = grood.slice().sort();
  const sortedNeighbours = neighbours.slice().sort();
  const groodRanks = leastRanks(grood, sortedGrood);
  const neighbourRanks = leastRanks(neighbours, sortedNeighbours);
  const { small, rest, lower, reach } = sortByProduct(groodRanks, neighbourRanks);
  return (score, neighbourScore) => {
    if (Number.isNaN(score) || Number.isNaN(neighbourScore)) {
      throw new RangeError('A score is not a number');
    }
    const own = {
      grood: rankAmong(sortedGrood, score),
      neighbours: rankAmong(sortedNeighbours, neighbourScore),
    };
    const product = fisherProduct(own.grood, own.neighbours);
    const isAsExtreme = (i: number): boolean =>
      isProductAtMost(
        groodRanks[i]! + (score >= grood[i]! ? 1 : 0),
        neighbourRanks[i]! + (neighbourScore >= neighbours[i]! ? 1 : 0),
        own,
      );
    let asExtreme = 1;
    for (const i of small) if (isAsExtreme(i)) asExtreme++;
    // Equal products may differ before rounding, so the bounds are taken with room to spare.
    const from = firstAbove(lower, product / reach / ROOM);
    const to = firstAbove(lower, product * ROOM);
    asExtreme += from;
    for (let at = from; at < to; at++) if (isAsExtreme(rest[at]!)) asExtreme++;
    return {
      p: asExtreme / (count + 1),
      pGrood: own.grood / (count + 1),
      pNeighbours: own.neighbours / (count + 1),
    };
  };
}

const ROOM = 1 + 1e-9;

function checkCalibration({ grood, neighbours }: CalibrationScores): void {
  const count = grood.length;
  if (count !== neighbours.length || count === 0 || count > CALIBRATION_MAX) {
    throw new RangeError(
      `Calibration needs 1 to ${CALIBRATION_MAX} scores of each view, ` +
        `not ${count} and ${neighbours.length}`,
    );
  }
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(grood[i]) || Number.isNaN(neighbours[i])) {
      throw new RangeError(`The scores of calibration image ${i} are not numbers`);
    }
  }
}

/**
 * Images with a small rank apart, the rest by ascending product of their lower ranks; `reach` is
 * the largest ratio of upper to lower product among the rest.
 */
function sortByProduct(
  groodRanks: Int32Array,
  neighbourRanks: Int32Array,
): {
  readonly small: Int32Array;
  readonly rest: Int32Array;
  readonly lower: Float64Array;
  readonly reach: number;
} {
  const products = Float64Array.from(groodRanks, (rank, i) =>
    fisherProduct(rank, neighbourRanks[i]!),
  );
  const all = Int32Array.from(groodRanks, (_, i) => i);
  const isSmall = (i: number): boolean =>
    groodRanks[i]! < SMALL_RANK || neighbourRanks[i]! < SMALL_RANK;
  const rest = all.filter((i) => !isSmall(i)).sort((a, b) => products[a]! - products[b]!);
  let reach = 1;
  for (const i of rest) {
    const upper = fisherProduct(groodRanks[i]! + 1, neighbourRanks[i]! + 1);
    reach = Math.max(reach, upper / products[i]!);
  }
  const lower = Float64Array.from(rest, (i) => products[i]!);
  return { small: all.filter(isSmall), rest, lower, reach };
}

/**
 * Whether r_G^3 r_N <= that of `own`, exactly. Rounding to float64 keeps order, and each cube is
 * exact up to n = 50,000: so unequal products are right, and equal ones are compared as integers.
 */
export function isProductAtMost(
  groodRank: number,
  neighbourRank: number,
  own: { readonly grood: number; readonly neighbours: number },
): boolean {
  const product = fisherProduct(groodRank, neighbourRank);
  const limit = fisherProduct(own.grood, own.neighbours);
  if (product !== limit || product <= Number.MAX_SAFE_INTEGER) return product <= limit;
  return (
    BigInt(groodRank) ** 3n * BigInt(neighbourRank) <=
    BigInt(own.grood) ** 3n * BigInt(own.neighbours)
  );
}

/** r_G^3 r_N; exact before the last product (`**` need not be, even for small integers). */
function fisherProduct(groodRank: number, neighbourRank: number): number {
  return groodRank * groodRank * groodRank * neighbourRank;
}

function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
