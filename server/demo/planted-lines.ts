import { counted } from '../protocol/number-words.ts';
import type { Verdict } from '../protocol/record.ts';
import type { DemoFile } from './demo-set.ts';

/** What became of the strangers that were put among the ordinary signs: a sum, a line a kind. */
export function plantedLines(
  incoming: readonly DemoFile[],
  verdictOf: (path: string) => Verdict | undefined,
): string[] {
  const isBroken = (file: DemoFile): boolean => typeof file.content === 'string';
  const strangers = incoming.filter((file) => file.planted !== null && !isBroken(file));
  const found = strangers.filter((file) => verdictOf(file.path) === 'ood');
  const missed = strangers.filter((file) => verdictOf(file.path) !== 'ood');
  const broken = incoming.filter(isBroken);
  const reported = broken.filter((file) => verdictOf(file.path) === 'error');
  const ordinary = incoming.filter((file) => file.planted === null);
  const byChance = ordinary.filter((file) => verdictOf(file.path) === 'ood');
  const planted = `Planted ${counted(strangers.length, 'stranger')}`;
  return [
    `${planted}: found ${found.length}, missed ${missed.length}.`,
    ...linesOf('found', found),
    ...linesOf('missed', missed),
    `Broken files: ${reported.length} of ${broken.length} reported.`,
    ...linesOf('broken', reported),
    `Ordinary signs: ${byChance.length} of ${ordinary.length} flagged; about 5 % is chance.`,
  ];
}

/** `  found   a cat             cam-1/0001.jpg, cam-2/0057.jpg`. */
function linesOf(what: string, files: readonly DemoFile[]): string[] {
  const byKind = new Map<string, string[]>();
  for (const { planted, path } of files) {
    const kind = planted ?? 'ordinary';
    const short = path.split('/').slice(1).join('/');
    byKind.set(kind, [...(byKind.get(kind) ?? []), short]);
  }
  const kinds = [...byKind].sort(([a], [b]) => (a < b ? -1 : 1));
  return kinds.map(([kind, paths]) => {
    return `  ${what.padEnd(7)} ${kind.padEnd(22)} ${paths.join(', ')}`;
  });
}
