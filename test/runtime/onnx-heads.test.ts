import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runOnce } from '../../server/runtime/onnx/graph/run-graph.ts';
import { classifierHead } from '../../server/runtime/onnx/inspect/classifier-head.ts';
import { inspectModel } from '../../server/runtime/onnx/inspect/inspect-model.ts';
import { resolvePreprocessing } from '../../server/runtime/onnx/preprocessing/resolve-preprocessing.ts';
import { embedModel } from '../../server/runtime/onnx/programs.ts';
import { int64s, node, tensor } from '../../server/runtime/onnx/proto/build.ts';
import { encodeModel, type NodeProto } from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { noiseImages } from './model-rows.ts';
import { smallClassifier } from './small-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'grood-heads-'));
after(() => rmSync(folder, { recursive: true }));

interface Case {
  readonly name: string;
  readonly nodes: NodeProto[];
  readonly outputs: string[];
  readonly features: string;
  readonly size?: number;
  readonly logits: string | null;
  /** Whether logits = W f + b with weights that are found. */
  readonly hasWeights?: boolean;
}

const toThree = { transB: { int: 1 } };
// The classifier has relu [N, 4, 6, 6], pool [N, 4, 1, 1], flat [N, 4] and logits [N, 3].
const cases: Case[] = [
  {
    name: 'logits',
    nodes: [],
    outputs: ['logits'],
    features: 'flat',
    logits: 'logits',
    hasWeights: true,
  },
  {
    name: 'a softmax',
    nodes: [node('Softmax', ['logits'], ['probs'])],
    outputs: ['probs'],
    features: 'flat',
    logits: 'logits',
    hasWeights: true,
  },
  {
    name: 'probabilities beside logits',
    nodes: [node('Softmax', ['logits'], ['probs'])],
    outputs: ['probs', 'logits'],
    features: 'flat',
    logits: 'logits',
    hasWeights: true,
  },
  {
    name: 'logits divided by a temperature',
    nodes: [node('Div', ['logits', 'half'], ['warm']), node('Softmax', ['warm'], ['probs'])],
    outputs: ['probs'],
    features: 'flat',
    logits: 'warm',
    hasWeights: false,
  },
  {
    name: 'a classifier with a map as further output',
    nodes: [],
    outputs: ['relu', 'logits'],
    features: 'flat',
    logits: 'logits',
    hasWeights: true,
  },
  {
    name: 'class weights in a convolution behind the pooling',
    nodes: [
      node('Conv', ['pool', 'w3'], ['scores']),
      node('Softmax', ['scores'], ['probs'], { axis: { int: 1 } }),
    ],
    outputs: ['probs'],
    features: 'pool',
    logits: 'scores',
    hasWeights: true,
  },
  {
    name: 'class weights in a convolution before the pooling (SqueezeNet)',
    nodes: [
      node('Conv', ['relu', 'w3'], ['classmap']),
      node('Relu', ['classmap'], ['positive']),
      node('GlobalAveragePool', ['positive'], ['means']),
      node('Flatten', ['means'], ['votes']),
      node('Softmax', ['votes'], ['probs']),
    ],
    outputs: ['probs'],
    features: 'relu',
    logits: 'votes',
    hasWeights: false,
  },
  {
    name: 'a projection called embedding',
    nodes: [node('Gemm', ['flat', 'w2'], ['image_embeds'], toThree)],
    outputs: ['image_embeds'],
    features: 'image_embeds',
    size: 3,
    logits: null,
  },
  {
    name: 'a pooler with a tanh',
    nodes: [node('Tanh', ['logits'], ['out'])],
    outputs: ['out'],
    features: 'out',
    size: 3,
    logits: null,
  },
  {
    name: 'a normalised vector',
    nodes: [node('LpNormalization', ['logits'], ['unit'], { axis: { int: 1 } })],
    outputs: ['unit'],
    features: 'unit',
    size: 3,
    logits: null,
  },
  {
    name: 'token sequences (mean over tokens)',
    nodes: [
      node('Reshape', ['relu', 'rows'], ['sequence']),
      node('Transpose', ['sequence'], ['last_hidden_state'], { perm: { ints: [0, 2, 1] } }),
    ],
    outputs: ['last_hidden_state'],
    features: 'last_hidden_state',
    logits: null,
  },
];

for (const each of cases) {
  test(`a model that ends in ${each.name} is understood`, async () => checkEnd(each));
}

async function checkEnd({ nodes, outputs, ...want }: Case): Promise<void> {
  const model = smallClassifier({ extraNodes: nodes, outputs });
  model.graph.initializer.push(
    tensor(
      'w3',
      [3, 4, 1, 1],
      Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
    ),
    int64s('rows', [0, 4, 36]),
  );
  const path = join(folder, 'm.onnx');
  writeFileSync(path, encodeModel(model));
  const inspected = await inspectModel(path);
  assert.ok(inspected.ok, JSON.stringify(inspected));
  const { features, logits, classes } = inspected.value;
  assert.deepEqual(features, { name: want.features, size: want.size ?? 4 });
  assert.equal(logits, want.logits);
  assert.equal(classes, want.logits === null ? null : 3);
  const head = await classifierHead(path, inspected.value);
  assert.equal(head !== null, want.hasWeights ?? false);
  const resolved = await resolvePreprocessing({ modelPath: path, inspection: inspected.value });
  assert.ok(resolved.ok);
  const embed = await embedModel(path, inspected.value, resolved.value.preprocessing);
  assert.ok(embed.ok, JSON.stringify(embed));
  const images = noiseImages(2, { height: 8, width: 8 });
  const values = await runOnce(encodeModel(embed.value), { images });
  assert.deepEqual(values.get('features')?.dims, [2, want.size ?? 4]);
  assert.deepEqual(values.get('logits')?.dims, want.logits === null ? undefined : [2, 3]);
}
