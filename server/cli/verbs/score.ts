import { chanceLimitOf } from '../../pipeline/chance-limit.ts';
import type { ScoreSummary } from '../../pipeline/options.ts';
import { score } from '../../pipeline/score.ts';
import { calibrationNote, chanceNote, fdrNote, runSentence } from '../../protocol/sentences.ts';
import { readChoices } from '../choices.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { type Gate, gateReasons, readGate } from '../gate.ts';
import { WriteProblem } from '../row-file.ts';
import { fail, type RunContext } from '../run-context.ts';
import { readTarget } from '../score-format.ts';
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
  const { output, work, display } = context;
  const target = readTarget(context.given, output.isTerminal);
  if (!target.ok) return fail(context, target.failure);
  const rows = new ScoreRows(target.value, context);
  // A reader that has gone wants no more rows; but a gate's answer is still wanted.
  const isGated = gate.value.ood !== null || gate.value.onError;
  const signal = isGated ? work.signal : AbortSignal.any([work.signal, output.closed]);
  try {
    await rows.open();
    const result = await score(options.value, {
      ...work,
      signal,
      onDetector: (metadata) => rows.describe(metadata),
      onRecords: (records) => rows.add(records),
    });
    display.clear();
    if (!result.ok) {
      await rows.discard();
      return fail(context, result.failure);
    }
    await rows.finish();
    return await conclude(context, result.value, {
      gate: gate.value,
      isSummaryJson: target.value.isSummaryJson,
    });
  } catch (error) {
    await rows.discard();
    if (error instanceof WriteProblem) return fail(context, error.failure);
    throw error;
  }
}

/** The sentences after the rows, and the code. */
async function conclude(
  context: RunContext,
  summary: ScoreSummary,
  { gate, isSummaryJson }: { gate: Gate; isSummaryJson: boolean },
): Promise<ExitCode> {
  const { output, display } = context;
  const chanceLimit = chanceLimitOf(summary);
  const reasons = summary.cancelled ? [] : gateReasons(gate, summary, chanceLimit);
  if (isSummaryJson) {
    const gateFailed = reasons.length > 0;
    await output.line(JSON.stringify({ ...summary, chanceLimit, gateFailed }));
  }
  if (context.given.flags['quiet'] !== true) {
    const notes = [
      calibrationNote(summary.calibrationCount, summary.alpha),
      chanceNote(summary, chanceLimit),
      fdrNote(summary),
    ];
    const { seconds, device } = summary;
    display.say(runSentence(summary, { seconds, device, isCancelled: summary.cancelled }));
    for (const note of [...summary.notes, ...notes]) if (note !== null) display.say(note);
  }
  for (const reason of reasons) display.say(reason);
  if (context.work.signal.aborted) return exitCodes.interrupted;
  return reasons.length > 0 ? exitCodes.gateFailed : exitCodes.done;
}
