import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import protobuf from 'protobufjs';
import { node, tensor } from '../../server/runtime/onnx/proto/build.ts';
import descriptor from '../../server/runtime/onnx/proto/onnx-ml.json' with { type: 'json' };
import { decodeModel, encodeModel } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { modelRows } from './model-rows.ts';
import { smallClassifier } from './small-classifier.ts';

for (const { file, path } of modelRows()) {
  test(`${file} is the same bytes after reading and writing`, () => {
    const bytes = readFileSync(path);
    assert.ok(Buffer.from(encodeModel(decodeModel(bytes))).equals(bytes));
  });
}

test('the descriptor is that of the official schema beside it', () => {
  const folder = join(import.meta.dirname, '../../server/runtime/onnx/proto');
  const text = readFileSync(join(folder, 'onnx-ml.proto'), 'utf8');
  assert.deepEqual(JSON.parse(JSON.stringify(protobuf.parse(text).root.toJSON())), descriptor);
});

test('the largest 64-bit integer, which means “to the end”, survives a round trip', () => {
  const end = 2 ** 63;
  const model = smallClassifier({
    extraNodes: [node('Slice', ['x'], ['y'], { ends: { ints: [end, 5] }, k: { int: end } })],
  });
  model.graph.initializer.push({ name: 'ends', dims: [2], dataType: 7, int64Data: [end, -1] });
  const again = decodeModel(encodeModel(model));
  const slice = again.graph.node.at(-1);
  assert.deepEqual(slice?.attribute[0]?.ints, [end, 5]);
  assert.equal(slice?.attribute[1]?.i, end);
  assert.deepEqual(again.graph.initializer.at(-1)?.int64Data, [end, -1]);
});

test('a tensor whose shape does not fit its values is a caller’s bug', () => {
  assert.throws(() => tensor('w', [2, 2], new Float32Array(3)), RangeError);
});
