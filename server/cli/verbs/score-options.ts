import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ScoreOptions } from '../../pipeline/options.ts';
import { failed, ok, type Result } from '../../protocol/failure.ts';
import { misuse } from '../arguments.ts';
import { type Choices, detectorOf, storeOf } from '../choices.ts';
import type { RunContext } from '../run-context.ts';

/** What score and report share: which detector, which images, how to judge. */
export function scoreOptions(
  verb: 'score' | 'report',
  { given }: RunContext,
  choices: Choices,
): Result<ScoreOptions> {
  const detector = detectorOf(verb, choices);
  if (!detector.ok) return detector;
  if (!existsSync(detector.value)) {
    const message = `The detector ${detector.value} does not exist.`;
    return failed('detector-unusable', message, 'Make it with grood fit, or correct the path.');
  }
  const typed = given.flags['files-from'];
  const filesFrom = typeof typed === 'string' ? (typed === '-' ? '-' : resolve(typed)) : undefined;
  const hasWords = choices.words.length > 0 || filesFrom !== undefined;
  const inputs = hasWords ? choices.words : (choices.configuration.folders ?? []);
  if (inputs.length === 0 && filesFrom === undefined) {
    return misuse(verb, 'Which images? Name folders or files, or "folders" in grood.json.');
  }
  const { alpha, fdr, view, include, exclude } = choices.configuration;
  return ok({
    detector: detector.value,
    inputs,
    filesFrom,
    include,
    exclude,
    alpha,
    fdr,
    view,
    store: storeOf(given, choices),
  });
}
