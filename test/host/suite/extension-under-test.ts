import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

/** The extension, from its sources or installed from a package. */
export function extensionUnderTest(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('grood.grood-vscode');
  assert.ok(found, 'the extension is not in this host');
  return found;
}

export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return folder.uri;
}
