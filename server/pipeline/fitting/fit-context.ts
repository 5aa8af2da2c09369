import type { Engine } from '../../engine/engine-client.ts';
import type { WorkOptions } from '../../protocol/progress.ts';
import type { Store } from '../../store/store.ts';
import type { LazyProgram } from '../lazy-program.ts';
import type { FitOptions } from '../options.ts';
import type { PreparedBackbone } from '../prepare-backbone.ts';

/** What every stage of a fit works with. */
export interface FitContext {
  readonly options: FitOptions;
  readonly work: WorkOptions;
  readonly engine: Engine;
  readonly store: Store;
  readonly backbone: PreparedBackbone;
  /** The backbone as the engine runs it: files in, features out. */
  readonly program: LazyProgram;
  /** Sentences for the summary and the detector; stages add to it. */
  readonly warnings: string[];
}
