import type { DecisionKind } from '../../protocol/lsp.ts';
import { counted, thousands } from '../../protocol/number-words.ts';
import type { Decision } from './decision.ts';

/** What was done, and how many could not be: one or two sentences. */
export function actSentence(
  { kind, target }: { readonly kind: DecisionKind; readonly target?: string | undefined },
  { done, failures }: { readonly done: number; readonly failures: number },
): string {
  if (done === 0) return noneDone(kind === 'fine' ? 'marked' : 'moved', failures);
  const images = counted(done, 'image');
  const tail = failures === 0 ? '' : ` ${thousands(failures)} could not be.`;
  switch (kind) {
    case 'fine':
      return `Marked ${images} as fine.${tail}`;
    case 'trash':
      return `Moved ${images} to the trash of this workspace.${tail}`;
    case 'quarantine':
      return `Moved ${images} to quarantine in ${target}.${tail}`;
    case 'relabel':
      return `Moved ${images} to ${target}.${tail}`;
  }
}

export function undoSentence(undone: readonly Decision[], failures: number): string {
  if (undone.length === 0 && failures === 0) return 'There is nothing to undo.';
  if (undone.length === 0) return noneDone('brought back', failures);
  const tail = failures === 0 ? '' : ` ${thousands(failures)} could not be.`;
  const marks = undone.filter(({ kind }) => kind === 'fine').length;
  const images = counted(undone.length - marks, 'image');
  if (marks === 0) return `Brought ${images} back.${tail}`;
  if (marks === undone.length) return `Took the mark off ${counted(marks, 'image')}.${tail}`;
  return `Brought ${images} back and took the mark off ${thousands(marks)}.${tail}`;
}

function noneDone(what: string, failures: number): string {
  return failures === 1 ? `The image was not ${what}.` : `No image was ${what}.`;
}
