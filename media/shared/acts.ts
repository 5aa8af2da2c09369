import type { ActAnswer, DecisionKind } from '../../server/protocol/lsp.ts';
import type { GalleryRequests } from '../../server/protocol/view.ts';
import { type Host, troubleOf } from './host.ts';
import type { RelabelBox } from './relabel-box.ts';
import { t } from './texts.ts';

export interface ActsOptions {
  readonly host: Pick<Host<Pick<GalleryRequests, 'act' | 'undo'>>, 'ask'>;
  readonly relabelBox: RelabelBox;
  readonly classes: () => readonly string[];
  /** Told what was done or why not, in a sentence; `answer` is null where nothing was. */
  readonly onDone: (sentence: string, answer: ActAnswer | null, isUndo: boolean) => void;
}

/** Quarantine, relabel, fine, trash and undo, as both pages offer them. */
export class Acts {
  readonly #options: ActsOptions;

  constructor(options: ActsOptions) {
    this.#options = options;
  }

  /** `onTaken` is called as soon as the act is certain to be asked for: to go on to the next. */
  start(kind: DecisionKind, uris: readonly string[], onTaken: () => void): void {
    if (uris.length === 0) return;
    if (kind !== 'relabel') {
      onTaken();
      void this.#act(kind, uris);
      return;
    }
    const [only] = uris;
    const what =
      uris.length === 1 && only !== undefined
        ? t('New class of {0}', fileName(only))
        : t('New class of {0} images', uris.length);
    this.#options.relabelBox.open(what, this.#options.classes(), (name) => {
      onTaken();
      void this.#act('relabel', uris, name);
    });
  }

  async undo(ids?: readonly number[]): Promise<void> {
    await this.#tell(this.#options.host.ask('undo', ids === undefined ? {} : { ids }), true);
  }

  async #act(kind: DecisionKind, uris: readonly string[], target?: string): Promise<void> {
    const params = target === undefined ? { kind, uris } : { kind, uris, target };
    await this.#tell(this.#options.host.ask('act', params), false);
  }

  async #tell(asked: Promise<ActAnswer>, isUndo: boolean): Promise<void> {
    try {
      const answer = await asked;
      const failure = answer.failures[0];
      const trouble = failure === undefined ? '' : ` ${failure.message} ${failure.hint}`;
      this.#options.onDone(`${answer.sentence}${trouble}`, answer, isUndo);
    } catch (error) {
      const { message, hint } = troubleOf(error);
      this.#options.onDone(`${message} ${hint}`, null, isUndo);
    }
  }
}

/** Last part of a URI, as people read it. */
export function fileName(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
