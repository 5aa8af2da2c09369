/** Numbers as people read them. English, independent of the machine's locale. */

/** 2140 -> `2,140`. Rounds to a whole number. */
export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 image`, `2,140 images`; the plural adds an s unless given. */
export function counted(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${thousands(count)} ${count === 1 ? noun : plural}`;
}

/**
 * A share as a frequency: 0.0031 -> `3 in 1,000`, 0.42 -> `42 in 100`. People judge frequencies
 * better than decimals. The denominator is the smallest power of ten, from 100, whose count
 * rounds to one at least.
 * @param share in (0, 1]
 */
export function frequency(share: number, rounding: 'nearest' | 'up' = 'nearest'): string {
  let denominator = 100;
  while (share * denominator < 0.95 && denominator < 1e9) denominator *= 10;
  const scaled = share * denominator;
  // Without the shrink, 0.03 * 100 = 3.0000000000000004 would round up to 4.
  const count = rounding === 'up' ? Math.ceil(scaled * (1 - 1e-12)) : Math.round(scaled);
  return `${thousands(Math.max(1, count))} in ${thousands(denominator)}`;
}

/** 0.045 -> `4.5 %`; one decimal below 10 %, dropped where it is zero. */
export function percentage(share: number): string {
  const percent = share * 100;
  const digits = percent < 10 ? 1 : percent < 99.95 && percent > 90 ? 1 : 0;
  return `${Number(percent.toFixed(digits))} %`;
}

/** Two significant digits: 0.02439 -> `0.024`, 0.0025 -> `0.0025`, 0.5 -> `0.50`. */
export function pValue(p: number): string {
  if (p >= 0.995) return '1';
  // Rounded first: 0.00995 reads 0.010, not 0.0100.
  const rounded = Number(p.toPrecision(2));
  const digits = Math.max(2, 1 - Math.floor(Math.log10(rounded)));
  return rounded.toFixed(Math.min(digits, 9));
}

/** A distance or score: three significant digits, scientific below 0.001. */
export function distance(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
}

/** 0.01 -> `under 0.1 s`, 0.4 -> `0.4 s`, 31 -> `31 s`, 125 -> `2 min 5 s`, 4000 -> `1 h 7 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.05) return 'under 0.1 s';
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function joined(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`;
}
