import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { CompletionList, Diagnostic, Hover } from 'vscode-languageserver-protocol/node';
import { type Connected, connect, eventually, uri } from './connected.ts';
import { type SmallWorkspace, smallWorkspace } from './small-workspace.ts';

let place: SmallWorkspace;
let connected: Connected;
let at: string;
let version = 0;

before(async () => {
  place = await smallWorkspace();
  connected = await connect(place.root);
  at = uri(join(place.root, 'grood.json'));
});

/** Shows a text in which `|` is the cursor. */
async function show(marked: string): Promise<{ line: number; character: number }> {
  const text = marked.replace('|', '');
  version += 1;
  if (version > 1) {
    await connected.client.sendNotification('textDocument/didClose', { textDocument: { uri: at } });
  }
  await connected.client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: at, languageId: 'jsonc', version, text },
  });
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

const completions: { name: string; text: string; has: string[]; hasNot: string[] }[] = [
  {
    name: 'a key',
    text: '{ "train": "train", | }',
    has: ['alpha', 'prototype', 'detector'],
    hasNot: ['train'],
  },
  {
    name: 'a choice',
    text: '{ "prototype": | }',
    has: ['"class-mean"', '"noise"', '"synthetic"'],
    hasNot: ['"train"'],
  },
  {
    name: 'a folder',
    text: '{ "train": "|" }',
    has: ['"train"', '"mixed"'],
    hasNot: ['"tiny.onnx"', '".grood"'],
  },
  {
    name: 'a folder inside a folder',
    text: '{ "train": "train/|" }',
    has: ['"train/orange"', '"train/red"'],
    hasNot: ['"mixed"'],
  },
  { name: 'a model', text: '{ "backbone": "|" }', has: ['"tiny.onnx"'], hasNot: ['"grood.json"'] },
  { name: 'a listed folder', text: '{ "folders": ["|"] }', has: ['"mixed"'], hasNot: [] },
];
for (const { name, text, has, hasNot } of completions) {
  test(`${name} is offered where it belongs`, async () => {
    const position = await show(text);
    const list = await connected.client.sendRequest<CompletionList>('textDocument/completion', {
      textDocument: { uri: at },
      position,
    });
    const labels = list.items.map(({ label }) => label);
    for (const label of has) assert.ok(labels.includes(label), `${label} in ${labels.join(' ')}`);
    for (const label of hasNot) assert.ok(!labels.includes(label), `no ${label}`);
  });
}

test('a key explains itself', async () => {
  const position = await show('{ "al|pha": 0.05 }');
  const hover = await connected.client.sendRequest<Hover>('textDocument/hover', {
    textDocument: { uri: at },
    position,
  });
  assert.match(JSON.stringify(hover.contents), /is at most this; about this share of ordinary/);
});

const problems: { name: string; text: string; line: number; message: RegExp; severity: number }[] =
  [
    {
      name: 'a mistyped key',
      text: '{\n  "trian": "train"\n}|',
      line: 1,
      message: /^"trian" is not a known key; did you mean "train"\?$/,
      severity: 1,
    },
    {
      name: 'a value out of range',
      text: '{\n\n  "alpha": 2.5\n}|',
      line: 2,
      message: /^"alpha" must be a number between 0 and 1/,
      severity: 1,
    },
    {
      name: 'a path that leads nowhere',
      text: '{ "val": "absent" }|',
      line: 0,
      message: /^"val" names absent, which does not exist\.$/,
      severity: 2,
    },
  ];
for (const { name, text, line, message, severity } of problems) {
  test(`${name} is marked on its line`, async () => {
    await show(text);
    const found = (): Diagnostic | undefined => connected.diagnostics.get(at)?.[0];
    await eventually('the problem', () => message.test(String(found()?.message)));
    const problem = found();
    assert.equal(connected.diagnostics.get(at)?.length, 1);
    assert.equal(problem!.range.start.line, line);
    assert.ok(problem!.range.end.character > problem!.range.start.character + 1);
    assert.equal(problem!.severity, severity);
  });
}

test('a file without fault has no problems, and none stay when it is closed', async () => {
  await show('{ "trian": 1 }|');
  await eventually('a problem', () => connected.diagnostics.has(at));
  await show('{\n  // Comments may stand here.\n  "train": "train",\n}|');
  await eventually('no problem', () => !connected.diagnostics.has(at));
});
