/**
 * What a value of grood.json must be. A check gives null, or what was expected, as the second
 * half of the sentence `"alpha" must be …`. schemas/grood.schema.json says the same to editors;
 * a test holds the two together.
 */
export type ValueCheck = (value: unknown) => string | null;

export function nonEmptyText(what: string): ValueCheck {
  return (value) => (typeof value === 'string' && value !== '' ? null : what);
}

export function oneOf(words: readonly string[]): ValueCheck {
  const expected = `one of ${words.map((word) => `"${word}"`).join(', ')}`;
  return (value) => (typeof value === 'string' && words.includes(value) ? null : expected);
}

/** A number strictly between two others. */
export function between(low: number, high: number): ValueCheck {
  const expected = `a number between ${low} and ${high}, both excluded`;
  return (value) => (isFiniteNumber(value) && value > low && value < high ? null : expected);
}

export function wholeNumber(range: { readonly from: number; readonly to: number }): ValueCheck {
  const expected = `a whole number from ${range.from} to ${range.to}`;
  return (value) => {
    const isInside = Number.isInteger(value) && isFiniteNumber(value);
    return isInside && value >= range.from && value <= range.to ? null : expected;
  };
}

export function listOf(check: ValueCheck, what: string): ValueCheck {
  return (value) => {
    const isGood = Array.isArray(value) && value.every((item) => check(item) === null);
    return isGood ? null : `a list of ${what}`;
  };
}

export const threeNumbers: ValueCheck = (value) =>
  Array.isArray(value) && value.length === 3 && value.every(isFiniteNumber)
    ? null
    : 'three numbers, in units of 0..1';

export const threePositiveNumbers: ValueCheck = (value) =>
  threeNumbers(value) === null && (value as number[]).every((number) => number > 0)
    ? null
    : 'three positive numbers, in units of 0..1';

const resizeExpected = '{ "rule": "stretch" } or { "rule": "crop", "edgePx": 256 }';

export const resizeRule: ValueCheck = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return resizeExpected;
  const keys = Object.keys(value).sort().join();
  const { rule, edgePx } = value as { rule?: unknown; edgePx?: unknown };
  if (rule === 'stretch' && keys === 'rule') return null;
  const isEdge = wholeNumber({ from: 1, to: 8192 })(edgePx) === null;
  return rule === 'crop' && keys === 'edgePx,rule' && isEdge ? null : resizeExpected;
};

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
