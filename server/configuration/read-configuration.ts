import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { type Failure, failed, ok, type Result } from '../protocol/failure.ts';
import type { Configuration, ConfigurationKey, ParsedConfiguration } from './configuration.ts';
import { pathKeys } from './keys.ts';
import { parseConfiguration } from './parse-configuration.ts';

export const CONFIGURATION_FILE_NAME = 'grood.json';

export interface FoundConfiguration {
  /** Absolute path of the grood.json, or null where there is none. */
  readonly file: string | null;
  /** Paths in it are absolute. */
  readonly configuration: Configuration;
}

/**
 * Reads the grood.json that governs a folder: the nearest one upward.
 * @param folder absolute
 * @param mustExist keys whose paths the caller will read, so that a missing one is an error with
 *   its line; keys that a flag overrides are left out
 */
export async function readConfiguration(
  folder: string,
  mustExist: readonly ConfigurationKey[],
): Promise<Result<FoundConfiguration>> {
  const file = findConfiguration(folder);
  if (file === null) return ok({ file: null, configuration: {} });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed('configuration', `${file} can't be read: ${why}.`, 'Check its permissions.');
  }
  const parsed = parseConfiguration(text.replace(/^\uFEFF/, ''));
  const configuration = withAbsolutePaths(parsed.configuration, dirname(file));
  const problems = [...parsed.problems, ...missingPaths(configuration, parsed, mustExist)];
  if (problems.length > 0) {
    const name = shortest(file, folder);
    const lines = problems.map(({ line, message }) => `${name}:${line}: ${message}`);
    return { ok: false, failure: problemsFailure(lines) };
  }
  return ok({ file, configuration });
}

/** Nearest grood.json at or above a folder; null where there is none. */
export function findConfiguration(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, CONFIGURATION_FILE_NAME);
    if (existsSync(file)) return file;
    if (dirname(at) === at) return null;
  }
}

function withAbsolutePaths(configuration: Configuration, base: string): Configuration {
  const absolute: Record<string, unknown> = { ...configuration };
  for (const key of pathKeys) {
    const path = configuration[key];
    if (path !== undefined) absolute[key] = resolve(base, path);
  }
  if (configuration.folders !== undefined) {
    absolute['folders'] = configuration.folders.map((path) => resolve(base, path));
  }
  return absolute as Configuration;
}

function missingPaths(
  configuration: Configuration,
  parsed: ParsedConfiguration,
  keys: readonly ConfigurationKey[],
): { line: number; message: string }[] {
  const missing: { line: number; message: string }[] = [];
  const look = (name: string, path: string): void => {
    if (existsSync(path)) return;
    const line = parsed.places.get(name)?.line ?? 1;
    missing.push({ line, message: `"${name}" names ${path}, which does not exist.` });
  };
  for (const key of pathKeys) {
    const path = configuration[key];
    if (path !== undefined && keys.includes(key)) look(key, path);
  }
  if (keys.includes('folders')) {
    configuration.folders?.forEach((path, index) => {
      look(`folders[${index}]`, path);
    });
  }
  return missing;
}

function problemsFailure(lines: readonly string[]): Failure {
  const many = lines.length > 1 ? `all ${lines.length} lines` : 'the line';
  return failed(
    'configuration',
    lines.join('\n'),
    `Correct ${many} in the file, or give the choice as a flag; grood help lists them.`,
  ).failure;
}

function shortest(file: string, folder: string): string {
  const short = relative(folder, file);
  return short.startsWith(join('..', '..')) ? file : short;
}
