import { URI } from 'vscode-uri';
import { failed, ok, type Result } from '../protocol/failure.ts';

/** The absolute path of a file URI, `/` between folders on every system, no slash at the end. */
export function pathOf(uri: string): string {
  const path = URI.parse(uri).fsPath.replaceAll('\\', '/');
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** As the editor writes it, so that its maps find it. */
export function uriOf(path: string): string {
  return URI.file(path).toString();
}

/** Paths of URIs that must be files of this machine. */
export function pathsOf(uris: readonly string[]): Result<string[]> {
  const foreign = uris.find((uri) => URI.parse(uri).scheme !== 'file');
  if (foreign === undefined) return ok(uris.map(pathOf));
  return failed(
    'usage',
    `${foreign} is not a file on this machine.`,
    'Open the folder itself, or connect to the machine that has it.',
  );
}
