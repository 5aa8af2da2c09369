/**
 * Area under the ROC curve with OOD as the positive class, 0..1: the share of pairs in which the
 * OOD image scores higher, ties counting half. Higher score = more OOD.
 * @throws {RangeError} if either side is empty
 */
export function auroc(idScores: ArrayLike<number>, oodScores: ArrayLike<number>): number {
  if (idScores.length === 0 || oodScores.length === 0) {
    throw new RangeError(`AUROC of ${idScores.length} against ${oodScores.length} scores`);
  }
  const id = Float64Array.from(idScores).sort();
  const ood = Float64Array.from(oodScores).sort();
  let below = 0;
  let equalOrBelow = 0;
  let doubled = 0;
  for (const score of ood) {
    while (below < id.length && id[below]! < score) below++;
    while (equalOrBelow < id.length && id[equalOrBelow]! <= score) equalOrBelow++;
    doubled += below + equalOrBelow;
  }
  return doubled / (2 * id.length * ood.length);
}
