import { resolve } from 'node:path';
import { inspect } from '../../pipeline/inspect.ts';
import type { ModelInspection } from '../../protocol/inspection.ts';
import { percentage } from '../../protocol/number-words.ts';
import { misuse } from '../arguments.ts';
import { readChoices } from '../choices.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { fail, type RunContext } from '../run-context.ts';

/** `grood inspect MODEL`: what a fit would use of a model. */
export async function runInspect(context: RunContext): Promise<ExitCode> {
  const choices = await readChoices('inspect', context.given, ['backbone']);
  if (!choices.ok) return fail(context, choices.failure);
  const { words, configuration } = choices.value;
  if (words.length > 1) {
    return fail(context, misuse('inspect', 'grood inspect looks at one model at a time.').failure);
  }
  const path = words[0] === undefined ? configuration.backbone : resolve(words[0]);
  if (path === undefined) {
    const message = 'Which model? Give a path, or "backbone" in grood.json.';
    return fail(context, misuse('inspect', message).failure);
  }
  const result = await inspect(path);
  if (!result.ok) return fail(context, result.failure);
  if (context.isJson) await context.output.line(JSON.stringify(result.value));
  else for (const line of inspectionLines(result.value)) await context.output.line(line);
  return exitCodes.done;
}

/** At most this many class names and cuts are spelled out for people; --json has all. */
const namesShown = 8;

export function inspectionLines(model: ModelInspection): string[] {
  const { input, features } = model;
  const size = `${input.height ?? 'any'} x ${input.width ?? 'any'}`;
  const names = model.classNames?.slice(0, namesShown).join(', ');
  const rest = (model.classNames?.length ?? 0) - namesShown;
  const known = names === undefined ? '' : `: ${names}${rest > 0 ? ` and ${rest} more` : ''}`;
  const early = model.cuts.find((cut) => cut.name === model.early);
  const depth = early === undefined ? '' : `, ${percentage(early.depth)} of the way`;
  return [
    `input     ${input.name}: ${input.layout}, ${size} pixels, ${input.dtype}`,
    `classes   ${model.classes === null ? 'none: a feature extractor' : model.classes}${known}`,
    `features  ${features.name}: ${features.size} numbers`,
    `logits    ${model.logits ?? 'none'}`,
    `cuts      ${model.cuts.length}; early cut: ${model.early ?? 'none'}${depth}`,
    ...model.warnings.map((warning) => `warning   ${warning}`),
  ];
}
