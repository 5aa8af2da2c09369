import type { GradeCounts, WorkspaceState } from '../../server/protocol/lsp.ts';
import { counted } from '../../server/protocol/number-words.ts';
import type { Trouble } from '../shared/host.ts';
import type { StateMessage } from '../shared/state-message.ts';
import { t } from '../shared/texts.ts';
import { firstView, type View } from './kept-view.ts';

export interface GridSituation {
  readonly state: WorkspaceState;
  readonly view: View;
  readonly total: number;
  readonly counts: GradeCounts | null;
  readonly isKnown: boolean;
  readonly trouble: Trouble | null;
}

export interface GridStateOn {
  readonly run: (command: 'score' | 'fit' | 'showLog') => void;
  readonly change: (change: Partial<View>) => void;
  readonly retry: () => void;
}

/** What to say where there are no tiles; null: there are. */
export function gridMessage(situation: GridSituation, on: GridStateOn): StateMessage | null {
  const { state, trouble, total, isKnown } = situation;
  const showLog = { label: t('Show log'), run: () => on.run('showLog') };
  if (trouble !== null) {
    const retry = { label: t('Try again'), run: on.retry };
    const { message, hint } = trouble;
    return { icon: 'error', sentence: message, hint, acts: [retry, showLog], isError: true };
  }
  if (total > 0) return null;
  if (state.folders.length === 0) return nothingScored(state, on, showLog);
  if (!isKnown) return { icon: 'loading', sentence: t('Reading the results…'), acts: [] };
  if (state.running !== null) {
    return {
      icon: 'loading',
      sentence: t('Nothing to show yet: scoring goes on.'),
      hint: t('Unusual images appear here as they are found.'),
      acts: [],
    };
  }
  return nothingPasses(situation, on);
}

function nothingScored(
  { detector: { detector, failure }, running }: WorkspaceState,
  on: GridStateOn,
  showLog: StateMessage['acts'][number],
): StateMessage {
  if (running !== null) {
    return { icon: 'loading', sentence: t('Scoring has begun: the first results come.'), acts: [] };
  }
  const fit = { label: t('Learn from a folder…'), run: () => on.run('fit') };
  if (detector !== null) {
    return {
      icon: 'eye',
      sentence: t('Nothing is scored yet.'),
      hint: t('Choose a folder of images: the unusual ones come first, with the reason for each.'),
      acts: [{ label: t('Score a folder…'), run: () => on.run('score') }],
    };
  }
  if (failure !== null) {
    const { message, hint } = failure;
    return { icon: 'error', sentence: message, hint, acts: [fit, showLog], isError: true };
  }
  return {
    icon: 'mortar-board',
    sentence: t('There is no detector yet.'),
    hint: t('Show it a folder of images as they should be; then it finds those that differ.'),
    acts: [fit],
  };
}

function nothingPasses({ view, counts }: GridSituation, on: GridStateOn): StateMessage {
  const scored = counts === null ? 0 : counts.ordinary + counts.unusual + counts.veryUnusual;
  const asksForUnusual = !view.isDecided && view.pRange === null && view.text === '';
  const isAllOrdinary = counts !== null && counts.unusual + counts.veryUnusual === 0;
  if (asksForUnusual && isAllOrdinary && scored > 0 && isUnusualOnly(view)) {
    const show = { label: t('Show them'), run: () => on.change({ grades: ['ordinary'] }) };
    return {
      icon: 'pass',
      sentence: t('All {0} look ordinary.', counted(scored, 'image')),
      hint: t('None is flagged at this threshold. Drag the line to look closer.'),
      acts: [show],
    };
  }
  const { grades, isDecided, pRange, text } = firstView;
  const reset = { grades, isDecided, pRange, text };
  return {
    icon: 'filter',
    sentence: t('No image passes the filter.'),
    hint: '',
    acts: [
      { label: t('Clear the filter'), run: () => on.change(reset) },
      { label: t('Show all'), run: () => on.change({ ...reset, grades: [] }) },
    ],
  };
}

function isUnusualOnly({ grades }: View): boolean {
  return (
    grades.length > 0 && grades.every((grade) => grade === 'unusual' || grade === 'very-unusual')
  );
}
