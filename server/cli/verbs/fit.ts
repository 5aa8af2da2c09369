import { fit } from '../../pipeline/fit.ts';
import type { FitOptions, FitSummary } from '../../pipeline/options.ts';
import { failed, ok, type Result } from '../../protocol/failure.ts';
import { counted } from '../../protocol/number-words.ts';
import { calibrationNote, fitSentence } from '../../protocol/sentences.ts';
import { misuse } from '../arguments.ts';
import { type Choices, readChoices, storeOf } from '../choices.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { fail, type RunContext } from '../run-context.ts';

/** `grood fit`: learns a folder and writes the detector file. */
export async function runFit(context: RunContext): Promise<ExitCode> {
  const reads = ['train', 'val', 'ood', 'backbone', 'sidecar'] as const;
  const choices = await readChoices('fit', context.given, reads);
  if (!choices.ok) return fail(context, choices.failure);
  const options = fitOptions(context, choices.value);
  if (!options.ok) return fail(context, options.failure);
  const result = await fit(options.value, context.work);
  context.display.clear();
  if (!result.ok) return fail(context, result.failure);
  if (context.isJson) await context.output.line(JSON.stringify(result.value));
  else await printSummary(context, result.value);
  return exitCodes.done;
}

function fitOptions({ given }: RunContext, choices: Choices): Result<FitOptions> {
  const { configuration: chosen, words } = choices;
  if (words.length > 0) return misuse('fit', `What is "${words[0]}"? The folder goes to --train.`);
  const { train, detector, size, preprocessing, ...rest } = chosen;
  if (train === undefined) {
    return misuse('fit', 'Which images? Give --train DIR, or "train" in grood.json.');
  }
  if (detector === undefined) {
    return misuse('fit', 'Where to? Give --out FILE.onnx, or "detector" in grood.json.');
  }
  if (!detector.endsWith('.onnx')) {
    const message = `The detector file must end in .onnx; it is ${detector}.`;
    return failed('usage', message, 'Give --out FILE.onnx.');
  }
  const { val, ood, backbone, prototype, adapter, mixup, lambda, alpha, include, exclude } = rest;
  return ok({
    train,
    val,
    ood,
    backbone,
    model: { preprocessing, classNames: rest.classNames, sidecar: rest.sidecar },
    sizePx: size,
    prototype,
    adapter,
    mixup,
    lambda,
    alpha,
    include,
    exclude,
    out: detector,
    store: storeOf(given, choices),
  });
}

/** Unreadable training files named in full; the rest is a number. */
const skippedShown = 5;

async function printSummary({ output }: RunContext, summary: FitSummary): Promise<void> {
  await output.line(fitSentence(summary));
  const aurocs = summary.mixupAurocs;
  if (aurocs !== undefined) {
    const of = `off ${aurocs.off}, ood ${aurocs.ood}, runner-up ${aurocs.runnerUp}`;
    await output.line(`Mix-up by measured AUROC: ${of}; taken: ${summary.mixup}.`);
  }
  const note = calibrationNote(summary.calibration.count, 0);
  for (const warning of summary.warnings) await output.line(`warning: ${warning}`);
  if (note !== null && summary.calibration.count < 100) await output.line(`note: ${note}`);
  for (const { path, reason } of summary.skipped.slice(0, skippedShown)) {
    await output.line(`× ${path}: ${reason}`);
  }
  const rest = summary.skippedCount - Math.min(skippedShown, summary.skipped.length);
  if (rest > 0) await output.line(`… and ${counted(rest, 'more file')} that can't be read.`);
  const megabytes = (summary.bytes / 1e6).toFixed(1);
  await output.line(`Written: ${summary.detectorPath} (${megabytes} MB).`);
}
