import type { DecisionKind } from '../../server/protocol/lsp.ts';
import { actButtons } from '../shared/act-buttons.ts';
import { element, icon, keyHint } from '../shared/element.ts';
import { t } from '../shared/texts.ts';

export interface InspectorOn {
  readonly step: (step: 1 | -1) => void;
  readonly act: (kind: DecisionKind) => void;
  readonly undo: () => void;
  readonly keys: () => void;
  readonly heat: () => void;
  readonly opacity: (share: number) => void;
  readonly zoom: (direction: 1 | -1) => void;
  readonly fit: () => void;
  readonly actual: () => void;
}

/** The name of the image and the way to the next one. */
export function topBar(on: InspectorOn): { node: HTMLElement; name: HTMLElement } {
  const name = element('h1', { class: 'image-name' });
  const walk = (step: 1 | -1, label: string, sign: string, key: string): HTMLElement =>
    element(
      'button',
      {
        type: 'button',
        class: 'second',
        'aria-keyshortcuts': key,
        title: label,
        click: () => on.step(step),
      },
      icon(sign),
      element('span', { class: 'act-label' }, label),
      keyHint(key),
    );
  const previous = walk(-1, t('Previous unusual'), 'chevron-left', 'P');
  const next = walk(1, t('Next unusual'), 'chevron-right', 'N');
  const steps = element('div', { class: 'steps' }, previous, next);
  return { node: element('header', { class: 'inspector-top' }, name, steps), name };
}

export interface ToolBar {
  readonly node: HTMLElement;
  readonly setZoom: (percent: number) => void;
  readonly setHeat: (state: 'off' | 'working' | 'on') => void;
  readonly say: (sentence: string, canUndo: boolean) => void;
  readonly opacity: () => number;
}

/** Decisions, what was done last, heat map and zoom. */
export function toolBar(on: InspectorOn): ToolBar {
  const said = element('span', { class: 'said' });
  const undo = element(
    'button',
    { type: 'button', class: 'link', hidden: true, 'aria-keyshortcuts': 'U', click: on.undo },
    t('Undo'),
    keyHint('U'),
  );
  const heat = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      'aria-pressed': 'false',
      'aria-keyshortcuts': 'H',
      title: t('Where is it strange? Covers parts of the picture and compares'),
      click: on.heat,
    },
    icon('flame'),
    t('Heat map'),
    keyHint('H'),
  );
  const opacity = element('input', {
    type: 'range',
    min: 10,
    max: 100,
    value: 65,
    'aria-label': t('Opacity of the heat map'),
    hidden: true,
  });
  opacity.addEventListener('input', () => on.opacity(opacity.valueAsNumber / 100));
  const percent = element('span', { class: 'zoom-percent' });
  const small = (label: string, sign: string, key: string, run: () => void): HTMLElement =>
    element(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'aria-label': label,
        'aria-keyshortcuts': key,
        title: `${label} (${key})`,
        click: run,
      },
      icon(sign),
    );
  const node = element(
    'footer',
    { class: 'inspector-bottom' },
    element('span', { class: 'act-buttons' }, ...actButtons(on.act)),
    said,
    undo,
    element(
      'span',
      { class: 'picture-tools' },
      heat,
      opacity,
      small(t('Zoom out'), 'zoom-out', '-', () => on.zoom(-1)),
      percent,
      small(t('Zoom in'), 'zoom-in', '+', () => on.zoom(1)),
      small(t('Fit'), 'screen-full', '0', on.fit),
      element('button', { type: 'button', class: 'quiet', title: '1', click: on.actual }, '1:1'),
      small(t('All keys'), 'keyboard', '?', on.keys),
    ),
  );
  return {
    node,
    setZoom(value) {
      percent.textContent = `${value} %`;
    },
    setHeat(state) {
      heat.setAttribute('aria-pressed', String(state === 'on'));
      heat.setAttribute('aria-busy', String(state === 'working'));
      heat.firstElementChild?.classList.toggle('codicon-loading', state === 'working');
      opacity.hidden = state !== 'on';
    },
    say(sentence, canUndo) {
      said.textContent = sentence;
      said.title = sentence;
      undo.hidden = !canUndo;
    },
    opacity: () => opacity.valueAsNumber / 100,
  };
}
