import * as vscode from 'vscode';
import { unusualNeighbour } from '../panels/unusual-neighbour.ts';
import type { AllParts } from '../parts.ts';
import { chosenImages } from './chosen-files.ts';

/** Inspects the next or the previous unusual image; without an image in front, the first. */
export async function stepUnusual(
  parts: AllParts,
  args: readonly unknown[],
  step: 1 | -1,
): Promise<void> {
  const [current] = chosenImages(args, parts);
  const next = await unusualNeighbour((type, params) => parts.link.ask(type, params), {
    uri: current?.toString() ?? null,
    step,
  });
  if (next !== null) {
    parts.inspector.show(vscode.Uri.parse(next));
    return;
  }
  const state = await parts.model.get();
  parts.talk.say({
    severity: 'information',
    sentence:
      state.folders.length === 0
        ? vscode.l10n.t('Nothing is scored yet: score a folder first.')
        : vscode.l10n.t('There is no further unusual image.'),
  });
}
