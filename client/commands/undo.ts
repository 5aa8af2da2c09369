import { undoRequest } from '../../server/protocol/lsp.ts';
import type { AllParts } from '../parts.ts';

/** Undoes the last decisions, or those that are named. */
export async function undo({ link, talk }: AllParts, args: readonly unknown[]): Promise<void> {
  const { ids } = (args[0] ?? {}) as { ids?: unknown };
  const named = Array.isArray(ids) ? { ids: ids.filter((id) => typeof id === 'number') } : {};
  const answer = await link.ask(undoRequest, named, { isOnceOnly: true });
  for (const { message, hint } of answer.failures) talk.log.warn(`${message} ${hint}`);
  const [failure] = answer.failures;
  const isNothingUndone = answer.decisions.length === 0 && failure !== undefined;
  talk.say(
    isNothingUndone
      ? { severity: 'warning', sentence: `${failure.message} ${failure.hint}` }
      : { severity: 'information', sentence: answer.sentence },
  );
}
