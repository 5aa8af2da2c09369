import type { ExplainAnswer, PageAnswer, ScoreAnswer } from '../server/protocol/lsp.ts';
import { distance, pValue } from '../server/protocol/number-words.ts';

/** Answers of the assistant's tools, as text. */

export function scoreWords({ sentence, notes, folders, isCancelled }: ScoreAnswer): string {
  const counts = folders.map(({ uri, counts: { veryUnusual, unusual, ordinary, unreadable } }) => {
    const parts = [
      `very unusual ${veryUnusual}`,
      `unusual ${unusual}`,
      `ordinary ${ordinary}`,
      `unreadable ${unreadable}`,
    ];
    return `${uri}: ${parts.join(', ')}`;
  });
  const stopped = isCancelled ? ['The run was cancelled; results so far are kept.'] : [];
  return [sentence, ...notes, ...counts, ...stopped].join('\n');
}

export function listWords(
  { tiles, total }: Pick<PageAnswer, 'tiles' | 'total'>,
  pathOf: (uri: string) => string,
): string {
  if (total === 0) {
    return 'No image is unusual in what was scored. If nothing was scored, call score_folder first.';
  }
  const rows = tiles.map((tile, index) => {
    const decided = tile.decision === null ? '' : ` [${tile.decision}]`;
    return `${index + 1}. ${pathOf(tile.uri)}${decided}: ${tile.sentence} (${tile.technical})`;
  });
  return [`${tiles.length} of ${total} unusual images, most unusual first:`, ...rows].join('\n');
}

export function explainWords({
  tile,
  why,
  record,
  prototypeDistances,
  neighbours,
  lookalikes,
}: ExplainAnswer): string {
  const near = (tiles: ExplainAnswer['neighbours']): string =>
    tiles.map(({ path, distance: far }) => `${path} (${distance(far)})`).join(', ');
  const p = (name: string, value: number | null): string[] =>
    value === null ? [] : [`${name} ${pValue(value)}`];
  const ps = [
    ...p('p', record.p),
    ...p('p by gradient', record.pGrood),
    ...p('p by appearance', record.pNeighbours),
  ];
  const bars = prototypeDistances.map(({ name, distance: far }) => `${name} ${distance(far)}`);
  return [
    `${tile.sentence} (${tile.technical})`,
    why,
    ps.join(', '),
    bars.length > 0 ? `Distances to prototypes: ${bars.join(', ')}` : '',
    neighbours.length > 0 ? `Nearest training images by gradient: ${near(neighbours)}` : '',
    lookalikes.length > 0 ? `Nearest training images by appearance: ${near(lookalikes)}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}
