import * as vscode from 'vscode';
import type { AllParts } from '../parts.ts';
import { chosenImages } from './chosen-files.ts';

/** Opens the inspector on an image. */
export async function inspect(parts: AllParts, args: readonly unknown[]): Promise<void> {
  const [image] = chosenImages(args, parts);
  if (image === undefined) {
    await vscode.commands.executeCommand('grood.nextUnusual');
    return;
  }
  parts.inspector.show(image);
}
