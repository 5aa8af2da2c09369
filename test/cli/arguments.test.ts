import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../../server/cli/arguments.ts';

const good: { words: string; want: object }[] = [
  { words: '--version', want: { kind: 'version' } },
  { words: '', want: { kind: 'help', about: null } },
  { words: '--help', want: { kind: 'help', about: null } },
  { words: 'help fit', want: { kind: 'help', about: 'fit' } },
  { words: 'score -h', want: { kind: 'help', about: 'score' } },
  {
    words: 'inspect m.onnx --json',
    want: { kind: 'run', verb: 'inspect', given: { flags: { json: true }, words: ['m.onnx'] } },
  },
  {
    words: 'score a b --include *.jpg --include *.png --fail-on-ood c',
    want: {
      kind: 'run',
      verb: 'score',
      given: {
        flags: { include: ['*.jpg', '*.png'], 'fail-on-ood': '' },
        words: ['a', 'b', 'c'],
      },
    },
  },
  {
    words: 'score --fail-on-ood=5% a --files-from -',
    want: {
      kind: 'run',
      verb: 'score',
      given: { flags: { 'fail-on-ood': '5%', 'files-from': '-' }, words: ['a'] },
    },
  },
  {
    words: 'score -- --odd-name.jpg',
    want: { kind: 'run', verb: 'score', given: { flags: {}, words: ['--odd-name.jpg'] } },
  },
  {
    words: 'evaluate --detector d.onnx --id a b --ood c --ood d e',
    want: {
      kind: 'run',
      verb: 'evaluate',
      given: { flags: { detector: 'd.onnx', id: ['a', 'b'], ood: ['c', 'd', 'e'] }, words: [] },
    },
  },
];
for (const { words, want } of good) {
  test(`grood ${words || '(nothing)'} is understood`, () => {
    const read = readArguments(words.split(' ').filter(Boolean));
    assert.ok(read.ok);
    assert.deepEqual(structuredClone(read.value), want);
  });
}

const bad: { words: string; want: RegExp }[] = [
  { words: 'scroe a', want: /There is no verb "scroe"; did you mean "score"\?/ },
  { words: 'dance', want: /There is no verb "dance"; the verbs are inspect, fit/ },
  { words: 'help dance', want: /There is no verb "dance"/ },
  { words: 'fit --trian x', want: /grood fit has no flag --trian; did you mean --train\?/ },
  { words: 'fit --colour', want: /grood fit has no flag --colour\./ },
  { words: 'fit --train', want: /--train needs a value/ },
  { words: 'fit --train --val x', want: /--train needs a value/ },
  { words: 'fit --fast=yes', want: /--fast takes no value/ },
  { words: 'score -x', want: /grood score has no flag -x\./ },
];
for (const { words, want } of bad) {
  test(`grood ${words} is refused with a sentence`, () => {
    const read = readArguments(words.split(' '));
    assert.ok(!read.ok);
    assert.match(read.failure.message, want);
    assert.equal(read.failure.kind, 'usage');
    assert.match(read.failure.hint, /--help" shows the flags and examples/);
  });
}
