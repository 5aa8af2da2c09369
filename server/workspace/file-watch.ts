import { stat } from 'node:fs/promises';
import {
  type DidChangeWatchedFilesRegistrationOptions,
  FileChangeType,
  type FileEvent,
} from 'vscode-languageserver-protocol';
import type { JobContext } from './job-context.ts';
import { isWithin } from './scored-folders.ts';
import { pathOf } from './uri-path.ts';

/** A copy in progress sends events for a while; one pass looks at all of them. */
const QUIET_MS = 300;
/** More changes than this are looked for by a walk of their folders. */
const MOST_FILES = 500;
const CONFIGURATION = '/grood.json';

/**
 * All that comes and goes, since a folder that was moved tells only of itself; of changes only
 * those that matter. What is outside scored folders is left at a comparison of strings.
 */
export const watchedFiles: DidChangeWatchedFilesRegistrationOptions = {
  watchers: [
    { globPattern: '**/*', kind: 1 | 4 },
    {
      globPattern: '**/*.{jpg,jpeg,jpe,jfif,png,webp,gif,tif,tiff,avif,bmp,dib,onnx}',
      kind: 2,
    },
    { globPattern: '**/*.{JPG,JPEG,PNG,WEBP,GIF,TIF,TIFF,AVIF,BMP}', kind: 2 },
    { globPattern: '**/grood.json', kind: 2 },
  ],
};

/**
 * Keeps scored folders up to date as files come, change and go. Events are gathered until they
 * pause, each file once, since the editor may tell of one change several times.
 */
export class FileWatch {
  readonly #context: JobContext;
  readonly #abort = new AbortController();
  #changed = new Map<string, FileChangeType>();
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> = Promise.resolve();

  constructor(context: JobContext) {
    this.#context = context;
  }

  hear(events: readonly FileEvent[]): void {
    for (const { uri, type } of events) {
      if (!uri.startsWith('file:')) continue;
      const path = pathOf(uri);
      if (!path.includes('/.grood/')) this.#changed.set(path, type);
    }
    if (this.#changed.size === 0) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const changed = this.#changed;
      this.#changed = new Map();
      this.#working = this.#working
        .then(() => this.#follow(changed))
        .catch((error: unknown) => this.#context.log(`Watching: ${String(error)}`));
    }, QUIET_MS);
  }

  dispose(): void {
    this.#abort.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #follow(changed: ReadonlyMap<string, FileChangeType>): Promise<void> {
    if (this.#abort.signal.aborted) return;
    const paths = [...changed.keys()];
    const { configurationPath, detectorPath } = await this.#context.found();
    const isConfigured = paths.some(
      (path) => path.endsWith(CONFIGURATION) || path === configurationPath || path === detectorPath,
    );
    if (isConfigured) await this.#context.refresh();
    const scored = await this.#context.scoredIfAny();
    if (scored === null) return;
    const card = await this.#context.card();
    const runs = scored.folders.runs(card?.id ?? null);
    const inside = paths.filter((path) => runs.some(({ folder }) => isWithin(path, folder)));
    if (inside.length === 0) return;
    await this.#bringUpToDate(inside, changed, runs);
  }

  async #bringUpToDate(
    inside: readonly string[],
    changed: ReadonlyMap<string, FileChangeType>,
    runs: readonly { readonly folder: string }[],
  ): Promise<void> {
    const { signal } = this.#abort;
    const files: string[] = [];
    const folders = new Set<string>();
    for (const path of inside) {
      const stats = await stat(path).catch(() => null);
      const isGone = changed.get(path) === FileChangeType.Deleted || stats === null;
      if (isGone || stats.isDirectory()) folders.add(path);
      else files.push(path);
    }
    const isFlood = files.length + folders.size > MOST_FILES;
    const touched = runs.filter(({ folder }) => inside.some((path) => isWithin(path, folder)));
    const looked = isFlood ? touched.map(({ folder }) => folder) : [...files, ...folders];
    const done = await this.#context.rescoreChanged(looked, { signal });
    if (done.ok || signal.aborted) return;
    // Without a detector, or without trust, results can only be called out of date.
    const scored = await this.#context.scoredIfAny();
    for (const { folder } of touched) scored?.folders.setStale(folder, true);
    this.#context.announce(null);
  }
}
