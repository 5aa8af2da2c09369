import * as vscode from 'vscode';
import { emptyTrashRequest } from '../../server/protocol/lsp.ts';
import type { AllParts } from '../parts.ts';

/** The one thing that cannot be undone here, and so the one that asks. */
export async function emptyTrash({ link, talk }: AllParts): Promise<void> {
  const empty = vscode.l10n.t('Empty Trash');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t("Empty GROOD's trash?"),
    {
      modal: true,
      detail: vscode.l10n.t(
        "Trashed images go to the system's trash where there is one; otherwise they are deleted. GROOD can't bring them back afterwards.",
      ),
    },
    empty,
  );
  if (choice !== empty) return;
  const { sentence } = await link.fetch(emptyTrashRequest, { isOnceOnly: true });
  talk.say({ severity: 'information', sentence });
}
