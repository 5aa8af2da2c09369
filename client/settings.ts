import * as vscode from 'vscode';
import type { ServerSettings } from '../server/protocol/lsp.ts';

export type BadgeChoice = 'all' | 'unusual' | 'off';

export interface Settings {
  readonly badges: BadgeChoice;
  /** Absolute, or from the workspace folder; empty: not chosen yet. */
  readonly quarantineFolder: string;
  readonly server: ServerSettings;
}

/** The settings as they are now; the manifest holds their types and defaults. */
export function readSettings(scope?: vscode.Uri): Settings {
  const section = vscode.workspace.getConfiguration('grood', scope);
  return {
    badges: section.get<BadgeChoice>('badges', 'all'),
    quarantineFolder: section.get('quarantineFolder', ''),
    server: {
      problems: {
        severity: section.get<ServerSettings['problems']['severity']>('problems.severity', 'off'),
        most: section.get('problems.most', 1000),
      },
      storeFolder: section.get('storeFolder', '') || null,
      detector: section.get('detector', '') || null,
    },
  };
}
