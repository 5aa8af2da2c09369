import * as vscode from 'vscode';
import type { Failure } from '../server/protocol/failure.ts';
import { failureOf } from './failure-of.ts';
import { stepToDetector } from './next-step.ts';
import type { Said } from './server-link.ts';
import { translateFailure } from './translate-failure.ts';

/** Everything that is said by a notification, and the log behind it. */
export interface Talk {
  readonly log: vscode.LogOutputChannel;
  /** A failure in its own words, with its next step; a cancel is no news. */
  fail(error: unknown): void;
  say(words: Said): void;
}

export function createTalk(log: vscode.LogOutputChannel): Talk {
  return {
    log,
    fail(error) {
      const failure = translateFailure(failureOf(error));
      log.error(`${failure.message} ${failure.hint}${failure.detail ? `\n${failure.detail}` : ''}`);
      if (failure.kind !== 'cancelled') showFailure(failure, log);
    },
    say({ severity, sentence }) {
      log.info(sentence);
      const show = {
        information: vscode.window.showInformationMessage,
        warning: vscode.window.showWarningMessage,
        error: vscode.window.showErrorMessage,
      }[severity];
      void show(sentence);
    },
  };
}

function showFailure(failure: Failure, log: vscode.LogOutputChannel): void {
  const step = stepToDetector();
  const showLog = vscode.l10n.t('Show Log');
  const actions = failure.kind === 'detector-unusable' ? [step.label, showLog] : [showLog];
  const shown = vscode.window.showErrorMessage(`${failure.message} ${failure.hint}`, ...actions);
  void shown.then((choice) => {
    if (choice === showLog) log.show();
    if (choice === step.label) void vscode.commands.executeCommand(step.command);
  });
}
