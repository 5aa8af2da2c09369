import { basename, resolve, sep } from 'node:path';
import { namedPath, toBytePath } from './byte-path.ts';
import { fileTrouble } from './file-trouble.ts';
import { statBatch } from './stat-batch.ts';
import { type Walked, type WalkOptions, walkFolder } from './walk-folder.ts';

/** A file or a problem, with the path as its user would write it. */
export type Expanded = Walked & { readonly shownPath: string };

/**
 * What a user listed, in that order: files as they are, whatever they are called; folders walked.
 * @param inputs paths, or their bytes where they are not UTF-8; may be a stream
 */
export async function* expandInputs(
  inputs: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  options: WalkOptions = {},
): AsyncGenerator<Expanded, void> {
  const patience = { slowBatches: 0 };
  for await (const input of inputs) {
    if (options.signal?.aborted === true) return;
    const shown = namedPath(toBytePath(input)).path;
    const listed = await listedFile(input, patience);
    if (listed !== null) {
      yield { ...listed, shownPath: shown };
      continue;
    }
    const folder = sep === '/' ? shown : shown.replaceAll(sep, '/');
    for await (const found of walkFolder(input, options)) {
      const { relativePath } = found;
      const shownPath = relativePath === '' ? shown : joined(folder, relativePath);
      yield { ...found, shownPath };
    }
  }
}

/** @returns null for a folder */
async function listedFile(
  input: string | Uint8Array,
  patience: { slowBatches: number },
): Promise<Walked | null> {
  const location = toBytePath(typeof input === 'string' ? resolve(input) : input);
  const named = namedPath(location);
  const relativePath = basename(named.path);
  const problem = (what: string, hint: string): Walked => {
    const message = `${named.path} ${what}.`;
    return { kind: 'problem', ...named, relativePath, message, hint };
  };
  const [stats] = await statBatch([location], patience);
  if (stats === undefined || 'error' in stats) {
    const { what, hint } = fileTrouble(stats?.error);
    return problem(what, hint);
  }
  if (stats.isDirectory()) return null;
  if (!stats.isFile()) return problem('is a pipe or a device, not a file', 'Leave it out.');
  return { kind: 'file', ...named, relativePath, sizeBytes: stats.size, mtimeMs: stats.mtimeMs };
}

function joined(folder: string, relativePath: string): string {
  if (folder === '.' || folder === './') return relativePath;
  return folder.endsWith('/') ? `${folder}${relativePath}` : `${folder}/${relativePath}`;
}
