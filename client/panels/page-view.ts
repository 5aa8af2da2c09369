import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { answerAsks, type Calls, type Handlers } from '../../server/protocol/port.ts';
import type { HostEvent } from '../../server/protocol/view.ts';
import { failureOf } from '../failure-of.ts';
import type { Parts } from '../parts.ts';
import { translateFailure } from '../translate-failure.ts';
import { pageHtml } from './page-html.ts';

export interface PageView extends vscode.Disposable {
  /** Nothing is sent before the page has asked `ready` and been answered. */
  send(event: HostEvent): void;
}

/** What a page may load: its bundles, and nothing of the workspace. */
export function pageOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')],
  };
}

/** The tab's icon; tabs take files, not theme icons. */
export function pageIcon(extension: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(extension, 'media', 'icons', name);
  return { light: icon('tab-light.svg'), dark: icon('tab-dark.svg') };
}

/** Fills a webview with a page and answers what it asks. */
export function openPage<R extends Calls<R>>(
  webview: vscode.Webview,
  page: { readonly name: 'gallery' | 'inspector'; readonly title: string },
  handlers: Handlers<R>,
  { extensionUri, model, talk }: Parts,
): PageView {
  const file = (ending: string): string =>
    webview
      .asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', `${page.name}.${ending}`))
      .toString();
  webview.options = pageOptions(extensionUri);
  webview.html = pageHtml({
    title: page.title,
    scriptUri: file('js'),
    styleUri: file('css'),
    cspSource: webview.cspSource,
    nonce: randomBytes(18).toString('base64url'),
    language: vscode.env.language,
  });
  let isReady = false;
  const answer = answerAsks(handlers, (message) => void webview.postMessage(message), {
    toFailure(error) {
      const failure = translateFailure(failureOf(error));
      if (failure.kind !== 'cancelled') {
        talk.log.warn(`${page.name}: ${failure.message} ${failure.detail ?? ''}`);
      }
      return failure;
    },
    onUnknown: (name) => talk.log.warn(`${page.name} asked for ${JSON.stringify(name)}, unknown.`),
  });
  const send = (event: HostEvent): void => {
    if (isReady) void webview.postMessage(event);
  };
  const listeners = vscode.Disposable.from(
    webview.onDidReceiveMessage((message: unknown) => {
      const isFirst = (message as { ask?: unknown } | null)?.ask === 'ready';
      void answer(message).then(() => {
        isReady ||= isFirst;
      });
    }),
    model.onChanged((state) => send({ kind: 'changed', state })),
  );
  return { send, dispose: () => listeners.dispose() };
}
