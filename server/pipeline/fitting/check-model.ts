import { labelsOfLogits } from '../../core/grood/pseudo-labels.ts';
import { RunStopped } from '../run-stopped.ts';
import type { FitContext } from './fit-context.ts';
import type { Gathered } from './gather.ts';
import type { ClassMatch } from './match-classes.ts';
import { matchClasses } from './match-classes.ts';
import { selfCheck } from './self-check.ts';

export interface ModelCheck {
  /** Null where the model does not know the user's classes. */
  readonly match: ClassMatch | null;
  readonly accuracy: number | null;
  readonly images: number;
}

/** Does the model know the user's classes, and find them? Stops a fit that means nothing. */
export async function checkModel(context: FitContext, gathered: Gathered): Promise<ModelCheck> {
  const { backbone, engine, work, warnings } = context;
  const { classes, training } = gathered;
  const files = training.sources;
  const { classNames, inspection } = backbone;
  const match = matchClasses(classes, classNames, inspection.classes);
  if (match === null || training.logits === null) {
    if (inspection.classes !== null) warnings.push(unknownClasses(backbone.name, classNames));
    return { match: null, accuracy: null, images: 0 };
  }
  const predicted = labelsOfLogits({ data: training.logits, classOf: match.classOf });
  const { labels } = training;
  const check = await selfCheck({
    ...{ backbone, match, classes, files, labels, predicted, engine },
    signal: work.signal,
  });
  if (check.failure !== null) throw new RunStopped(check.failure);
  warnings.push(...check.warnings);
  return { match, accuracy: check.accuracy, images: check.images };
}

function unknownClasses(name: string, classNames: readonly string[] | null): string {
  const why =
    classNames === null
      ? 'it names no classes and has another number of outputs than there are class folders'
      : 'not all class folders are among its class names';
  return `${name} does not know these classes (${why}), so the nearest prototype stands in.`;
}
