import { dirname, join } from 'node:path';
import type { Configuration } from '../configuration/configuration.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import type { Failure } from '../protocol/failure.ts';
import { failed } from '../protocol/failure.ts';
import type { ServerSettings } from '../protocol/lsp.ts';

/** What a workspace says of itself: its grood.json, and the editor's settings around it. */
export interface FoundSettings {
  /** Absolute; null: there is no grood.json. */
  readonly configurationPath: string | null;
  readonly configuration: Configuration;
  /** Of the detector; null: none is named. */
  readonly detectorPath: string | null;
  /** Where store, trash and manifests lie; null: there is no workspace folder. */
  readonly folder: string | null;
  readonly failure: Failure | null;
}

/** Of several folders, the first one with a grood.json that names a detector serves all. */
export async function findSettings(
  roots: readonly string[],
  settings: ServerSettings,
): Promise<FoundSettings> {
  let best: FoundSettings | null = null;
  for (const root of roots) {
    const found = await settingsOf(root, settings);
    if (found.configuration.detector !== undefined) return found;
    const isBetter = best === null || (best.configurationPath === null && hasFile(found));
    if (isBetter) best = found;
  }
  return best ?? { ...nothing, folder: settings.storeFolder, failure: noFolder };
}

async function settingsOf(root: string, settings: ServerSettings): Promise<FoundSettings> {
  const found = await readConfiguration(root, []);
  const configuration = found.ok ? found.value.configuration : {};
  const configurationPath = found.ok ? found.value.file : join(root, 'grood.json');
  const base = configurationPath === null ? root : dirname(configurationPath);
  return {
    configurationPath: configurationPath === null ? null : slashed(configurationPath),
    configuration,
    detectorPath: slashedOrNull(configuration.detector ?? settings.detector ?? null),
    folder: settings.storeFolder ?? join(base, '.grood'),
    failure: found.ok ? null : found.failure,
  };
}

const hasFile = ({ configurationPath }: FoundSettings): boolean => configurationPath !== null;

const nothing: FoundSettings = {
  configurationPath: null,
  configuration: {},
  detectorPath: null,
  folder: null,
  failure: null,
};

const noFolder: Failure = failed(
  'usage',
  'No folder is open.',
  'Open the folder that holds your images.',
).failure;

export function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

const slashedOrNull = (path: string | null): string | null =>
  path === null ? null : slashed(path);
