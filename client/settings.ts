import * as vscode from 'vscode';
import type { ServerSettings } from '../server/protocol/lsp.ts';

export type BadgeChoice = 'all' | 'unusual' | 'off';

export interface Settings {
  readonly badges: BadgeChoice;
  readonly server: ServerSettings;
}

/** The settings as they are now; the manifest holds their types and defaults. */
export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration('grood');
  return {
    badges: section.get<BadgeChoice>('badges', 'all'),
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

/** Absolute, or from the image's workspace folder; empty: not chosen yet. */
export function quarantineFolder(image: vscode.Uri | undefined): string {
  return vscode.workspace.getConfiguration('grood', image).get('quarantineFolder', '');
}
