import { t } from '../shared/texts.ts';
import type { View } from './kept-view.ts';

export interface SortChoice {
  readonly label: string;
  readonly sort: View['sort'];
  readonly isDescending: boolean;
}

export function sortChoices(): readonly SortChoice[] {
  return [
    { label: t('Most unusual first'), sort: 'p', isDescending: false },
    { label: t('Most ordinary first'), sort: 'p', isDescending: true },
    { label: t('Highest score first'), sort: 'score', isDescending: true },
    { label: t('Name'), sort: 'name', isDescending: false },
    { label: t('Class'), sort: 'class', isDescending: false },
    { label: t('Newest first'), sort: 'date', isDescending: true },
    { label: t('Oldest first'), sort: 'date', isDescending: false },
  ];
}

export type ExportFormat = 'csv' | 'jsonl' | 'parquet' | 'list';

export function exportChoices(): readonly {
  readonly format: ExportFormat;
  readonly label: string;
}[] {
  return [
    { format: 'csv', label: 'CSV' },
    { format: 'jsonl', label: 'JSON Lines' },
    { format: 'parquet', label: 'Parquet' },
    { format: 'list', label: t('Plain list of paths') },
  ];
}
