/**
 * `npm run bench [-- --only NAME,…] [--quick] [--json | --markdown]`: every figure that the project
 * promises, measured here and now beside its target. Benches run one after the other, so that none
 * disturbs another; each is skipped, with the reason, where its material is absent.
 */
import { parseArgs } from 'node:util';
import { type Bench, type BenchContext, type BenchResult, isMet, Skipped } from './bench.ts';
import { benches } from './benches.ts';
import { markdownHead, markdownOf, tableOf } from './print-table.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const names = values.only?.split(',') ?? benches.map(({ name }) => name);
  const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no bench "${unknown.join('", "')}".\n${help()}`);
    return 2;
  }
  const context: BenchContext = {
    isQuick: values.quick,
    say: (sentence) => process.stderr.write(`  … ${sentence}\n`),
  };
  const results: Record<string, BenchResult & { seconds: number }> = {};
  if (values.markdown) process.stdout.write(`${markdownHead}\n`);
  for (const bench of benches.filter(({ name }) => names.includes(name))) {
    process.stderr.write(`${bench.name}: ${bench.about}\n`);
    const started = performance.now();
    const result = await resultOf(bench, context);
    const seconds = (performance.now() - started) / 1000;
    results[bench.name] = { ...result, seconds };
    if (values.markdown) process.stdout.write(`${markdownOf(bench.name, result)}\n`);
    else if (!values.json) process.stdout.write(`${tableOf(bench.name, result, seconds)}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ quick: values.quick, results })}\n`);
  return summary(Object.values(results));
}

async function resultOf(bench: Bench, context: BenchContext): Promise<BenchResult> {
  try {
    return await bench.run(context);
  } catch (error) {
    if (error instanceof Skipped) return { skipped: error.message };
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

/** Exit code 1 where a figure is missed or a bench failed. */
function summary(results: readonly BenchResult[]): number {
  const figures = results.flatMap((result) => ('figures' in result ? result.figures : []));
  const judged = figures.filter((figure) => isMet(figure) !== null);
  const met = judged.filter((figure) => isMet(figure)).length;
  const failed = results.filter((result) => 'failed' in result).length;
  const skipped = results.filter((result) => 'skipped' in result).length;
  const rest = `${skipped} benches skipped, ${failed} failed`;
  process.stderr.write(`${met} of ${judged.length} figures met; ${rest}.\n`);
  return met === judged.length && failed === 0 ? 0 : 1;
}

function help(): string {
  const rows = benches.map(({ name, about }) => `  ${name.padEnd(18)} ${about}`);
  const usage = 'npm run bench [-- --only NAME,…] [--quick] [--json | --markdown]';
  return `${[usage, '', ...rows].join('\n')}\n`;
}

process.exitCode = await main();
