import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Result } from '../../protocol/failure.ts';
import { failed, ok } from '../../protocol/failure.ts';
import type { FitOptions } from '../options.ts';
import type { PreparedBackbone } from '../prepare-backbone.ts';

/** What would fail at the end of a fit, said before any image is read. */
export async function checkOptions(
  options: FitOptions,
  backbone: PreparedBackbone,
  classCount: number,
): Promise<Result<void>> {
  const { mixup = 'off', ood, prototype, out } = options;
  const isSynthetic = ood === undefined && prototype === 'synthetic';
  if (mixup === 'auto' && ood === undefined) {
    return failed(
      'usage',
      'Mix-up can be chosen by measurement only with known OOD images.',
      'Give a folder of them with --ood, or choose --mixup off, ood or runner-up.',
    );
  }
  if (classCount === 1 && (mixup === 'runner-up' || isSynthetic)) {
    return failed(
      'usage',
      `${options.train} is one class, so no image has a second class to be mixed with.`,
      'Leave --mixup runner-up and --prototype synthetic out, or name a folder with class folders.',
    );
  }
  if ((mixup !== 'off' || isSynthetic) && backbone.inspection.early === null) {
    return failed(
      'model-unusable',
      `${backbone.name} has no tensor that images could be mixed at.`,
      'Leave --mixup and --prototype synthetic out: --prototype class-mean or noise, or known ' +
        'OOD images by --ood, need no early cut.',
    );
  }
  const folder = await stat(dirname(resolve(out))).catch(() => null);
  if (folder?.isDirectory() === true) return ok(undefined);
  return failed(
    'write',
    `The folder for the detector ${out} is not there.`,
    'Make the folder, or choose another path.',
  );
}
