/**
 * Rows of each class, grouped by content hash, in order of the hash: an order that survives
 * renaming. Copies of one file form one group, so that a split never separates them.
 * @param hashes content hash by row
 * @param labels class number by row
 * @returns classes in ascending order, each its groups of rows
 */
export function contentGroups(
  hashes: readonly string[],
  labels: ArrayLike<number>,
): readonly (readonly (readonly number[])[])[] {
  if (hashes.length !== labels.length) {
    throw new RangeError(`${hashes.length} hashes for ${labels.length} labels`);
  }
  const classes = new Map<number, Map<string, number[]>>();
  hashes.forEach((hash, row) => {
    const label = labels[row]!;
    const groups = classes.get(label) ?? new Map<string, number[]>();
    classes.set(label, groups);
    const group = groups.get(hash);
    if (group === undefined) groups.set(hash, [row]);
    else group.push(row);
  });
  return [...classes]
    .sort(([a], [b]) => a - b)
    .map(([, groups]) =>
      [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, rows]) => rows),
    );
}
