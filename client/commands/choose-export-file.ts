import * as vscode from 'vscode';
import type { ExportParams } from '../../server/protocol/lsp.ts';

const endings: Readonly<Record<ExportParams['format'], string>> = {
  csv: 'csv',
  jsonl: 'jsonl',
  parquet: 'parquet',
  list: 'txt',
  decisions: 'jsonl',
};

/** A save dialog. Null: no file was chosen. */
export async function chooseExportFile(format: ExportParams['format']): Promise<string | null> {
  const ending = endings[format];
  const name = format === 'decisions' ? `decisions.${ending}` : `grood-results.${ending}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export'),
    filters: { [ending.toUpperCase()]: [ending] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  return chosen?.toString() ?? null;
}
