/** Scores from logits [N, K] alone; higher = more OOD, hence the signs. */
export type LogitScore = (logits: Float32Array | Float64Array, classCount: number) => Float64Array;

/** Energy: -log sum exp of the logits (Liu et al. 2020, arXiv 2010.03759). */
export const energyScores: LogitScore = (logits, classCount) =>
  byRow(logits, classCount, (max, sum) => -(max + Math.log(sum)));

/** MSP: minus the largest softmax probability (Hendrycks and Gimpel 2017, arXiv 1610.02136). */
export const mspScores: LogitScore = (logits, classCount) =>
  byRow(logits, classCount, (_, sum) => -1 / sum);

/** MaxLogit: minus the largest logit (Hendrycks et al. 2022, arXiv 1911.11132). */
export const maxLogitScores: LogitScore = (logits, classCount) =>
  byRow(logits, classCount, (max) => -max);

/** Calls `score` with the largest logit of a row and the sum of exp(logit - largest). */
function byRow(
  logits: Float32Array | Float64Array,
  classCount: number,
  score: (max: number, sum: number) => number,
): Float64Array {
  if (logits.length % classCount !== 0) {
    throw new RangeError(`${logits.length} logits are no rows of ${classCount}`);
  }
  return Float64Array.from({ length: logits.length / classCount }, (_, n) => {
    const row = logits.subarray(n * classCount, (n + 1) * classCount);
    let max = -Infinity;
    for (const logit of row) max = Math.max(max, logit);
    let sum = 0;
    for (const logit of row) sum += Math.exp(logit - max);
    return score(max, sum);
  });
}
