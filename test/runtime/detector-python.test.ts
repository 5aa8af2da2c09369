import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Tensor } from 'onnxruntime-node';
import { writeDetector } from '../../server/runtime/onnx/detector/detector-file.ts';
import { openSession } from '../../server/runtime/onnx/session.ts';
import { exampleDetector, exampleImages, exampleMetadata } from './example-detector.ts';
import { exampleFit } from './fitted-example.ts';
import { pythonWithOnnxRuntime } from './python-onnxruntime.ts';

const found = pythonWithOnnxRuntime();
const skip = 'reason' in found ? found.reason : false;
if (skip) console.log(`skipped: ${skip}`);
const folder = await mkdtemp(join(tmpdir(), 'grood-python-'));
after(() => rm(folder, { recursive: true, force: true }));

/** Needs nothing but the file: the size of the images stands in its input. */
const SCRIPT = `
import json, sys
import numpy, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1], providers=['CPUExecutionProvider'])
shape = [int(size) for size in sys.argv[3].split(',')]
images = numpy.fromfile(sys.argv[2], dtype=numpy.uint8).reshape(shape)
names = [output.name for output in session.get_outputs()]
outputs = session.run(names, {session.get_inputs()[0].name: images})
metadata = json.loads(session.get_modelmeta().custom_metadata_map['grood'])
result = {name: values.ravel().tolist() for name, values in zip(names, outputs)}
print(json.dumps({'outputs': result, 'classes': metadata['classes']}))
`;

for (const { name, dimension, storage } of [
  { name: 'with stored gradients', dimension: 8, storage: 'float32' },
  { name: 'with one index for both views, in float16', dimension: 288, storage: 'float16' },
] as const) {
  test(`Python alone gives the same numbers from a detector ${name}`, { skip }, async () => {
    assert.ok('python' in found);
    const fitted = await exampleFit({ dimension, count: 200 });
    const path = join(folder, `${dimension}.onnx`);
    const model = exampleDetector(fitted, { storage });
    const written = await writeDetector(path, model, exampleMetadata(fitted));
    assert.ok(written.ok);
    const { data, dims } = exampleImages(6);
    const bytesPath = join(folder, 'images.bin');
    await writeFile(bytesPath, data);
    const parameters = ['-c', SCRIPT, path, bytesPath, dims.join()];
    const { stdout, stderr } = spawnSync(found.python, parameters, { encoding: 'utf8' });
    assert.notEqual(stdout, '', stderr);
    const { outputs, classes } = JSON.parse(stdout);
    assert.deepEqual(classes, ['ant', 'bee', 'wäsp']);

    const session = await openSession(path);
    assert.ok(session.ok);
    const own = await session.value.run({ images: new Tensor('uint8', data, dims) });
    assert.deepEqual(Object.keys(outputs).sort(), Object.keys(own).sort());
    for (const [output, tensor] of Object.entries(own)) {
      Array.from(tensor.data as Float32Array, Number).forEach((want, i) => {
        const difference = Math.abs(outputs[output][i] - want);
        assert.ok(difference <= 1e-4 * Math.abs(want), `${output}[${i}]`);
      });
    }
  });
}
