import assert from 'node:assert/strict';

/** Every number within `relative` of the wanted one, or within `absolute` of it. */
export function assertClose(
  have: ArrayLike<number>,
  want: ArrayLike<number>,
  relative: number,
  absolute = 0,
): void {
  assert.equal(have.length, want.length, 'lengths differ');
  for (let i = 0; i < want.length; i++) {
    const limit = Math.max(absolute, relative * Math.abs(want[i]!));
    const difference = Math.abs(have[i]! - want[i]!);
    assert.ok(difference <= limit, `number ${i}: ${have[i]} instead of ${want[i]}`);
  }
}

/**
 * Half a unit of the ninth significant digit, which is what the stored reference keeps, plus the
 * 1e-9 that float64 code may differ by.
 */
export const NINE_DIGITS: number = 5e-9 + 1e-9;
