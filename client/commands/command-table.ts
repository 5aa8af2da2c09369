import * as vscode from 'vscode';
import type { AllParts } from '../parts.ts';
import { chooseQuarantineFolder } from './choose-quarantine-folder.ts';
import { type CommandName, commandNames } from './command-names.ts';
import { decide } from './decide.ts';
import { emptyTrash } from './empty-trash.ts';
import { exportDecisions, exportResults } from './export.ts';
import { fit } from './fit.ts';
import { inspect } from './inspect.ts';
import { openGallery } from './open-gallery.ts';
import { openInImagePreview } from './open-in-image-preview.ts';
import { rescoreChanged, score } from './score.ts';
import { stepUnusual } from './step-unusual.ts';
import { undo } from './undo.ts';

/** @param args what the menu, the tree, the keybinding or another command passes */
type Command = (parts: AllParts, args: readonly unknown[]) => Promise<void>;

const commands: Readonly<Record<CommandName, Command>> = {
  fit,
  score,
  rescoreChanged,
  openGallery,
  inspect,
  nextUnusual: (parts, args) => stepUnusual(parts, args, 1),
  previousUnusual: (parts, args) => stepUnusual(parts, args, -1),
  quarantine: (parts, args) => decide(parts, args, 'quarantine'),
  relabel: (parts, args) => decide(parts, args, 'relabel'),
  markFine: (parts, args) => decide(parts, args, 'fine'),
  trash: (parts, args) => decide(parts, args, 'trash'),
  undo,
  emptyTrash,
  exportResults,
  exportDecisions,
  chooseQuarantineFolder: async () => {
    await chooseQuarantineFolder([], { isAskedAnew: true });
  },
  openInImagePreview,
  showLog: async ({ talk }) => talk.log.show(),
};

/** A command that fails says so in a sentence; none ends as a stack trace in a notification. */
export function registerCommands(parts: AllParts): vscode.Disposable {
  const registered = commandNames.map((name) =>
    vscode.commands.registerCommand(`grood.${name}`, async (...args: unknown[]) => {
      try {
        await commands[name](parts, args);
      } catch (error) {
        parts.talk.fail(error);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
