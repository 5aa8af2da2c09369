import * as vscode from 'vscode';
import type { AllParts } from '../parts.ts';
import { chosenImages } from './chosen-files.ts';

/** Opens images in the editor's own preview. */
export async function openInImagePreview(parts: AllParts, args: readonly unknown[]): Promise<void> {
  for (const image of chosenImages(args, parts)) {
    await vscode.commands.executeCommand('vscode.openWith', image, 'imagePreview.previewEditor');
  }
}
