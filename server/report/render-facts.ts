import { counted, percentage, pValue, thousands } from '../protocol/number-words.ts';
import { smallestP } from '../protocol/sentences.ts';
import { html, type Markup } from './html.ts';
import type { ReportData } from './report-data.ts';

/** What the detector is, for those who want to know or to repeat it. */
export function renderFacts({ detector, detectorPath, run }: ReportData): Markup {
  const { preprocessing: size, calibration, selfCheck, mixup } = detector;
  const smallest = pValue(smallestP(calibration.count));
  const indexed = thousands(detector.indexedCount);
  const words: [string, string][] = [
    ['file', detectorPath],
    ['classes', `${detector.classes.length}: ${detector.classes.join(', ')}`],
    ['training images', `${thousands(detector.trainingCount)}, ${indexed} in the gradient index`],
    ['backbone', `${detector.backboneName}, ${size.width} x ${size.height} pixels`],
    ['preprocessing', `from ${size.source}`],
    ['adapter', detector.adapter],
    ['OOD prototype', detector.prototype],
    ['mix-up', mixup.target === 'off' ? 'off' : `${mixup.target}, lambda ${mixup.lambda}`],
    [
      'calibration',
      `${calibration.kind}, ${counted(calibration.count, 'image')}; smallest p-value ${smallest}`,
    ],
    ['threshold', run.fdr === null ? `alpha ${run.alpha}` : `false discovery rate ${run.fdr}`],
    ['device', run.device],
  ];
  if (selfCheck !== undefined) {
    const share = percentage(selfCheck.accuracy);
    words.push(['self-check', `${share} of ${thousands(selfCheck.images)} get their own class`]);
  }
  for (const warning of detector.warnings) words.push(['warning', warning]);
  const rows = words.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`);
  return html`<section class="facts"><h2>The detector</h2>
<div class="panel"><dl>${rows}</dl></div></section>`;
}
