import * as vscode from 'vscode';
import { badgesRequest, type Tile } from '../../server/protocol/lsp.ts';
import { isImagePath } from '../image-types.ts';
import { Owner } from '../owner.ts';
import type { ServerLink } from '../server-link.ts';
import type { BadgeChoice } from '../settings.ts';
import type { Talk } from '../talk.ts';
import { badgeLook, folderLook } from './badge-look.ts';
import type { FolderMarks } from './folder-marks.ts';

/** The Explorer cuts a longer event down to one file a folder. */
const MOST_URIS = 250;
/** The Explorer asks file by file; the server is asked for a handful at once. */
const GATHER_MS = 10;

interface Parts {
  readonly link: ServerLink;
  readonly folders: FolderMarks;
  readonly talk: Talk;
  readonly choice: () => BadgeChoice;
}

/** Marks of scored images, and of folders that hold unusual ones, in the Explorer. */
export class Badges implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #parts: Parts;
  readonly #owner = new Owner();
  readonly #changed = this.#owner.own(
    new vscode.EventEmitter<vscode.Uri | vscode.Uri[] | undefined>(),
  );
  /** By URI: what the server said; null: not scored. */
  readonly #known = new Map<string, Tile | null>();
  #wanted = new Map<string, ((tile: Tile | null) => void)[]>();

  readonly onDidChangeFileDecorations: vscode.Event<vscode.Uri | vscode.Uri[] | undefined> =
    this.#changed.event;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#owner.own(parts.link.onResultsChanged(({ uris }) => this.#forget(uris)));
    this.#owner.own(parts.link.onRestarted(() => this.#forget(null)));
    this.#owner.own(parts.link.onReady(() => this.#forget(null)));
    this.#owner.own(parts.folders.onChanged((uris) => this.#fire([...uris])));
    this.#owner.own(vscode.window.registerFileDecorationProvider(this));
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    // A glance at the Explorer is no reason to start the server.
    if (uri.scheme !== 'file' || !this.#parts.link.hasStarted) return undefined;
    const choice = this.#parts.choice();
    if (choice === 'off') return undefined;
    if (!isImagePath(uri.path)) return this.#ofFolder(uri, choice);
    const tile = await this.#tile(uri.toString());
    const look = tile === null ? null : badgeLook(tile, choice);
    if (look === null) return undefined;
    return new vscode.FileDecoration(look.badge, look.tooltip, new vscode.ThemeColor(look.color));
  }

  /** Draws all marks anew, as after a changed setting. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#owner.dispose();
  }

  #ofFolder(uri: vscode.Uri, choice: BadgeChoice): vscode.FileDecoration | undefined {
    const inside = this.#parts.folders.inside(uri);
    const look = inside === undefined ? null : folderLook(inside, choice);
    if (look === null || inside === undefined) return undefined;
    const tooltip =
      inside.count === 1
        ? vscode.l10n.t('1 unusual image inside')
        : vscode.l10n.t('{0} unusual images inside', inside.count.toLocaleString());
    return new vscode.FileDecoration(look.badge, tooltip, new vscode.ThemeColor(look.color));
  }

  #tile(key: string): Promise<Tile | null> {
    const known = this.#known.get(key);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => {
      if (this.#wanted.size === 0) setTimeout(() => void this.#ask(), GATHER_MS);
      const waiting = this.#wanted.get(key);
      if (waiting === undefined) this.#wanted.set(key, [resolve]);
      else waiting.push(resolve);
    });
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = new Map();
    const uris = [...wanted.keys()];
    let tiles: readonly (Tile | null)[] = [];
    try {
      ({ tiles } = await this.#parts.link.ask(badgesRequest, { uris }));
      for (const [index, uri] of uris.entries()) this.#known.set(uri, tiles[index] ?? null);
    } catch (error) {
      // Missing marks are no news; what made them fail is said where something was asked for.
      this.#parts.talk.log.warn(`Asking for badges: ${String(error)}`);
    }
    for (const [index, uri] of uris.entries()) {
      for (const resolve of wanted.get(uri) ?? []) resolve(tiles[index] ?? null);
    }
  }

  #forget(uris: readonly string[] | null): void {
    if (uris === null) {
      this.#known.clear();
      this.#changed.fire(undefined);
      return;
    }
    const changed = uris.map((uri) => vscode.Uri.parse(uri));
    for (const uri of changed) this.#known.delete(uri.toString());
    this.#fire(changed);
  }

  #fire(uris: vscode.Uri[]): void {
    this.#changed.fire(uris.length > MOST_URIS ? undefined : uris);
  }
}
