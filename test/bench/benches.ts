import type { Bench } from './bench.ts';
import { accuracy } from './benches/accuracy.ts';
import { bundledAccuracy } from './benches/bundled-accuracy.ts';
import { detectorFile, headOverhead } from './benches/head-overhead.ts';
import { indexOfAMillion } from './benches/index-of-a-million.ts';
import { refit } from './benches/refit.ts';
import { scale, scan } from './benches/scale.ts';
import { photographThroughput, tinyThroughput } from './benches/throughput.ts';

/** In the order they run; what an earlier one fits, a later one uses. */
export const benches: readonly Bench[] = [
  accuracy,
  bundledAccuracy,
  photographThroughput,
  tinyThroughput,
  headOverhead,
  detectorFile,
  refit,
  scan,
  scale,
  indexOfAMillion,
];
