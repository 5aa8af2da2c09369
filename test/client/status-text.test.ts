import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusText } from '../../client/present/status-text.ts';
import type { DetectorFacts, ScoredFolder, WorkspaceState } from '../../server/protocol/lsp.ts';

const none: WorkspaceState = {
  detector: { detector: null, failure: null, configurationUri: null },
  folders: [],
  mostUnusual: [],
  running: null,
};
const fitted = { ...none, detector: { ...none.detector, detector: {} as DetectorFacts } };

function folder(veryUnusual: number, unusual: number): ScoredFolder {
  const counts = { veryUnusual, unusual, ordinary: 1000, unreadable: 2, decided: 0 };
  return { uri: 'file:///in', scoredMs: 0, counts, isPartial: false, isStale: false };
}

const cases = [
  { name: 'says nothing without a detector', state: none, text: null, command: null },
  {
    name: 'offers to score once there is a detector',
    state: fitted,
    text: '$(eye) Score images',
    command: 'grood.score',
  },
  {
    name: 'counts unusual images over all folders',
    state: { ...fitted, folders: [folder(11, 85), folder(0, 4)] },
    text: '$(eye) 100 unusual',
    command: 'grood.openGallery',
  },
  {
    name: 'shows the share of a run that is done, never more than is',
    state: { ...fitted, running: { done: 999, total: 1000 } },
    text: '$(sync~spin) 99 %',
    command: 'grood.openGallery',
  },
  {
    name: 'shows how many are done where the total is not known',
    state: { ...fitted, running: { done: 1200, total: null } },
    text: '$(sync~spin) 1,200',
    command: 'grood.openGallery',
  },
  {
    name: 'does not divide by a total of zero',
    state: { ...fitted, running: { done: 0, total: 0 } },
    text: '$(sync~spin) 0',
    command: 'grood.openGallery',
  },
];
for (const { name, state, text, command } of cases) {
  test(`the status bar ${name}`, () => {
    const shown = statusText(state, (message, ...values) =>
      message.replace(/\{(\d)\}/g, (_, index) => String(values[index])),
    );
    assert.equal(shown?.text ?? null, text);
    assert.equal(shown?.command ?? null, command);
    assert.ok((shown?.text.length ?? 0) < 40);
  });
}
