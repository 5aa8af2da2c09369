import type { Result } from '../protocol/failure.ts';
import type { Store } from '../store/store.ts';
import type { DetectorLease } from './active-detector.ts';
import type { FoundSettings } from './find-settings.ts';
import type { JobList } from './job-list.ts';
import type { ScoredFolders } from './scored-folders.ts';
import type { Workspace } from './workspace.ts';

/** What jobs need of the workspace beyond what handlers see. */
export interface JobContext extends Workspace {
  readonly jobs: JobList;
  found(): Promise<FoundSettings>;
  lease(): Promise<Result<DetectorLease>>;
  scored(): Promise<Result<{ readonly store: Store; readonly folders: ScoredFolders }>>;
  /** Null where nothing was ever scored. */
  scoredIfAny(): Promise<{ readonly store: Store; readonly folders: ScoredFolders } | null>;
  flush(): void;
}
