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
  const given = givenFiles(args);
  if (given.length > 0) return given;
  const shown = parts.inspector.activeUri ?? tabUri();
  return shown === null ? [] : [shown];
}

/** What was passed alone: buttons of a view's title pass nothing, or nothing of use. */
export function givenFiles([one, all]: readonly unknown[]): readonly vscode.Uri[] {
  const list = Array.isArray(all) && all.length > 0 ? all : [one];
  return list.map(uriOf).filter((uri) => uri !== null);
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
