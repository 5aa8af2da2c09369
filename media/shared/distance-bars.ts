import type { ExplainAnswer } from '../../server/protocol/lsp.ts';
import { distance } from '../../server/protocol/number-words.ts';
import { element, nameText } from './element.ts';
import { t } from './texts.ts';

const mostClasses = 5;

/** Distances to the nearest class prototypes and to the OOD prototype, which stands last. */
export function distanceBars(distances: ExplainAnswer['prototypeDistances']): HTMLElement | null {
  const ood = distances.at(-1);
  if (ood === undefined) return null;
  const classes = distances
    .slice(0, -1)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, mostClasses);
  const longest = Math.max(1e-12, ...[...classes, ood].map((each) => each.distance));
  const bar = (name: string, value: number, className: string): HTMLElement => {
    const fill = element('span', { class: `fill ${className}` });
    fill.style.width = `${(100 * value) / longest}%`;
    return element(
      'div',
      { class: 'bar', role: 'listitem' },
      nameText(name, 'name'),
      element('span', { class: 'track', 'aria-hidden': 'true' }, fill),
      element('span', { class: 'value' }, distance(value)),
    );
  };
  return element(
    'div',
    { class: 'bars', role: 'list', 'aria-label': t('Distance to classes') },
    ...classes.map((each, index) => bar(each.name, each.distance, index === 0 ? 'is-nearest' : '')),
    bar(t('OOD prototype'), ood.distance, 'is-ood'),
  );
}
