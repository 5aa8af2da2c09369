import type { Bench, BenchResult } from '../bench.ts';
import { childScript } from '../measure/child-script.ts';

export const indexOfAMillion: Bench = {
  name: 'index',
  about: 'An index of 1,000,000 gradients of 64 values: build, memory, query against exact',
  async run({ isQuick, say }): Promise<BenchResult> {
    const rows = isQuick ? 20_000 : 1_000_000;
    say(`building over ${rows} rows`);
    const payload = { rows, dimension: 64, queries: isQuick ? 50 : 200 };
    const { value } = await childScript<IndexUse>('index-of-a-million', payload);
    const exact = `exact takes ${value.exactMs.toFixed(1)} ms`;
    return {
      figures: [
        { name: 'build', value: value.buildSeconds, unit: 's' },
        { name: 'memory of the index', value: value.memoryMiB, unit: 'MiB' },
        { name: 'query of the 11 nearest', value: value.queryMs, unit: 'ms', detail: exact },
        { name: 'exact over approximate', value: value.exactMs / value.queryMs, unit: '×' },
        { name: 'recall of the nearest', value: value.recall, unit: '', target: { atLeast: 0.98 } },
      ],
    };
  },
};

interface IndexUse {
  readonly buildSeconds: number;
  readonly memoryMiB: number;
  readonly queryMs: number;
  readonly exactMs: number;
  /** Share of the queries whose very nearest row was found. */
  readonly recall: number;
}
