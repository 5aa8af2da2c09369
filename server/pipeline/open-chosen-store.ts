import type { Result } from '../protocol/failure.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { StoreChoice } from './options.ts';

/** The store of a run; one that can't be opened or written is replaced by memory, and a note. */
export function openChosenStore(
  choice: StoreChoice,
  onNote: ((note: string) => void) | undefined,
): Result<Store> {
  return openStore('folder' in choice ? choice.folder : null, { onNote });
}
