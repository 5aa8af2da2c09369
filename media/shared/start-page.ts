import type { HostEvent, PageStart } from '../../server/protocol/view.ts';
import { element } from './element.ts';
import { troubleOf } from './host.ts';
import { stateMessage } from './state-message.ts';
import { setTexts, t } from './texts.ts';

export interface PageBirth {
  readonly ready: () => Promise<PageStart>;
  readonly build: (start: PageStart) => { handle(event: HostEvent): void };
  /** Sets who hears the host's events. */
  readonly hear: (listener: (event: HostEvent) => void) => void;
}

/** Asks the host what to show, builds the page, and hands it what came meanwhile. */
export function startPage({ ready, build, hear }: PageBirth): void {
  const early: HostEvent[] = [];
  hear((event) => early.push(event));
  const start = async (): Promise<void> => {
    const first = await ready();
    setTexts(first.texts);
    const page = build(first);
    hear((event) => page.handle(event));
    for (const event of early) page.handle(event);
  };
  start().catch((error: unknown) => {
    const { message, hint } = troubleOf(error);
    const acts = [{ label: t('Try again'), run: () => location.reload() }];
    const failure = stateMessage({ icon: 'error', sentence: message, hint, acts, isError: true });
    document.body.replaceChildren(element('main', {}, failure));
  });
}
