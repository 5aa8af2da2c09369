import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Configuration } from '../configuration/configuration.ts';
import { editConfiguration } from '../configuration/edit-configuration.ts';
import { CONFIGURATION_FILE_NAME, readConfiguration } from '../configuration/read-configuration.ts';
import { fit } from '../pipeline/fit.ts';
import type { FitOptions, FitSummary } from '../pipeline/options.ts';
import type { Result } from '../protocol/failure.ts';
import { failed, ok } from '../protocol/failure.ts';
import type { Progress } from '../protocol/progress.ts';
import { calibrationNote, fitSentence } from '../protocol/sentences.ts';
import { slashed } from './find-settings.ts';
import { Pace } from './pace.ts';
import type { JobWork, Workspace } from './workspace.ts';

export interface FitChoices {
  /** The workspace folder; grood.json is written there. */
  readonly root: string;
  readonly train: string;
  readonly val: string | undefined;
  readonly ood: string | undefined;
  readonly backbone: string | undefined;
  readonly isFast: boolean;
}

export interface Fitted {
  readonly sentence: string;
  readonly warnings: readonly string[];
  readonly detectorPath: string;
  readonly configurationPath: string;
}

const DETECTOR_NAME = 'detector.onnx';
/** The side at which the bundled backbone is twice as fast, in pixels. */
const FAST_PX = 160;

/**
 * Fits a detector to the chosen folders, writes grood.json, and makes it the one in use. Keys of a
 * grood.json that is there already hold, but for those chosen here. Nothing is written before the
 * fit has succeeded.
 */
export async function fitWorkspace(
  choices: FitChoices,
  { workspace, signal, progress }: JobWork & { readonly workspace: Workspace },
): Promise<Result<Fitted>> {
  if (!workspace.isTrusted) return untrusted();
  const known = await readConfiguration(choices.root, []);
  if (!known.ok) return known;
  const configurationPath = join(choices.root, CONFIGURATION_FILE_NAME);
  const isHere = known.value.file === configurationPath;
  const before = isHere ? known.value.configuration : {};
  const store = await workspace.store();
  if (!store.ok) return store;
  const detectorPath = slashed(before.detector ?? join(choices.root, DETECTOR_NAME));
  const folder = workspace.folder ?? join(choices.root, '.grood');
  const options = fitOptions(choices, before, { out: detectorPath, store: { folder } });
  await mkdir(dirname(detectorPath), { recursive: true });
  const fitted = await fit(options, {
    signal,
    onProgress: reporter(progress),
    onNote: (note) => workspace.log(note),
  });
  if (!fitted.ok) return fitted;
  const written = await writeConfiguration(configurationPath, keysOf(choices, detectorPath));
  if (!written.ok) return written;
  await workspace.refresh();
  return ok({
    sentence: fitSentence(fitted.value),
    warnings: warningsOf(fitted.value),
    detectorPath,
    configurationPath: slashed(configurationPath),
  });
}

function fitOptions(
  choices: FitChoices,
  before: Configuration,
  places: Pick<FitOptions, 'out' | 'store'>,
): FitOptions {
  const { train, val, ood, backbone, isFast } = choices;
  const { preprocessing, classNames, sidecar, prototype, adapter, mixup } = before;
  const { lambda, alpha, include, exclude } = before;
  return {
    train,
    val,
    ood,
    backbone,
    // What an earlier file says of a model holds for that model only.
    model: before.backbone === backbone ? { preprocessing, classNames, sidecar } : undefined,
    sizePx: isFast ? FAST_PX : before.size,
    prototype,
    adapter,
    mixup: ood === undefined && mixup === 'auto' ? 'off' : mixup,
    lambda,
    alpha,
    include,
    exclude,
    ...places,
  };
}

/** Paths as people write them: from the file, with slashes. */
function keysOf(choices: FitChoices, detectorPath: string): Partial<Configuration> {
  const from = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : posix.relative(choices.root, path) || '.';
  return {
    train: from(choices.train)!,
    val: from(choices.val),
    ood: from(choices.ood),
    backbone: from(choices.backbone),
    ...(choices.isFast ? { size: FAST_PX } : {}),
    detector: from(detectorPath)!,
  } as Partial<Configuration>;
}

async function writeConfiguration(
  path: string,
  keys: Partial<Configuration>,
): Promise<Result<null>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, editConfiguration(text, keys));
    await rename(temporary, path);
    return ok(null);
  } catch (error) {
    const hint = 'The detector is fitted; make the folder writable and fit again.';
    return failed('write', `${path} can't be written.`, hint, String(error));
  }
}

function warningsOf({ warnings, calibration }: FitSummary): string[] {
  // No threshold is chosen yet: only how small p can get is said, not what that excludes.
  const note = calibrationNote(calibration.count, 1);
  return note === null ? [...warnings] : [...warnings, note];
}

const PHASES: Readonly<Record<Progress['phase'], string>> = {
  walk: 'Looking for images',
  embed: 'Reading images',
  fit: 'Fitting',
  score: 'Scoring',
  write: 'Writing',
};

function reporter(progress: JobWork['progress']): (progress: Progress) => void {
  let phase: Progress['phase'] | null = null;
  let pace = new Pace();
  let reportedAt = 0;
  return (now) => {
    const at = performance.now();
    const isNew = now.phase !== phase;
    if (isNew) pace = new Pace();
    if (!isNew && at - reportedAt < 200) return;
    phase = now.phase;
    reportedAt = at;
    const share = now.total ? Math.min(100, Math.floor((100 * now.done) / now.total)) : undefined;
    progress?.report(`${PHASES[now.phase]}: ${pace.words(now.done, now.total, at)}`, share);
  };
}

function untrusted(): ReturnType<typeof failed> {
  const message = 'This workspace is not trusted, so nothing of it is loaded or fitted.';
  return failed('detector-unusable', message, 'Trust the workspace to fit a detector.');
}
