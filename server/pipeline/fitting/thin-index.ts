import { thinFitted } from '../../core/grood/thin-fitted.ts';
import type { DetectorMetadata } from '../../protocol/detector.ts';
import { hnswAvailable } from '../../runtime/neighbours/approximate-index.ts';
import { WHOLE_INDEX_MAX, writeFullIndex } from '../full-index.ts';
import { orStop } from '../run-stopped.ts';
import { scoreByHead } from './calibrate.ts';
import { subset } from './embedded-set.ts';
import type { FitContext } from './fit-context.ts';
import type { FittedParts } from './write-fitted.ts';

export const THIN_SEED = 1;

interface ThinnedParts {
  readonly whole: FittedParts;
  /** What goes into the file: the same as `whole` up to the limit. */
  readonly thinned: FittedParts;
  /** Training rows that are kept; null: all. */
  readonly rows: Int32Array | null;
}

/** Above the limit the file holds a sample of the training images, calibrated for itself. */
export async function thinnedParts(context: FitContext, whole: FittedParts): Promise<ThinnedParts> {
  const { plan, head } = whole;
  const limit = context.options.wholeIndexMax ?? WHOLE_INDEX_MAX;
  if (plan.training.files.length <= limit || plan.kind === 'cross-conformal') {
    return { whole, thinned: whole, rows: null };
  }
  const { fitted, rows } = thinFitted(head.fitted, plan.training.labels, {
    limit,
    seed: THIN_SEED,
  });
  const calibration = await scoreByHead(plan.images, { ...head, fitted }, context);
  const training = subset(plan.training, rows);
  const thinned = { ...whole, head: { ...head, fitted }, calibration, plan: { ...plan, training } };
  return { whole, thinned, rows };
}

export function trainingMetadata({
  plan,
  head,
  gathered,
}: FittedParts): DetectorMetadata['training'] {
  const { files, hashes, labels } = plan.training;
  return {
    files,
    hashes,
    labels: Array.from(labels),
    indexedRows: Array.from(head.fitted.indexedRows),
    folder: gathered.folder,
  };
}

/** The full index for the editor and the command line, where HNSW is at hand. */
export async function writeBeside(
  { engine, options, work, warnings }: FitContext,
  whole: FittedParts,
  checksum: string,
): Promise<void> {
  const { head, plan } = whole;
  const only = 'the detector compares with the sample of training images in its file only';
  if (head.mixer !== null || plan.kind === 'cross-conformal') {
    warnings.push(`With mix-up ${only}.`);
    return;
  }
  if (!(await hnswAvailable())) {
    warnings.push(`hnswlib-node is not installed or was not compiled: ${only}.`);
    return;
  }
  const { gradients, dimension } = head.fitted;
  const { features } = plan.training;
  const calibrationFeatures = plan.images.features;
  const payload = {
    ...{ detectorPath: options.out, gradients, features, calibrationFeatures, dimension },
  };
  const training = trainingMetadata(whole);
  const parts = { payload, checksum, training, calibrationKind: plan.kind };
  orStop(await writeFullIndex(engine, parts, work.signal));
}
