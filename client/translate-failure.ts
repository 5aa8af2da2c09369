import * as vscode from 'vscode';
import type { Failure } from '../server/protocol/failure.ts';

/** A failure in the user's language, where it was made here; the server's own pass unchanged. */
export function translateFailure(failure: Failure): Failure {
  const { message, hint } = failure;
  return { ...failure, message: vscode.l10n.t(message), hint: vscode.l10n.t(hint) };
}
