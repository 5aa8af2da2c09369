import { startEngine } from '../engine/engine-client.ts';
import type { ProgramRequest } from '../engine/messages.ts';
import type { Result } from '../protocol/failure.ts';
import { ok } from '../protocol/failure.ts';
import type { WorkOptions } from '../protocol/progress.ts';
import { encodeModel } from '../runtime/onnx/proto/onnx-proto.ts';
import type { Store } from '../store/store.ts';
import { calibrate } from './fitting/calibrate.ts';
import { checkModel } from './fitting/check-model.ts';
import type { FitContext } from './fitting/fit-context.ts';
import { fitHead } from './fitting/fit-head.ts';
import { gather } from './fitting/gather.ts';
import { planCalibration } from './fitting/plan-calibration.ts';
import { writeFitted } from './fitting/write-fitted.ts';
import { lazyProgram } from './lazy-program.ts';
import { openChosenStore } from './open-chosen-store.ts';
import type { FitOptions, FitSummary } from './options.ts';
import { prepareBackbone } from './prepare-backbone.ts';
import { stopped } from './run-stopped.ts';

/**
 * Fits a detector to a training folder and writes it to `options.out`. Features of images seen
 * before come from the store; a cancelled fit keeps the features it has computed.
 */
export async function fit(
  options: FitOptions,
  work: WorkOptions = {},
): Promise<Result<FitSummary>> {
  const prepared = await prepareBackbone({
    modelPath: options.backbone,
    model: options.model,
    sizePx: options.sizePx,
  });
  if (!prepared.ok) return prepared;
  const opened = openChosenStore(options.store, work.onNote);
  if (!opened.ok) return opened;
  const store: Store = opened.value;
  const engine = startEngine();
  const backbone = prepared.value;
  try {
    return await stopped(async () => {
      const startedMs = performance.now();
      const { preprocessing, name } = backbone;
      const request = (): ProgramRequest => ({
        model: encodeModel(backbone.embed),
        name,
        preprocessing,
      });
      const program = lazyProgram(engine, request, work.signal);
      const warnings = [...backbone.notes];
      const context = { options, work, engine, store, backbone, program, warnings };
      return ok(await fitStages(context, startedMs));
    }, work.signal);
  } finally {
    await engine.dispose();
    store.close();
  }
}

async function fitStages(context: FitContext, startedMs: number): Promise<FitSummary> {
  const gathered = await gather(context);
  const check = await checkModel(context, gathered);
  const plan = planCalibration(gathered.training, gathered.validation, context.warnings);
  const head = await fitHead(context, gathered, plan, check.match);
  const calibration = await calibrate(context, plan, head);
  return writeFitted(context, { gathered, check, plan, head, calibration, startedMs });
}
