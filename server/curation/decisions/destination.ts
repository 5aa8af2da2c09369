import { existsSync } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, resolve, sep } from 'node:path';
import { failed, ok, type Result } from '../../protocol/failure.ts';
import type { DecisionKind } from '../../protocol/lsp.ts';
import { isWithin, type Place, realPlace } from './workspace-places.ts';

export interface DestinationRequest {
  readonly kind: DecisionKind;
  /** Quarantine: the folder, absolute, or relative to the workspace folder. Relabel: the class. */
  readonly target?: string | undefined;
  /** Class names of the detector: folders so named are class folders. */
  readonly classes?: readonly string[] | undefined;
}

/** Where an image goes, not yet looked at whether that name is free. */
export async function destinationOf(
  place: Place,
  request: DestinationRequest,
  trashFolder: string,
): Promise<Result<string>> {
  switch (request.kind) {
    case 'fine':
      return ok(place.path);
    case 'trash':
      return confined(join(trashFolder, place.relativePath), dirname(trashFolder));
    case 'quarantine':
      return quarantine(place, request.target ?? '');
    case 'relabel':
      return relabel(place, request);
  }
}

async function quarantine(place: Place, target: string): Promise<Result<string>> {
  if (target === '' || target.includes('\0')) {
    return failed('usage', 'No quarantine folder was named.', 'Choose a folder.');
  }
  const folder = resolve(place.root, target);
  if (!isAbsolute(target) && folder !== place.root && !isWithin(folder, place.root)) {
    const hint = 'Choose a folder of the workspace, or name one by its full path.';
    return failed('usage', `The quarantine folder ${target} leads out of the workspace.`, hint);
  }
  if (isWithin(place.path, folder)) {
    return failed('usage', `${place.path} is in quarantine already.`, 'Choose another image.');
  }
  return confined(join(folder, place.relativePath), isAbsolute(target) ? folder : place.root);
}

async function relabel(place: Place, request: DestinationRequest): Promise<Result<string>> {
  const name = request.target ?? '';
  if (!isFolderName(name)) {
    const hint = 'Name one folder, without slashes and without a dot in front.';
    return failed('usage', `“${name}” can't be the name of a class folder.`, hint);
  }
  const path = relabelled(place, name, request.classes ?? []);
  if (path === place.path) {
    return failed('usage', `${place.path} is in ${name} already.`, 'Choose another class.');
  }
  return confined(path, place.root);
}

/**
 * The innermost folder with the name of a class is exchanged; else the image's folder, where a
 * folder of the new name stands beside it; else the class folder is made in the image's folder.
 */
function relabelled({ root, relativePath }: Place, name: string, classes: readonly string[]) {
  const parts = relativePath.split(sep);
  const folders = parts.slice(0, -1);
  const place = (at: number): string => join(root, ...parts.with(at, name));
  const at = folders.findLastIndex((folder) => classes.includes(folder));
  if (at >= 0) return place(at);
  const last = folders.length - 1;
  if (last >= 0 && existsSync(join(root, ...folders.with(last, name)))) return place(last);
  return join(root, ...folders, name, basename(relativePath));
}

function isFolderName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  return name.length > 0 && !/^\.|[/\\\u0000-\u001f]|[ .]$/.test(name);
}

/** Links below the folder that a file may go to must not lead out of it. */
async function confined(path: string, boundary: string): Promise<Result<string>> {
  const real = await realPlace(path);
  const limit = await realpath(boundary).catch(() => realPlace(boundary));
  if (isWithin(real, limit)) return ok(path);
  const message = `${path} leads out of ${boundary} by a symbolic link, so nothing was moved there.`;
  return failed('usage', message, 'Choose another folder, or remove the link.');
}

/** `name.jpg`, else `name (2).jpg` and so on: the first that no file has and none is to get. */
export async function freePath(path: string, reserved: ReadonlySet<string>): Promise<string> {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? path : `${stem} (${number})${extension}`;
    if (!reserved.has(candidate) && !(await exists(candidate))) return candidate;
  }
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
