import assert from 'node:assert/strict';
import { test } from 'node:test';
import { node, valueInfo } from '../../server/runtime/onnx/proto/build.ts';
import { ELEMENT_TYPE, encodeModel } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { openSession } from '../../server/runtime/onnx/session.ts';

const cases = [
  {
    name: 'bytes that are no model',
    model: Buffer.from('no model'),
    says: /^cat\.onnx is no ONNX/,
  },
  { name: 'a file that is not there', model: '/nowhere/cat.onnx', says: /^cat\.onnx is not there/ },
  { name: 'an unknown operator', model: oneNode('Meow', 17), says: /^cat\.onnx uses .*Meow/ },
  { name: 'a future opset', model: oneNode('Relu', 99), says: /newer version of ONNX/ },
];

for (const { name, model, says } of cases) {
  test(`${name} is a sentence, not an exception`, async () => {
    const opened = await openSession(model, { name: 'cat.onnx' });
    assert.ok(!opened.ok);
    assert.match(opened.failure.message, says, opened.failure.detail);
    assert.match(opened.failure.hint, /\.$/);
  });
}

function oneNode(op: string, version: number): Uint8Array {
  const { float32 } = ELEMENT_TYPE;
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version }],
    metadataProps: [],
    graph: {
      name: 'one',
      node: [node(op, ['x'], ['y'])],
      initializer: [],
      input: [valueInfo('x', float32, [1])],
      output: [valueInfo('y', float32, [1])],
      valueInfo: [],
    },
  });
}
