import { resolve } from 'node:path';
import { writeSafely } from '../../io/write-safely.ts';
import { chanceLimitOf, fdrTiesOf } from '../../pipeline/chance-limit.ts';
import type { ScoreOptions } from '../../pipeline/options.ts';
import { score } from '../../pipeline/score.ts';
import { failed, ok, type Result } from '../../protocol/failure.ts';
import { calibrationNote, chanceNote, fdrNote, runSentence } from '../../protocol/sentences.ts';
import { ReportCollector } from '../../report/collect-report.ts';
import { misuse } from '../arguments.ts';
import { readChoices } from '../choices.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { fail, type RunContext } from '../run-context.ts';
import { scoreOptions } from './score-options.ts';

const limitDefault = 200;

/** `grood report`: scores, then writes one HTML file that opens offline. */
export async function runReport(context: RunContext): Promise<ExitCode> {
  const choices = await readChoices('report', context.given, ['detector', 'folders']);
  if (!choices.ok) return fail(context, choices.failure);
  const options = scoreOptions('report', context, choices.value);
  if (!options.ok) return fail(context, options.failure);
  const target = readReportTarget(context);
  if (!target.ok) return fail(context, target.failure);
  try {
    return await writeReport(context, options.value, target.value);
  } catch (error) {
    if (!context.work.signal.aborted) throw error;
    return exitCodes.interrupted;
  }
}

interface ReportTarget {
  /** Absolute. */
  readonly out: string;
  readonly limit: number;
}

function readReportTarget({ given }: RunContext): Result<ReportTarget> {
  const { out, limit: typed } = given.flags;
  if (typeof out !== 'string' || out === '')
    return misuse('report', 'Where to? Give --out FILE.html.');
  const limit = typed === undefined ? limitDefault : Number(typed);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) {
    return misuse(
      'report',
      `--limit is a whole number from 1 to 10,000; it is "${String(typed)}".`,
    );
  }
  if (!/\.html?$/i.test(out)) {
    return failed('usage', `The report must end in .html; it is ${out}.`, 'Give --out FILE.html.');
  }
  return ok({ out: resolve(out), limit });
}

async function writeReport(
  context: RunContext,
  options: ScoreOptions,
  { out, limit }: ReportTarget,
): Promise<ExitCode> {
  const { work, display, output } = context;
  const collector = new ReportCollector(limit);
  const result = await score(options, {
    ...work,
    onDetector: (metadata) => collector.describe(metadata),
    onRecords: (records) => collector.add(records),
  });
  if (!result.ok) return fail(context, result.failure);
  const summary = result.value;
  if (summary.cancelled) return exitCodes.interrupted;
  const notes = [
    ...summary.notes,
    chanceNote(summary, chanceLimitOf(summary)),
    calibrationNote(summary.calibrationCount, summary.alpha),
    fdrNote(summary, fdrTiesOf(summary)),
  ].filter((note) => note !== null);
  const named = options.inputs.join(', ') || (options.filesFrom ?? '');
  const date = new Date().toISOString().slice(0, 10);
  const about = { title: named, detectorPath: options.detector, notes, date };
  const page = await collector.finish(summary, about, {
    reportPath: out,
    signal: work.signal,
    onProgress: (done, total) => work.onProgress?.({ phase: 'write', done, total }),
  });
  const written = await writeSafely(out, page);
  if (!written.ok) return fail(context, written.failure);
  display.clear();
  const { seconds, device } = summary;
  display.say(runSentence(summary, { seconds, device, isCancelled: false }));
  if (context.isJson) await output.line(JSON.stringify({ ...summary, report: out }));
  else await output.line(out);
  return exitCodes.done;
}
