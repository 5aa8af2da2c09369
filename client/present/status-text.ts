import type { WorkspaceState } from '../../server/protocol/lsp.ts';

/** What the status bar says, short; the words of `Translate` are English with `{0}` places. */
export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly command: 'grood.openGallery' | 'grood.score';
}

export type Translate = (message: string, ...values: (string | number)[]) => string;

/** Null: nothing worth a place in the status bar. */
export function statusText(state: WorkspaceState, translate: Translate): StatusText | null {
  const { running, folders } = state;
  if (running !== null) {
    const share = running.total ? Math.floor((100 * running.done) / running.total) : null;
    const done = running.done.toLocaleString();
    const tooltip =
      running.total === null
        ? translate('GROOD: {0} images scored so far', done)
        : translate('GROOD: {0} of {1} images scored', done, running.total.toLocaleString());
    const text = share === null ? done : `${share} %`;
    return { text: `$(sync~spin) ${text}`, tooltip, command: 'grood.openGallery' };
  }
  if (folders.length > 0) {
    const unusual = unusualCount(state);
    const count = unusual.toLocaleString();
    return {
      text: `$(eye) ${translate('{0} unusual', count)}`,
      tooltip: translate(
        'GROOD: {0} unusual images in {1} scored folders. Open the gallery',
        ...[count, folders.length],
      ),
      command: 'grood.openGallery',
    };
  }
  if (state.detector.detector === null) return null;
  return {
    text: `$(eye) ${translate('Score images')}`,
    tooltip: translate('GROOD: choose a folder to score'),
    command: 'grood.score',
  };
}

/** Over all scored folders. */
export function unusualCount({ folders }: Pick<WorkspaceState, 'folders'>): number {
  return folders.reduce((sum, { counts }) => sum + counts.unusual + counts.veryUnusual, 0);
}
