import type { RunValue } from './run-graph.ts';

/** Relative to the largest absolute value; half-precision and integer arithmetic are coarser. */
export const TOLERANCE = { exact: 1e-3, coarse: 0.05 } as const;

/** Whether two results agree within `tolerance` of the largest absolute value of `expected`. */
export function sameValues(
  actual: Pick<RunValue, 'data'> | undefined,
  expected: Pick<RunValue, 'data'> | undefined,
  tolerance: number,
): boolean {
  if (actual === undefined || expected === undefined) return false;
  if (actual.data.length !== expected.data.length) return false;
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const want = expected.data[i] as number;
    largest = Math.max(largest, Math.abs(want));
    difference = Math.max(difference, Math.abs((actual.data[i] as number) - want));
  }
  return difference <= tolerance * Math.max(largest, 1e-6);
}
