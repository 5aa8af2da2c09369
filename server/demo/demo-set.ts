import type { Subject } from './draw-image.ts';
import { sceneries } from './sceneries.ts';
import { seededRandom } from './seeded-random.ts';
import { knownSigns, unknownSigns } from './signs.ts';

/** Counts of the built-in data set; the tests draw a smaller one. */
export interface DemoSetSize {
  readonly trainPerClass: number;
  readonly valPerClass: number;
  readonly ordinaryPerClass: number;
  readonly perStranger: number;
}

export const demoSetSize: DemoSetSize = {
  trainPerClass: 50,
  valPerClass: 25,
  ordinaryPerClass: 8,
  perStranger: 2,
};

/** One file of the set; `planted` says what a stranger is. */
export interface DemoFile {
  /** Relative to the set's folder, `/` between folders. */
  readonly path: string;
  readonly content: Subject | 'truncated' | 'text';
  readonly planted: string | null;
}

/** All files of the set, in a fixed order; nothing is drawn yet. */
export function listDemoFiles(size: DemoSetSize): DemoFile[] {
  const files: DemoFile[] = [];
  for (const name of Object.keys(knownSigns)) {
    const content: Subject = { kind: 'sign', name };
    for (const [split, count] of [
      ['train', size.trainPerClass],
      ['val', size.valPerClass],
    ] as const) {
      for (let i = 1; i <= count; i += 1) {
        files.push({ path: `${split}/${name}/${number(i)}.jpg`, content, planted: null });
      }
    }
  }
  return [...files, ...listIncoming(size)];
}

/** Ordinary signs, strangers and two broken files, shuffled over three cameras. */
function listIncoming(size: DemoSetSize): DemoFile[] {
  const contents: { content: DemoFile['content']; planted: string | null }[] = [];
  const add = (content: DemoFile['content'], planted: string | null, count: number): void => {
    for (let i = 0; i < count; i += 1) contents.push({ content, planted });
  };
  for (const name of Object.keys(knownSigns)) {
    add({ kind: 'sign', name }, null, size.ordinaryPerClass);
  }
  for (const name of Object.keys(unknownSigns)) {
    add({ kind: 'sign', name }, name, size.perStranger);
  }
  for (const name of Object.keys(sceneries)) {
    add({ kind: 'scenery', name }, name, size.perStranger);
  }
  add('truncated', 'a truncated JPEG', 1);
  add('text', 'a text file named .jpg', 1);
  const random = seededRandom('incoming');
  for (let i = contents.length - 1; i > 0; i -= 1) {
    const j = random.index(i + 1);
    [contents[i], contents[j]] = [contents[j]!, contents[i]!];
  }
  return contents.map((item, i) => {
    const camera = Math.floor((3 * i) / contents.length) + 1;
    return { path: `incoming/cam-${camera}/${number(i + 1)}.jpg`, ...item };
  });
}

function number(value: number): string {
  return String(value).padStart(4, '0');
}
