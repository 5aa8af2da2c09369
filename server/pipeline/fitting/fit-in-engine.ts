import type { GroodTraining } from '../../core/grood/fit-grood.ts';
import type { FittedGrood } from '../../core/grood/fitted.ts';
import type { FitGroodAnswer, FitGroodPayload } from '../../engine/tasks.ts';
import { orStop } from '../run-stopped.ts';
import type { FitContext } from './fit-context.ts';

export type EngineFitOptions = FitGroodPayload['options'];

/** Seconds of arithmetic at large D: in the engine, so that a cancel is heard meanwhile. */
export async function fitInEngine(
  { engine, work }: FitContext,
  training: GroodTraining,
  options: EngineFitOptions,
): Promise<FittedGrood> {
  const payload: FitGroodPayload = { training, options };
  const answer = await engine.call<FitGroodAnswer>('fitGrood', payload, work.signal);
  return { ...orStop(answer), trainingFeatures: training.features };
}
