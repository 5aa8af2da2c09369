import type { TableSink } from '../../io/tables/table-writer.ts';
import { writeSafely } from '../../io/write-safely.ts';
import { chanceLimitOf, fdrTiesOf } from '../../pipeline/chance-limit.ts';
import type { ScoreOptions, ScoreSummary } from '../../pipeline/options.ts';
import { score } from '../../pipeline/score.ts';
import type { Result } from '../../protocol/failure.ts';
import { calibrationNote, chanceNote, fdrNote, runSentence } from '../../protocol/sentences.ts';
import { readChoices } from '../choices.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { type Gate, gateReasons, readGate } from '../gate.ts';
import { fail, type RunContext } from '../run-context.ts';
import { readTarget, type ScoreTarget } from '../score-format.ts';
import { ScoreRows } from '../score-rows.ts';
import { scoreOptions } from './score-options.ts';

/** `grood score`: rows to standard output or a file, the sentences to people, the gate to CI. */
export async function runScore(context: RunContext): Promise<ExitCode> {
  const choices = await readChoices('score', context.given, ['detector', 'folders']);
  if (!choices.ok) return fail(context, choices.failure);
  const options = scoreOptions('score', context, choices.value);
  if (!options.ok) return fail(context, options.failure);
  const gate = readGate(context.given, options.value.fdr !== undefined);
  if (!gate.ok) return fail(context, gate.failure);
  const { output, display } = context;
  const target = readTarget(context.given, output.isTerminal);
  if (!target.ok) return fail(context, target.failure);
  const run = { context, options: options.value, gate: gate.value, target: target.value };
  const summary = await scoreToTarget(run);
  display.clear();
  if (!summary.ok) return fail(context, summary.failure);
  return conclude(run, summary.value);
}

interface ScoreRun {
  readonly context: RunContext;
  readonly options: ScoreOptions;
  readonly gate: Gate;
  readonly target: ScoreTarget;
}

/** Thrown to leave a file that is being written, so that nothing of it stays. */
class NoRows extends Error {}

/** Scores, and puts the rows where they go; a file appears whole or not at all. */
async function scoreToTarget(run: ScoreRun): Promise<Result<ScoreSummary>> {
  const { out } = run.target;
  if (out === null) return scoreRows(run, (data) => run.context.output.write(data));
  let summary: Result<ScoreSummary> | null = null;
  try {
    const written = await writeSafely(out, async (put) => {
      summary = await scoreRows(run, put);
      if (!summary.ok) throw new NoRows();
    });
    if (!written.ok) return written;
  } catch (error) {
    if (!(error instanceof NoRows)) throw error;
  }
  return summary!;
}

async function scoreRows(run: ScoreRun, put: TableSink): Promise<Result<ScoreSummary>> {
  const { work, output } = run.context;
  const rows = new ScoreRows(run.target, run.context, put);
  // A reader that has gone wants no more rows; but a gate's answer is still wanted.
  const isGated = run.gate.ood !== null || run.gate.onError;
  const signal = isGated ? work.signal : AbortSignal.any([work.signal, output.closed]);
  const result = await score(run.options, {
    ...work,
    signal,
    onDetector: (metadata) => rows.describe(metadata),
    onRecords: (records) => rows.add(records),
  });
  run.context.display.clear();
  if (result.ok) await rows.finish();
  return result;
}

/** The sentences after the rows, and the code. */
async function conclude(
  { context, gate, target }: ScoreRun,
  summary: ScoreSummary,
): Promise<ExitCode> {
  const { output, display } = context;
  const chanceLimit = chanceLimitOf(summary);
  const reasons = summary.cancelled ? [] : gateReasons(gate, summary, chanceLimit);
  if (target.isSummaryJson) {
    const gateFailed = reasons.length > 0;
    await output.line(JSON.stringify({ ...summary, chanceLimit, gateFailed }));
  }
  if (context.given.flags['quiet'] !== true) {
    const notes = [
      calibrationNote(summary.calibrationCount, summary.alpha),
      chanceNote(summary, chanceLimit),
      fdrNote(summary, fdrTiesOf(summary)),
    ];
    const { seconds, device } = summary;
    display.say(runSentence(summary, { seconds, device, isCancelled: summary.cancelled }));
    for (const note of [...summary.notes, ...notes]) if (note !== null) display.say(note);
  }
  for (const reason of reasons) display.say(reason);
  if (context.work.signal.aborted) return exitCodes.interrupted;
  return reasons.length > 0 ? exitCodes.gateFailed : exitCodes.done;
}
