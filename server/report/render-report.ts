import { counted, percentage, pValue, thousands } from '../protocol/number-words.ts';
import {
  gradeMarks,
  gradeWords,
  runSentence,
  smallestP,
  type Yardstick,
} from '../protocol/sentences.ts';
import { html, type Markup, trusted } from './html.ts';
import { renderCard } from './render-card.ts';
import { renderFacts } from './render-facts.ts';
import { renderHistogram } from './render-histogram.ts';
import type { ReportData, ReportImage } from './report-data.ts';
import { style } from './style.ts';

// No script, no network: a report with hostile file names can do nothing.
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** The whole page as text. Everything that came from files or people is escaped. */
export function renderReport(data: ReportData): string {
  const yardstick = {
    calibrationCount: data.run.calibrationCount,
    classCount: data.detector.classes.length,
  };
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="grood">
<title>${`Images that do not belong: ${data.title}`}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<h1>${data.title}</h1>
<p>${runSentence(data.run, data.run)}</p>
${data.notes.map((note) => html`<p>${note}</p>`)}
</header>
<main>
${renderCounts(data)}
${renderScores(data)}
${renderImages(data, yardstick)}
${renderErrors(data)}
${renderReading(data)}
${renderFacts(data)}
</main>
<footer>Written by grood on ${data.date}. This file needs no network and sends nothing.</footer>
</body>
</html>
`;
  return page.markup;
}

function renderCounts({ run }: ReportData): Markup {
  const counts = [
    ['very-unusual', run.veryUnusual],
    ['unusual', run.flagged - run.veryUnusual],
    ['ordinary', run.scored - run.flagged],
    ['unreadable', run.errors],
  ] as const;
  const items = counts.map(([grade, count]) => {
    const mark = html`<span aria-hidden="true">${gradeMarks[grade]}</span>`;
    return html`<li class="${grade}">${mark}<b>${thousands(count)}</b> ${gradeWords[grade]}</li>`;
  });
  return html`<ul class="counts">${items}</ul>`;
}

function renderScores(data: ReportData): Markup {
  const what =
    data.histogramOf === 'score'
      ? "GROOD's score: further right is less like the training images."
      : 'Distance to the training images: further right is less like them.';
  const caption =
    data.detector.prototype === 'none'
      ? null
      : html`<p class="soft">The verdict combines this score with the distance to the nearest
training images, so a few images left of the line are flagged, and a few right of it are not.</p>`;
  const key = (colour: string, text: string): Markup =>
    html`<span><i style="background:var(--${colour})"></i>${text}</span>`;
  const legend = [
    key('grey', `calibration (${thousands(data.run.calibrationCount)})`),
    key('blue', 'ordinary'),
    key('orange', 'unusual'),
  ];
  return html`<section>
<h2>Scores <small>${what}</small></h2>
<div class="panel">${renderHistogram(data.histogram, data.run.alpha)}
<div class="legend">${legend}</div>
</div>${caption}
</section>`;
}

function renderImages(data: ReportData, yardstick: Yardstick): Markup {
  const cards = (images: readonly ReportImage[]): Markup =>
    html`<div class="cards">${images.map((image) => renderCard(image, yardstick))}</div>`;
  const hidden = data.run.flagged - data.flagged.length;
  const shown = thousands(data.flagged.length);
  const limit =
    hidden > 0
      ? `The ${shown} most suspicious of ${thousands(data.run.flagged)}; --limit shows more.`
      : 'Most suspicious first.';
  const flagged =
    data.flagged.length === 0 ? html`<p>Nothing is flagged.</p>` : html`${cards(data.flagged)}`;
  const near =
    data.nearThreshold.length === 0
      ? null
      : html`<section><h2>Just ordinary <small>The next in line, not flagged.</small></h2>
${cards(data.nearThreshold)}</section>`;
  return html`<section><h2>Unusual <small>${limit}</small></h2>${flagged}</section>${near}`;
}

function renderErrors(data: ReportData): Markup | null {
  if (data.run.errors === 0) return null;
  const rows = data.errors.map(
    ({ path, error }) => html`<tr><td class="path">${path}</td><td>${error ?? ''}</td></tr>`,
  );
  const hidden = data.run.errors - data.errors.length;
  const more =
    hidden > 0 ? html`<p class="soft">${`… and ${counted(hidden, 'more file')}.`}</p>` : null;
  return html`<section><h2>Can't read <small>${counted(data.run.errors, 'file')}</small></h2>
<div class="panel"><table>${rows}</table>${more}</div></section>`;
}

function renderReading({ run, detector }: ReportData): Markup {
  const smallest = pValue(smallestP(run.calibrationCount));
  const flagged =
    run.fdr === null
      ? `An image is flagged where its p-value is at most ${run.alpha}`
      : `Benjamini-Hochberg at ${run.fdr} decides`;
  const meaning =
    run.fdr === null
      ? `about ${percentage(run.alpha)} of ordinary images are flagged by chance`
      : `at most about ${percentage(run.fdr)} of the flagged images are ordinary`;
  const decision = `${flagged}: ${meaning}.`;
  const kind =
    detector.calibration.kind === 'cross-conformal'
      ? 'The calibration is cross-conformal, so p-values are approximate.'
      : 'Calibration images were kept out of the fit: p-values hold for images made like them.';
  return html`<section><h2>How to read this</h2><div class="panel">
<p>The p-value says how many ordinary images in a hundred look at least as unusual as this one. The
smallest possible here is ${smallest} (${counted(run.calibrationCount, 'calibration image')}).</p>
<p>${decision} ${kind}</p>
<p>It assumes the same camera and the same processing as the training images. Nearest images by
gradient are those that GROOD compared with; by appearance, those whose features are closest.</p>
</div></section>`;
}
