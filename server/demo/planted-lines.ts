import { counted } from '../protocol/number-words.ts';
import type { Verdict } from '../protocol/record.ts';
import type { DemoFile } from './demo-set.ts';

/** What became of the strangers that were put among the ordinary signs, in sentences. */
export function plantedLines(
  incoming: readonly DemoFile[],
  verdictOf: (path: string) => Verdict | undefined,
): string[] {
  const isBroken = (file: DemoFile): boolean => typeof file.content === 'string';
  const strangers = incoming.filter((file) => file.planted !== null && !isBroken(file));
  const found = strangers.filter((file) => verdictOf(file.path) === 'ood');
  const missed = strangers.filter((file) => verdictOf(file.path) !== 'ood');
  const broken = incoming.filter(isBroken);
  const told = broken.filter((file) => verdictOf(file.path) === 'error');
  const ordinary = incoming.filter((file) => file.planted === null);
  const flagged = ordinary.filter((file) => verdictOf(file.path) === 'ood');
  return [
    `Planted ${counted(strangers.length, 'stranger')}; found ${found.length}: ${named(found)}.`,
    missed.length === 0 ? 'Missed none.' : `Missed ${missed.length}: ${named(missed)}.`,
    `Broken files reported: ${told.length} of ${broken.length}: ${named(told)}.`,
    `Ordinary signs flagged: ${flagged.length} of ${ordinary.length}; about 5 % is chance.`,
  ];
}

/** `a cat (cam-1/0003.jpg, cam-2/0041.jpg), a house (…)`. */
function named(files: readonly DemoFile[]): string {
  if (files.length === 0) return 'none';
  const byKind = new Map<string, string[]>();
  for (const { planted, path } of files) {
    const kind = planted ?? 'ordinary';
    const short = path.split('/').slice(1).join('/');
    byKind.set(kind, [...(byKind.get(kind) ?? []), short]);
  }
  return [...byKind].map(([kind, paths]) => `${kind} (${paths.join(', ')})`).join(', ');
}
