import * as vscode from 'vscode';
import type { Handlers } from '../../server/protocol/port.ts';
import type { InspectorRequests } from '../../server/protocol/view.ts';
import { Owner } from '../owner.ts';
import type { Parts } from '../parts.ts';
import { editorHost } from './editor-host.ts';
import { inspectorAnswers } from './page-answers.ts';
import { openPage, type PageView, pageIcon, pageOptions } from './page-view.ts';

const EDITOR = 'grood.inspector';
// The workbench restores panels and editors by name, each in its own way.
const PANEL = 'grood.inspectorPanel';

/** The inspector: one panel beside, and an editor that an image may be opened with. */
export class Inspector
  implements vscode.Disposable, vscode.WebviewPanelSerializer, vscode.CustomReadonlyEditorProvider
{
  readonly #parts: Parts;
  readonly #owner = new Owner();
  #panel: { panel: vscode.WebviewPanel; page: PageView; uri: vscode.Uri | null } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#owner.own(vscode.window.registerWebviewPanelSerializer(PANEL, this));
    this.#owner.own(
      vscode.window.registerCustomEditorProvider(EDITOR, this, {
        supportsMultipleEditorsPerDocument: true,
      }),
    );
  }

  /** The image that the panel shows, if it is in front. */
  get activeUri(): vscode.Uri | null {
    return this.#panel?.panel.active ? this.#panel.uri : null;
  }

  /** Shows an image in the panel beside, which is opened if there is none. */
  show(uri: vscode.Uri): void {
    if (this.#panel === undefined) {
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false };
      const options = pageOptions(this.#parts.extensionUri);
      this.#keep(vscode.window.createWebviewPanel(PANEL, title(uri), column, options), uri);
      return;
    }
    const { panel, page } = this.#panel;
    this.#panel.uri = uri;
    panel.title = title(uri);
    panel.reveal(undefined, false);
    page.send({ kind: 'show', uri: uri.toString() });
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { uri } = (state ?? {}) as { uri?: unknown };
    this.#panel?.panel.dispose();
    this.#keep(panel, typeof uri === 'string' ? vscode.Uri.parse(uri) : null);
    return Promise.resolve();
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => {} };
  }

  resolveCustomEditor(document: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const page = this.#fill(panel, () => document.uri);
    panel.onDidDispose(() => page.dispose());
  }

  dispose(): void {
    this.#owner.dispose();
    this.#panel?.panel.dispose();
  }

  #keep(panel: vscode.WebviewPanel, uri: vscode.Uri | null): void {
    const page = this.#fill(panel, () => this.#panel?.uri ?? null);
    panel.iconPath = pageIcon(this.#parts.extensionUri);
    if (uri !== null) panel.title = title(uri);
    this.#panel = { panel, page, uri };
    panel.onDidDispose(() => {
      page.dispose();
      if (this.#panel?.panel === panel) this.#panel = undefined;
    });
  }

  #fill(panel: vscode.WebviewPanel, shown: () => vscode.Uri | null): PageView {
    const host = editorHost(this.#parts, {
      folderUri: () => null,
      cancel: () => this.#parts.runs.cancelAll(),
    });
    const answers: Handlers<InspectorRequests> = inspectorAnswers(host);
    const page: PageView = openPage<InspectorRequests>(
      panel.webview,
      { name: 'inspector', title: vscode.l10n.t('Inspector') },
      {
        ...answers,
        ready: async (params) => {
          // The page learns what to show once its answer to `ready` is there.
          const start = await answers.ready(params);
          const uri = shown();
          if (uri !== null) setImmediate(() => page.send({ kind: 'show', uri: uri.toString() }));
          return start;
        },
        explain: async (params) => {
          const answer = await answers.explain(params);
          if (this.#panel?.panel === panel) this.#follow(answer.tile.uri);
          return answer;
        },
      },
      this.#parts,
    );
    return page;
  }

  /** The page went on to another image by itself. */
  #follow(uri: string): void {
    if (this.#panel === undefined) return;
    this.#panel.uri = vscode.Uri.parse(uri);
    this.#panel.panel.title = title(this.#panel.uri);
  }
}

function title(uri: vscode.Uri): string {
  return vscode.l10n.t('Inspect {0}', uri.path.split('/').at(-1) ?? '');
}
