import { distance, pValue } from '../protocol/number-words.ts';
import type { ScoreRecord } from '../protocol/record.ts';
import {
  gradeMarks,
  gradeOf,
  gradeWords,
  verdictSentence,
  type Yardstick,
} from '../protocol/sentences.ts';
import { html, type Markup } from './html.ts';
import type { NeighbourImage, ReportImage } from './report-data.ts';

/** One image: picture, sentence, numbers, and what it was compared with. */
export function renderCard(image: ReportImage, yardstick: Yardstick): Markup {
  const { record } = image;
  const grade = gradeOf(record, yardstick.calibrationCount);
  const sentence = verdictSentence(record, yardstick);
  const tail = sentence.slice(gradeWords[grade].length);
  const picture =
    image.thumbnail === null
      ? html`<div class="picture none" role="img" aria-label="no picture">no picture</div>`
      : html`<img class="picture" src="${image.thumbnail}" alt="" loading="lazy">`;
  const name =
    image.href === null ? html`${record.path}` : html`<a href="${image.href}">${record.path}</a>`;
  return html`<article class="card ${grade}">
<div class="frame">${picture}<span class="mark" aria-hidden="true">${gradeMarks[grade]}</span></div>
<div class="words">
<p class="sentence"><strong>${gradeWords[grade]}</strong>${tail}</p>
<p class="path">${name}</p>
<dl>${renderNumbers(record)}</dl>
${renderNeighbours('Nearest by gradient', image.neighbours)}
${renderNeighbours('Nearest by appearance', image.lookalikes)}
</div>
</article>
`;
}

function renderNumbers(record: ScoreRecord): Markup {
  return html`${fact('p', record.p, pValue)}${fact('p GROOD', record.pGrood, pValue)}
${fact('p neighbours', record.pNeighbours, pValue)}${fact('score', record.score, distance)}
${fact('neighbour score', record.neighbourScore, distance)}`;
}

function fact(name: string, value: number | null, say: (value: number) => string): Markup | null {
  return value === null ? null : html`<div><dt>${name}</dt><dd>${say(value)}</dd></div>`;
}

function renderNeighbours(title: string, neighbours: readonly NeighbourImage[]): Markup | null {
  if (neighbours.length === 0) return null;
  const figures = neighbours.map(({ path, distance: far, thumbnail }) => {
    const picture =
      thumbnail === null
        ? html`<span class="none"></span>`
        : html`<img src="${thumbnail}" alt="" loading="lazy">`;
    const name = path.split('/').slice(0, -1).join('/') || path;
    return html`<figure title="${path}">${picture}<figcaption>
<span>${name}</span> ${distance(far)}</figcaption></figure>`;
  });
  return html`<div class="neighbours"><h4>${title}</h4><div>${figures}</div></div>`;
}
