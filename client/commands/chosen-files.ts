import * as vscode from 'vscode';
import { isImagePath } from '../image-types.ts';
import type { AllParts } from '../parts.ts';

/**
 * The files that a command is about. The Explorer passes the file under the pointer and all that
 * are selected, a tree passes its row, other commands a URI; without any it is the image in front.
 */
export function chosenFiles(
  args: readonly unknown[],
  parts: Pick<AllParts, 'inspector'>,
): readonly vscode.Uri[] {
  const [one, all] = args;
  if (Array.isArray(all) && all.length > 0) {
    const uris = all.map(uriOf).filter((uri) => uri !== null);
    if (uris.length > 0) return uris;
  }
  const given = uriOf(one) ?? parts.inspector.activeUri ?? tabUri();
  return given === null ? [] : [given];
}

/** As `chosenFiles`, images only. */
export function chosenImages(
  args: readonly unknown[],
  parts: Pick<AllParts, 'inspector'>,
): readonly vscode.Uri[] {
  return chosenFiles(args, parts).filter((uri) => isImagePath(uri.path));
}

function uriOf(value: unknown): vscode.Uri | null {
  if (value instanceof vscode.Uri) return value;
  const { uri } = (value ?? {}) as { uri?: unknown };
  return uri instanceof vscode.Uri ? uri : null;
}

/** The image in the tab in front, whether in the preview or in the inspector. */
function tabUri(): vscode.Uri | null {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && isImagePath(input.uri.path) ? input.uri : null;
}
