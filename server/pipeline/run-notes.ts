import { thousands } from '../protocol/number-words.ts';
import type { View } from '../store/store.ts';
import type { OpenDetector } from './open-detector.ts';

/**
 * What a person should know of a run beyond its counts; plain sentences.
 * @param trainingCount images among the scored ones that the detector was fitted to
 */
export function runNotes(
  { notes, metadata }: Pick<OpenDetector, 'notes' | 'metadata'>,
  view: View,
  trainingCount: number,
): string[] {
  return [
    ...notes,
    ...(view === 'grood' && metadata.prototype === 'none' ? [NO_GRADIENT] : []),
    ...(trainingCount === 0 ? [] : [trainingNote(trainingCount)]),
  ];
}

const NO_GRADIENT =
  'This detector has one class and no known OOD images, so the view “grood” flags nothing: use ' +
  'the view “combined”, or fit again with known OOD images.';

function trainingNote(count: number): string {
  return count === 1
    ? 'One of the scored images is a training image; its own row was left out.'
    : `${thousands(count)} of the scored images are training images; their own rows were left out.`;
}
