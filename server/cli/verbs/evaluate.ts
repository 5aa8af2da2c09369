import { resolve } from 'node:path';
import { evaluate } from '../../pipeline/evaluate.ts';
import type { Evaluation } from '../../pipeline/options.ts';
import { misuse } from '../arguments.ts';
import { detectorOf, readChoices, storeOf } from '../choices.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { fail, type RunContext } from '../run-context.ts';

/** `grood evaluate`: does GROOD pay on these images, beside the other methods? */
export async function runEvaluate(context: RunContext): Promise<ExitCode> {
  const choices = await readChoices('evaluate', context.given, ['detector']);
  if (!choices.ok) return fail(context, choices.failure);
  const detector = detectorOf('evaluate', choices.value);
  if (!detector.ok) return fail(context, detector.failure);
  const [id, ood] = ['id', 'ood'].map((name) => foldersOf(context, name));
  if (choices.value.words.length > 0 || id!.length === 0 || ood!.length === 0) {
    const message = 'Give the ordinary images by --id DIR and the others by --ood DIR….';
    return fail(context, misuse('evaluate', message).failure);
  }
  const { alpha } = choices.value.configuration;
  const store = storeOf(context.given, choices.value);
  const options = { detector: detector.value, id: id!, ood: ood!, alpha, store };
  const result = await evaluate(options, context.work);
  context.display.clear();
  if (!result.ok) return fail(context, result.failure);
  if (context.isJson) await context.output.line(JSON.stringify(result.value));
  else for (const line of evaluationLines(result.value)) await context.output.line(line);
  return exitCodes.done;
}

function foldersOf({ given }: RunContext, name: string): string[] {
  const value = given.flags[name];
  return Array.isArray(value) ? value.map((folder: string) => resolve(folder)) : [];
}

/** A table with the best AUROC marked. */
export function evaluationLines({ detectors, flagged }: Evaluation): string[] {
  const rows = Object.entries(detectors);
  const best = Math.max(...rows.map(([, of]) => of.auroc));
  const head = `${'method'.padEnd(16)} AUROC  95 % interval   FPR95  AUPR in  AUPR out`;
  const lines = rows.map(([name, of]) => {
    const interval = `${of.interval[0].toFixed(1)} … ${of.interval[1].toFixed(1)}`;
    const mark = of.auroc === best ? ' *' : '  ';
    return [
      `${name}${mark}`.padEnd(16),
      of.auroc.toFixed(1).padStart(5),
      interval.padStart(13),
      of.fpr95.toFixed(1).padStart(7),
      of.auprIn.toFixed(1).padStart(8),
      of.auprOut.toFixed(1).padStart(9),
    ].join(' ');
  });
  const shares = `${flagged.id.toFixed(1)} % of the ordinary and ${flagged.ood.toFixed(1)} %`;
  return [head, ...lines, `Flagged at alpha ${flagged.alpha}: ${shares} of the other images.`];
}
