import * as vscode from 'vscode';
import { type Grade, pageRequest } from '../../server/protocol/lsp.ts';
import type { ServerLink } from '../server-link.ts';
import type { Talk } from '../talk.ts';
import type { WorkspaceModel } from '../workspace-model.ts';
import { countsByFolder, type Inside } from './badge-look.ts';

/** Folders change seldom against images, and all of a run's folders are counted at once. */
const COUNT_EVERY_MS = 2000;

/**
 * How many unusual images each folder holds. The Explorer asks only for what it shows, so marks
 * that images pass on to their folders would miss every folder not yet opened: folders are
 * counted by the server instead.
 */
export class FolderMarks implements vscode.Disposable {
  readonly #parts: { link: ServerLink; model: WorkspaceModel; talk: Talk };
  readonly #changed = new vscode.EventEmitter<readonly vscode.Uri[]>();
  readonly #listener: vscode.Disposable;
  #inside = new Map<string, Inside>();
  #timer: NodeJS.Timeout | undefined;
  #isCounting = false;
  #isOutdated = false;

  /** Folders whose mark is another than before. */
  readonly onChanged: vscode.Event<readonly vscode.Uri[]> = this.#changed.event;

  constructor(parts: { link: ServerLink; model: WorkspaceModel; talk: Talk }) {
    this.#parts = parts;
    this.#listener = parts.model.onChanged(() => this.#countSoon());
  }

  inside(folder: vscode.Uri): Inside | undefined {
    return this.#inside.get(folder.toString());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listener.dispose();
    this.#changed.dispose();
  }

  #countSoon(): void {
    // What changes during a count may not be in it.
    this.#isOutdated = this.#isCounting;
    if (this.#isCounting) return;
    const delayMs = this.#inside.size === 0 ? 100 : COUNT_EVERY_MS;
    this.#timer ??= setTimeout(() => void this.#countNow(), delayMs);
  }

  async #countNow(): Promise<void> {
    this.#timer = undefined;
    this.#isCounting = true;
    try {
      await this.#count();
    } catch (error) {
      // The next change counts again; a missing mark is not worth a notification.
      this.#parts.talk.log.warn(`Counting unusual images by folder: ${String(error)}`);
    }
    this.#isCounting = false;
    if (this.#isOutdated) this.#countSoon();
  }

  async #count(): Promise<void> {
    const folders = this.#parts.model.state?.folders ?? [];
    const next = new Map<string, Inside>();
    for (const { uri } of folders) {
      const folder = vscode.Uri.parse(uri);
      const very = await this.#groups(uri, ['very-unusual']);
      const all = await this.#groups(uri, ['very-unusual', 'unusual']);
      const isVery = countsByFolder(folder.path, very);
      for (const [path, count] of countsByFolder(folder.path, all)) {
        const key = folder.with({ path }).toString();
        // Scored folders may lie in one another; the outer one counts all.
        if ((next.get(key)?.count ?? 0) >= count) continue;
        next.set(key, { count, isVery: (isVery.get(path) ?? 0) > 0 });
      }
    }
    this.#replace(next);
  }

  async #groups(
    folderUri: string,
    grades: readonly Grade[],
  ): Promise<readonly { readonly path: string; readonly count: number }[]> {
    const answer = await this.#parts.link.ask(pageRequest, {
      folderUri,
      grades,
      isDecided: false,
      isGrouped: true,
      sort: 'p',
      offset: 0,
      count: 1,
    });
    return answer.groups;
  }

  #replace(next: Map<string, Inside>): void {
    const before = this.#inside;
    this.#inside = next;
    const changed = [...new Set([...before.keys(), ...next.keys()])].filter((key) => {
      const old = before.get(key);
      const now = next.get(key);
      return old?.count !== now?.count || old?.isVery !== now?.isVery;
    });
    if (changed.length > 0) this.#changed.fire(changed.map((key) => vscode.Uri.parse(key)));
  }
}
