import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfiguration } from '../../server/configuration/parse-configuration.ts';

test('comments and trailing commas are allowed', () => {
  const text = '{\n  // the images\n  "train": "images/train",\n}\n';
  const { configuration, problems } = parseConfiguration(text);
  assert.deepEqual([configuration, problems], [{ train: 'images/train' }, []]);
});

const bad: { name: string; text: string; line: number; want: RegExp }[] = [
  {
    name: 'a mistyped key is named with the one that was meant',
    text: '{\n  "alpha": 0.1,\n  "trian": "x"\n}',
    line: 3,
    want: /^"trian" is not a known key; did you mean "train"\?$/,
  },
  {
    name: 'a key like none lists the known ones',
    text: '{ "colour": 1 }',
    line: 1,
    want: /"colour" is not a known key; known are \$schema, train, val/,
  },
  {
    name: 'a wrong type says what is expected and what was found',
    text: '{\n\n  "alpha": "0.05"\n}',
    line: 3,
    want: /^"alpha" must be a number between 0 and 1, both excluded; it is "0\.05"\.$/,
  },
  {
    name: 'a wrong word lists the right ones',
    text: '{ "prototype": "known" }',
    line: 1,
    want: /one of "class-mean", "noise", "synthetic"; it is "known"/,
  },
  {
    name: 'a key inside preprocessing is named with its parent',
    text: '{ "preprocessing": {\n "means": [0, 0, 0] } }',
    line: 2,
    want: /"preprocessing\.means" is not a known key; did you mean "mean"\?/,
  },
  {
    name: 'a zero standard deviation is refused',
    text: '{ "preprocessing": { "std": [1, 0, 1] } }',
    line: 1,
    want: /"preprocessing\.std" must be three positive numbers/,
  },
  {
    name: 'a crop without its edge is refused',
    text: '{ "preprocessing": { "resize": { "rule": "crop" } } }',
    line: 1,
    want: /"preprocessing\.resize" must be \{ "rule": "stretch" \} or/,
  },
  {
    name: 'a repeated key is refused',
    text: '{ "train": "a",\n "train": "b" }',
    line: 2,
    want: /"train" stands twice/,
  },
  { name: 'a list at the top is refused', text: '[]', line: 1, want: /must hold one object/ },
  { name: 'an empty file is refused', text: '', line: 1, want: /Not valid JSON here/ },
  {
    name: 'a missing comma is reported at its line',
    text: '{\n  "train": "a"\n  "val": "b"\n}',
    line: 3,
    want: /Not valid JSON here: comma expected/,
  },
];
for (const { name, text, line, want } of bad) {
  test(`in grood.json ${name}`, () => {
    const [problem] = parseConfiguration(text).problems;
    assert.match(problem?.message ?? '(no problem)', want);
    assert.equal(problem?.line, line);
  });
}

test('what is right beside a wrong key is kept', () => {
  const { configuration } = parseConfiguration('{ "train": "a", "alpha": 7 }');
  assert.deepEqual(configuration, { train: 'a' });
});
