import * as vscode from 'vscode';
import { Owner } from '../owner.ts';
import type { Parts } from '../parts.ts';
import { editorHost } from './editor-host.ts';
import { galleryAnswers } from './page-answers.ts';
import { openPage, type PageView, pageIcon, pageOptions } from './page-view.ts';

const VIEW_TYPE = 'grood.gallery';

/** The one gallery of a window, which comes back after a reload of the window. */
export class GalleryPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #parts: Parts;
  readonly #owner = new Owner();
  #panel: vscode.WebviewPanel | undefined;
  #page: PageView | undefined;
  #folderUri: string | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#owner.own(vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this));
  }

  /** @param folder null: all scored folders; undefined: whatever it shows */
  show(folder?: vscode.Uri | null): void {
    if (folder !== undefined) this.#folderUri = folder?.toString() ?? null;
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      if (folder !== undefined) {
        this.#page?.send({ kind: 'showFolder', folderUri: this.#folderUri });
      }
      return;
    }
    this.#fill(
      vscode.window.createWebviewPanel(
        VIEW_TYPE,
        title(),
        vscode.ViewColumn.Active,
        pageOptions(this.#parts.extensionUri),
      ),
    );
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { folderUri } = (state ?? {}) as { folderUri?: unknown };
    this.#folderUri = typeof folderUri === 'string' ? folderUri : null;
    this.#panel?.dispose();
    this.#fill(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.#owner.dispose();
    this.#panel?.dispose();
  }

  #fill(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    panel.title = title();
    panel.iconPath = pageIcon(this.#parts.extensionUri);
    const host = editorHost(this.#parts, {
      folderUri: () => this.#folderUri,
      cancel: () => this.#parts.runs.cancelAll(),
    });
    const page = openPage(
      panel.webview,
      { name: 'gallery', title: title() },
      galleryAnswers(host),
      this.#parts,
    );
    this.#page = page;
    panel.onDidDispose(() => {
      page.dispose();
      if (this.#panel === panel) this.#panel = undefined;
    });
  }
}

function title(): string {
  return vscode.l10n.t('Unusual Images');
}
