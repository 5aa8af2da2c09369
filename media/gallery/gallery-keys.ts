import type { KeyLine } from '../shared/keys-overlay.ts';
import { t } from '../shared/texts.ts';

export type GalleryCommand =
  | 'preview'
  | 'inspect'
  | 'open'
  | 'quarantine'
  | 'relabel'
  | 'fine'
  | 'trash'
  | 'undo'
  | 'next'
  | 'previous'
  | 'filter'
  | 'threshold'
  | 'keys'
  | 'selectAll'
  | 'leave';

const letters: Readonly<Record<string, GalleryCommand>> = {
  o: 'open',
  q: 'quarantine',
  r: 'relabel',
  f: 'fine',
  u: 'undo',
  n: 'next',
  p: 'previous',
  t: 'threshold',
  '/': 'filter',
  '?': 'keys',
};

const gridKeys: Readonly<Record<string, GalleryCommand>> = {
  ' ': 'preview',
  Enter: 'inspect',
  Delete: 'trash',
};

/** What a key means where the focus is; null: it is not ours. */
export function galleryCommand(event: KeyboardEvent): GalleryCommand | null {
  const target = event.target as HTMLElement;
  if (event.key === 'Escape') return 'leave';
  if (target.matches('input:not([type=range]), select, textarea')) return null;
  const isInGrid = target === document.body || target.closest('.grid') !== null;
  if (event.ctrlKey || event.metaKey) {
    return event.key.toLowerCase() === 'a' && !event.shiftKey && isInGrid ? 'selectAll' : null;
  }
  if (event.altKey) return null;
  if (isInGrid && Object.hasOwn(gridKeys, event.key)) return gridKeys[event.key] ?? null;
  return letters[event.key.toLowerCase()] ?? null;
}

export function galleryKeyLines(): readonly KeyLine[] {
  return [
    { keys: ['←', '↑', '↓', '→'], meaning: t('Move; with Shift, extend the selection') },
    { keys: ['N'], meaning: t('Next unusual image') },
    { keys: ['P'], meaning: t('Previous unusual image') },
    { keys: ['Space'], meaning: t('Preview') },
    { keys: ['Enter'], meaning: t('Inspect: why is it unusual?') },
    { keys: ['O'], meaning: t('Open in the image preview') },
    { keys: ['Q'], meaning: t('Quarantine') },
    { keys: ['F'], meaning: t('Mark as fine') },
    { keys: ['R'], meaning: t('Relabel') },
    { keys: ['Delete'], meaning: t('Move to the trash and go on to the next') },
    { keys: ['U'], meaning: t('Undo the last act') },
    { keys: ['Ctrl', 'A'], meaning: t('Select all that are shown') },
    { keys: ['Ctrl', 'Space'], meaning: t('Add to the selection or take from it') },
    { keys: ['/'], meaning: t('Filter') },
    { keys: ['T'], meaning: t('Threshold: arrows move it') },
    { keys: ['Esc'], meaning: t('Close, clear the selection') },
  ];
}
