import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', '.cache', 'python-ort');
const windows = process.platform === 'win32';
const python = join(folder, windows ? 'Scripts/python.exe' : 'bin/python');

/** A Python with onnxruntime, made once under .cache; or the reason why there is none. */
export function pythonWithOnnxRuntime(): { readonly python: string } | { readonly reason: string } {
  if (existsSync(python) && hasRuntime()) return { python };
  const made = run(windows ? 'python' : 'python3', ['-m', 'venv', folder]);
  if (made !== null) return { reason: `there is no Python that makes environments (${made})` };
  const packages = ['onnxruntime', 'numpy'];
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '0'];
  const installed = run(python, [...pip, ...packages]);
  if (installed !== null) return { reason: `onnxruntime cannot be installed (${installed})` };
  return hasRuntime() ? { python } : { reason: 'the installed onnxruntime does not load' };
}

function hasRuntime(): boolean {
  return run(python, ['-c', 'import onnxruntime, numpy']) === null;
}

/** null, or the last line of what went wrong. */
function run(command: string, parameters: string[]): string | null {
  const options = { encoding: 'utf8' as const, timeout: 300_000 };
  const { status, error, stderr } = spawnSync(command, parameters, options);
  if (status === 0) return null;
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? `exit ${status}`;
}
