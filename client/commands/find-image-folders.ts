import * as vscode from 'vscode';
import { imageExtensions } from '../image-types.ts';
import { type ImageFolder, imageFolders } from './image-folders.ts';

/** Enough to see the folders of a large workspace without listing all its images. */
const MOST_FILES = 50_000;

export interface FoundFolders {
  readonly folders: readonly ImageFolder[];
  /** There are more images than were looked at: counts are lower bounds. */
  readonly isCut: boolean;
}

/** Folders of images in the workspace, by their URIs' paths. */
export async function findImageFolders(token: vscode.CancellationToken): Promise<FoundFolders> {
  const endings = [...imageExtensions, ...imageExtensions.map((ending) => ending.toUpperCase())];
  const found = await vscode.workspace.findFiles(
    `**/*.{${endings.join(',')}}`,
    '**/{node_modules,.git,.grood,.venv,__pycache__}/**',
    MOST_FILES,
    token,
  );
  const isCut = found.length >= MOST_FILES;
  return { folders: imageFolders(found.map(({ path }) => path)), isCut };
}
