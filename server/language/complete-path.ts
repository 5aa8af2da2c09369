import { readdir } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import { getLocation, type Location } from 'jsonc-parser';
import {
  type CompletionItem,
  CompletionItemKind,
  type Range,
} from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ConfigurationKey } from '../configuration/configuration.ts';

/** Which entries of a folder a key may name; folders always, since they lead on. */
const FILES: Readonly<Partial<Record<ConfigurationKey, RegExp | null>>> = {
  train: null,
  val: null,
  ood: null,
  folders: null,
  backbone: /\.onnx$|^model\.json$/i,
  detector: /\.onnx$/i,
  sidecar: /\.(json|txt)$/i,
};

/** Paths that may stand where the cursor is; null where no path belongs. */
export async function completePath(
  document: TextDocument,
  offset: number,
  folder: string,
): Promise<CompletionItem[] | null> {
  const location = getLocation(document.getText(), offset);
  const key = location.path[0] as ConfigurationKey | undefined;
  const files = key === undefined ? undefined : FILES[key];
  if (files === undefined || location.isAtPropertyKey) return null;
  const isDeepEnough = key === 'folders' ? location.path.length === 2 : location.path.length === 1;
  if (!isDeepEnough) return null;
  const { range, typed } = valueAt(document, offset, location);
  const at = typed.endsWith('/') ? typed : posix.join(posix.dirname(typed), '/');
  const base = typed.includes('/') ? at : '';
  const entries = await readdir(resolve(folder, base), { withFileTypes: true }).catch(() => []);
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .filter((entry) => entry.isDirectory() || files?.test(entry.name) === true)
    .map((entry) => item(`${base}${entry.name}`, entry.isDirectory(), range));
}

function item(path: string, isFolder: boolean, range: Range): CompletionItem {
  const newText = JSON.stringify(path);
  return {
    label: newText,
    kind: isFolder ? CompletionItemKind.Folder : CompletionItemKind.File,
    textEdit: { range, newText },
    filterText: newText,
    // Before the choices of the schema.
    sortText: `0${isFolder ? '0' : '1'}${path}`,
  };
}

/** The string under the cursor, which a completion replaces, and what was typed of it so far. */
function valueAt(
  document: TextDocument,
  offset: number,
  { previousNode }: Location,
): { readonly range: Range; readonly typed: string } {
  const here = document.positionAt(offset);
  const isInside =
    previousNode !== undefined &&
    previousNode.type === 'string' &&
    previousNode.offset <= offset &&
    offset <= previousNode.offset + previousNode.length;
  if (!isInside) return { range: { start: here, end: here }, typed: '' };
  const start = document.positionAt(previousNode.offset);
  const end = document.positionAt(previousNode.offset + previousNode.length);
  const typed = document.getText().slice(previousNode.offset + 1, offset);
  return { range: { start, end }, typed };
}
