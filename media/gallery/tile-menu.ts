import type { DecisionKind } from '../../server/protocol/lsp.ts';
import type { MenuItem } from '../shared/popup-menu.ts';
import { t } from '../shared/texts.ts';
import { type ExportFormat, exportChoices } from './view-choices.ts';

export interface TileMenuOn {
  readonly act: (kind: DecisionKind) => void;
  readonly run: (command: 'open' | 'inspect' | 'reveal' | 'copyPath') => void;
  readonly preview: () => void;
}

export function tileMenu(on: TileMenuOn): readonly MenuItem[] {
  return [
    { label: t('Inspect'), icon: 'search', key: 'Enter', run: () => on.run('inspect') },
    { label: t('Preview'), icon: 'eye', key: 'Space', run: on.preview },
    { label: t('Open'), icon: 'go-to-file', key: 'O', run: () => on.run('open') },
    {
      label: t('Quarantine'),
      icon: 'archive',
      key: 'Q',
      isFirstOfPart: true,
      run: () => on.act('quarantine'),
    },
    { label: t('Fine'), icon: 'check', key: 'F', run: () => on.act('fine') },
    { label: t('Relabel…'), icon: 'tag', key: 'R', run: () => on.act('relabel') },
    { label: t('Move to the trash'), icon: 'trash', key: 'Delete', run: () => on.act('trash') },
    {
      label: t('Copy path'),
      icon: 'copy',
      isFirstOfPart: true,
      run: () => on.run('copyPath'),
    },
    { label: t('Reveal in the Explorer'), icon: 'folder-opened', run: () => on.run('reveal') },
  ];
}

export function exportMenu(run: (format: ExportFormat) => void): readonly MenuItem[] {
  return exportChoices().map(({ format, label }) => ({
    label,
    icon: 'export',
    run: () => run(format),
  }));
}
