import * as vscode from 'vscode';
import { explainRequest, pageRequest, scoreRequest } from '../server/protocol/lsp.ts';
import { failureOf } from './failure-of.ts';
import type { Parts } from './parts.ts';
import { explainWords, listWords, scoreWords } from './tool-words.ts';

/** The tools that an assistant in the editor may call. */
export function registerTools(parts: Parts): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool('score_folder', scoreFolder(parts)),
    vscode.lm.registerTool('list_unusual_images', listUnusual(parts)),
    vscode.lm.registerTool('explain_image', explainImage(parts)),
  );
}

function scoreFolder({ link, runs }: Parts): vscode.LanguageModelTool<{ folder?: unknown }> {
  return {
    prepareInvocation: ({ input }) => ({
      invocationMessage: vscode.l10n.t('Scoring the images of {0}', String(input.folder)),
      confirmationMessages: {
        title: vscode.l10n.t('Score images'),
        message: vscode.l10n.t(
          'Score every image below {0}? Nothing is moved; a large folder takes minutes.',
          String(input.folder),
        ),
      },
    }),
    invoke: ({ input }, token) =>
      answer(async () => {
        const uris = [uriOf(input.folder, 'folder').toString()];
        return scoreWords(
          await runs.track(token, (both) => link.ask(scoreRequest, { uris }, { token: both })),
        );
      }),
  };
}

function listUnusual({
  link,
}: Parts): vscode.LanguageModelTool<{ folder?: unknown; count?: unknown }> {
  return {
    prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Listing unusual images') }),
    invoke: ({ input }, token) =>
      answer(async () => {
        const count = Math.trunc(Math.min(200, Math.max(1, Number(input.count ?? 20) || 20)));
        const folder =
          input.folder === undefined ? {} : { folderUri: uriOf(input.folder, 'folder').toString() };
        const page = await link.ask(
          pageRequest,
          { ...folder, grades: ['very-unusual', 'unusual'], sort: 'p', offset: 0, count },
          { token },
        );
        return listWords(page, (uri) => vscode.Uri.parse(uri).fsPath);
      }),
  };
}

function explainImage({ link }: Parts): vscode.LanguageModelTool<{ image?: unknown }> {
  return {
    prepareInvocation: ({ input }) => ({
      invocationMessage: vscode.l10n.t('Explaining the verdict on {0}', String(input.image)),
    }),
    invoke: ({ input }, token) =>
      answer(async () => {
        const uri = uriOf(input.image, 'image').toString();
        return explainWords(await link.ask(explainRequest, { uri }, { token }));
      }),
  };
}

/** @throws {Error} in words that say what the assistant can do about it */
async function answer(work: () => Promise<string>): Promise<vscode.LanguageModelToolResult> {
  try {
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(await work())]);
  } catch (error) {
    const { kind, message, hint } = failureOf(error);
    const next =
      kind === 'detector-unusable'
        ? 'Ask the user to run the command "GROOD: Fit a Detector…", then try again.'
        : '';
    throw new Error([message, hint, next].filter(Boolean).join(' '));
  }
}

function uriOf(path: unknown, name: string): vscode.Uri {
  if (typeof path === 'string' && /^(\/|[a-z]:[\\/]|\\\\)/i.test(path))
    return vscode.Uri.file(path);
  throw Object.assign(new Error(), {
    failure: {
      kind: 'usage',
      message: `"${name}" must be an absolute path and is ${JSON.stringify(path)}.`,
      hint: 'Call the tool again with an absolute path.',
    },
  });
}
