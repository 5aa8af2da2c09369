import { dirname, join, resolve } from 'node:path';
import type { Configuration, ConfigurationKey } from '../configuration/configuration.ts';
import { pathKeys, preprocessingChecks, valueChecks } from '../configuration/keys.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import type { StoreChoice } from '../pipeline/options.ts';
import { ok, type Result } from '../protocol/failure.ts';
import { defaultStoreFolder } from '../store/default-folder.ts';
import { type Given, misuse } from './arguments.ts';
import type { Verb } from './flags.ts';

/**
 * The choices of one run: those of the nearest grood.json, overridden by flags. Flags are held to
 * the same rules as the file; their paths are relative to the folder where the person stands.
 */
export interface Choices {
  readonly configuration: Configuration;
  /** The grood.json that was read, or null. */
  readonly file: string | null;
  /** Words that are not flags, as typed. */
  readonly words: readonly string[];
}

/**
 * @param reads paths of grood.json that the verb will read, so that a missing one is an error
 */
export async function readChoices(
  verb: Verb,
  given: Given,
  reads: readonly ConfigurationKey[],
): Promise<Result<Choices>> {
  const flags = configurationOf(verb, given);
  if (!flags.ok) return flags;
  const overridden = new Set(Object.keys(flags.value));
  // A flag for the one source of the OOD prototype overrides the other in the file.
  if (overridden.has('prototype')) overridden.add('ood');
  if (given.words.length > 0 || given.flags['files-from'] !== undefined) overridden.add('folders');
  const mustExist = reads.filter((key) => !overridden.has(key));
  const found = await readConfiguration(process.cwd(), mustExist);
  if (!found.ok) return found;
  const { file, configuration: declared } = found.value;
  const kept = Object.entries(declared).filter(([key]) => !overridden.has(key));
  // alpha and fdr decide in each other's place, so a flag for one overrides the other as well.
  const isAlphaTyped = overridden.has('alpha') && !overridden.has('fdr');
  const still = isAlphaTyped ? kept.filter(([key]) => key !== 'fdr') : kept;
  const preprocessing = { ...declared.preprocessing, ...flags.value.preprocessing };
  const merged: Configuration = { ...Object.fromEntries(still), ...flags.value };
  const configuration =
    Object.keys(preprocessing).length > 0 ? { ...merged, preprocessing } : merged;
  return ok({ configuration, file, words: given.words });
}

const numberKeys: readonly string[] = ['size', 'lambda', 'alpha', 'fdr'];

/** Flags as a configuration: same keys, same checks. */
function configurationOf(verb: Verb, { flags }: Given): Result<Configuration> {
  const values: Record<string, unknown> = {};
  const preprocessing: Record<string, unknown> = {};
  if (flags['fast'] === true && flags['size'] !== undefined) {
    return misuse(verb, '--fast is --size 160; give one of them.');
  }
  if (flags['ood'] !== undefined && flags['prototype'] !== undefined && verb === 'fit') {
    return misuse(verb, '--ood and --prototype both choose the OOD prototype; give one of them.');
  }
  if (flags['fast'] === true) values['size'] = 160;
  for (const [name, raw] of Object.entries(flags)) {
    if (raw === undefined || typeof raw === 'boolean') continue;
    const key = verb === 'fit' && name === 'out' ? 'detector' : name;
    const isPreprocessing = key === 'mean' || key === 'std';
    if (!isPreprocessing && (!(key in valueChecks) || (verb === 'evaluate' && key === 'ood'))) {
      continue;
    }
    const value = typedValue(key, raw);
    const check = isPreprocessing ? preprocessingChecks[key] : valueChecks[key as 'train'];
    const expected = check(value);
    if (expected !== null) return misuse(verb, `--${name} must be ${expected}; it is "${raw}".`);
    (isPreprocessing ? preprocessing : values)[key] = value;
  }
  if (Object.keys(preprocessing).length > 0) values['preprocessing'] = preprocessing;
  return ok(values as Configuration);
}

function typedValue(key: string, raw: string | readonly string[]): unknown {
  if (typeof raw !== 'string') return raw;
  if (numberKeys.includes(key)) return toNumber(raw);
  if (key === 'mean' || key === 'std') return raw.split(',').map(toNumber);
  return (pathKeys as readonly string[]).includes(key) && raw !== '' ? resolve(raw) : raw;
}

function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** The detector file of a run, from --detector or grood.json. */
export function detectorOf(verb: Verb, { configuration }: Choices): Result<string> {
  if (configuration.detector !== undefined) return ok(configuration.detector);
  return misuse(verb, 'Which detector? Give --detector FILE.onnx, or "detector" in grood.json.');
}

/** Where features and results stay: --store, else beside grood.json, else the cache folder. */
export function storeOf(given: Given, choices: Choices): StoreChoice {
  const typed = given.flags['store'];
  if (typeof typed === 'string' && typed !== '') return { folder: resolve(typed) };
  if (choices.file !== null) return { folder: join(dirname(choices.file), '.grood') };
  return { folder: defaultStoreFolder() };
}
