import type * as vscode from 'vscode';
import type { GalleryPanel } from './panels/gallery-panel.ts';
import type { Inspector } from './panels/inspector.ts';
import type { RunsHere } from './runs-here.ts';
import type { ServerLink } from './server-link.ts';
import type { Talk } from './talk.ts';
import type { WorkspaceModel } from './workspace-model.ts';

/** What commands, panels and trees are built from. */
export interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly link: ServerLink;
  readonly model: WorkspaceModel;
  readonly talk: Talk;
  readonly runs: RunsHere;
}

/** With the panels, which commands open. */
export interface AllParts extends Parts {
  readonly gallery: GalleryPanel;
  readonly inspector: Inspector;
}
