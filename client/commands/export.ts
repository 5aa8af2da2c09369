import * as vscode from 'vscode';
import { type ExportParams, exportRequest } from '../../server/protocol/lsp.ts';
import type { AllParts } from '../parts.ts';
import { chooseExportFile } from './choose-export-file.ts';

/** All results, most unusual first, as a table or a list. */
export async function exportResults(parts: AllParts): Promise<void> {
  const formats = [
    { label: 'CSV', description: vscode.l10n.t('a table for spreadsheets'), format: 'csv' },
    { label: 'JSON Lines', description: vscode.l10n.t('one object a line'), format: 'jsonl' },
    { label: 'Parquet', description: vscode.l10n.t('a table for data tools'), format: 'parquet' },
    { label: vscode.l10n.t('Plain list'), description: vscode.l10n.t('paths'), format: 'list' },
  ] as const;
  const title = vscode.l10n.t('Export results as');
  const choice = await vscode.window.showQuickPick(formats, { title });
  if (choice !== undefined) await exportAs(parts, choice.format);
}

export async function exportDecisions(parts: AllParts): Promise<void> {
  await exportAs(parts, 'decisions');
}

async function exportAs({ link, talk }: AllParts, format: ExportParams['format']): Promise<void> {
  const toUri = await chooseExportFile(format);
  if (toUri === null) return;
  const { sentence } = await link.ask(exportRequest, { format, toUri, filter: { sort: 'p' } });
  talk.say({ severity: 'information', sentence });
}
