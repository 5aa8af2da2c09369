import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ServerLink, WorkReport } from '../server-link.ts';

/**
 * Shows a run of the server as a notification with percentage and cancel.
 * @param work gets the token that the request carries so that its progress is heard
 */
export function withProgress<R>(
  link: ServerLink,
  title: string,
  work: (workDoneToken: string, token: vscode.CancellationToken) => Promise<R>,
): Thenable<R> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      const workDoneToken = randomUUID();
      let shown = 0;
      const hear = ({ percentage, message }: WorkReport): void => {
        // The editor adds up steps; a run that begins anew after a crash never goes backwards.
        const increment = Math.max(0, (percentage ?? 0) - shown);
        shown += increment;
        progress.report(message === null ? { increment } : { increment, message });
      };
      const hearing = await link.onWork(workDoneToken, hear);
      try {
        return await work(workDoneToken, token);
      } finally {
        hearing.dispose();
      }
    },
  );
}
