import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { preprocessingChecks, topLevelKeys } from '../../server/configuration/keys.ts';
import { parseConfiguration } from '../../server/configuration/parse-configuration.ts';

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

const file = new URL('../../schemas/grood.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8')) as Described;
const isValid = new Ajv({ allowUnionTypes: true }).compile(schema);

test('schema and parser know the same keys', () => {
  const keys = Object.keys(schema.properties ?? {});
  assert.deepEqual(keys.sort(), [...topLevelKeys].sort());
  const inner = Object.keys(schema.properties?.['preprocessing']?.properties ?? {});
  assert.deepEqual(inner.sort(), Object.keys(preprocessingChecks).sort());
});

test('every key of the schema has a description', () => {
  const all = { ...schema.properties, ...schema.properties?.['preprocessing']?.properties };
  const bare = Object.entries(all).filter(([, key]) => (key.description ?? '').length < 10);
  assert.deepEqual(bare, []);
});

const rows: { value: unknown; good: boolean }[] = [
  { value: {}, good: true },
  { value: { $schema: './grood.schema.json', train: 'a', val: 'b', ood: 'c' }, good: true },
  {
    value: { train: 'images', detector: 'signs.onnx', folders: ['incoming', 'x.jpg'] },
    good: true,
  },
  { value: { backbone: 'm.onnx', sidecar: 'config.json', classNames: ['a', 'b'] }, good: true },
  { value: { preprocessing: { mean: [0, 0, -1], std: [1, 1, 1], order: 'BGR' } }, good: true },
  { value: { preprocessing: { resize: { rule: 'stretch' }, kernel: 'linear' } }, good: true },
  { value: { preprocessing: { resize: { rule: 'crop', edgePx: 256 }, height: 224 } }, good: true },
  { value: { size: 160, prototype: 'noise', adapter: 'none', view: 'grood' }, good: true },
  { value: { mixup: 'auto', lambda: 0.9, alpha: 0.01, fdr: 0.1 }, good: true },
  { value: { include: ['**/*.jpg'], exclude: [] }, good: true },
  { value: [], good: false },
  { value: 'train', good: false },
  { value: { trian: 'a' }, good: false },
  { value: { train: '' }, good: false },
  { value: { train: ['a'] }, good: false },
  { value: { classNames: ['a', 1] }, good: false },
  { value: { preprocessing: [] }, good: false },
  { value: { preprocessing: { mean: [0, 0] } }, good: false },
  { value: { preprocessing: { std: [1, 1, 0] } }, good: false },
  { value: { preprocessing: { order: 'rgb' } }, good: false },
  { value: { preprocessing: { source: 'me' } }, good: false },
  { value: { preprocessing: { resize: 'stretch' } }, good: false },
  { value: { preprocessing: { resize: { rule: 'stretch', edgePx: 256 } } }, good: false },
  { value: { preprocessing: { resize: { rule: 'crop', edgePx: 0 } } }, good: false },
  { value: { size: 1.5 }, good: false },
  { value: { size: 7 }, good: false },
  { value: { prototype: 'known' }, good: false },
  { value: { lambda: 1 }, good: false },
  { value: { alpha: 0 }, good: false },
  { value: { alpha: '0.05' }, good: false },
  { value: { fdr: null }, good: false },
  { value: { folders: 'incoming' }, good: false },
  { value: { include: '**' }, good: false },
];
for (const { value, good } of rows) {
  const text = JSON.stringify(value);
  test(`schema and parser both ${good ? 'accept' : 'refuse'} ${text}`, () => {
    const parsed = parseConfiguration(text).problems.length === 0;
    assert.deepEqual({ schema: isValid(value), parsed }, { schema: good, parsed: good });
  });
}
