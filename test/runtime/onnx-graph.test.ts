import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractSubgraph } from '../../server/runtime/onnx/graph/extract-subgraph.ts';
import { indexGraph, inputsOf } from '../../server/runtime/onnx/graph/graph-index.ts';
import { dataTensors } from '../../server/runtime/onnx/graph/reachability.ts';
import { prefixNames } from '../../server/runtime/onnx/graph/rename-tensors.ts';
import { runTensors } from '../../server/runtime/onnx/graph/run-graph.ts';
import { findCuts } from '../../server/runtime/onnx/inspect/find-cuts.ts';
import { boolScalar, node } from '../../server/runtime/onnx/proto/build.ts';
import {
  ATTRIBUTE_TYPE,
  type GraphProto,
  type ModelProto,
  type NodeProto,
} from '../../server/runtime/onnx/proto/onnx-proto.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { smallClassifier } from './small-classifier.ts';

for (let seed = 1; seed <= 20; seed++) {
  test(`cuts of random graph ${seed} are exactly the tensors without which the end is cut off`, () => {
    const graph = randomGraph(seed);
    const index = indexGraph(graph);
    const last = graph.node.at(-1)?.output[0] ?? '';
    const data = dataTensors(index, 'x');
    const found = findCuts(index, data, 'x', last).map(({ name }) => name);
    const wanted = graph.node
      .map(({ output }) => output[0] ?? '')
      .filter((name) => name !== last && data.has(name) && !isReachable(graph, last, name));
    assert.deepEqual(new Set(found), new Set(wanted));
    assert.equal(found.length, wanted.length);
  });
}

/** Mostly a chain, with some branches, shape-only bypasses and a shuffled file order. */
function randomGraph(seed: number): GraphProto {
  const next = seededNumbers(seed * 97);
  const nodes: NodeProto[] = [];
  const made = ['x'];
  const recent = (): string =>
    made[Math.max(0, made.length - 1 - Math.floor(next() ** 2 * 4))] ?? 'x';
  for (let i = 0; i < 30; i++) {
    const name = `t${i}`;
    // A cut lies behind at least one layer, so the chain starts with one.
    const kind = i === 0 ? 0 : next();
    if (kind < 0.6) nodes.push(node('Conv', [made.at(-1) ?? 'x', 'w'], [name]));
    else if (kind < 0.85) nodes.push(node('Add', [made.at(-1) ?? 'x', recent()], [name]));
    else {
      nodes.push(node('Shape', [recent()], [`shape${i}`]));
      nodes.push(node('Reshape', [made.at(-1) ?? 'x', `shape${i}`], [name]));
    }
    made.push(name);
  }
  nodes.push(node('Relu', [made.at(-1) ?? ''], ['end']));
  return { node: nodes, initializer: [], input: [{ name: 'x' }], output: [], valueInfo: [] };
}

/** Whether data get from x to `target` without passing through `without`. */
function isReachable({ node: nodes }: GraphProto, target: string, without: string): boolean {
  const reached = new Set(['x']);
  for (const each of nodes) {
    if (each.opType === 'Shape' || !each.input.some((name) => reached.has(name))) continue;
    for (const name of each.output) if (name !== without) reached.add(name);
  }
  return reached.has(target);
}

/** Logits through an If whose branches take weights and features from the outer graph. */
function branching(): ModelProto {
  const branch = (weights: string): GraphProto => ({
    name: 'branch',
    node: [node('Gemm', ['flat', weights], ['result'], { transB: { int: 1 } })],
    initializer: [],
    input: [],
    output: [{ name: 'result', type: { tensorType: { elemType: 1 } } }],
    valueInfo: [],
  });
  const model = smallClassifier({ outputs: ['chosen'] });
  const choice = node('If', ['yes'], ['chosen']);
  for (const name of ['then_branch', 'else_branch']) {
    choice.attribute.push({ name, type: ATTRIBUTE_TYPE.graph, g: branch('w2') });
  }
  model.graph.node = [...model.graph.node.slice(0, -1), choice];
  model.graph.initializer.push(boolScalar('yes', true));
  return model;
}

test('what nested graphs take from outside belongs to the node that holds them', () => {
  const choice = branching().graph.node.at(-1);
  assert.ok(choice !== undefined && inputsOf(choice).has('flat') && inputsOf(choice).has('w2'));
});

test('a cut and renamed model with nested graphs gives the same values', async () => {
  const model = branching();
  const data = Float32Array.from({ length: 192 }, seededNumbers(4));
  const input = { name: 'x', elementType: 1, dims: [1, 3, 8, 8], data };
  const plain = await runTensors(model, input, ['chosen']);
  const cut = extractSubgraph(model, [...model.graph.input], [{ name: 'chosen' }]);
  const renamed = prefixNames(cut, 'backbone/');
  const after = await runTensors(renamed, { ...input, name: 'backbone/x' }, ['backbone/chosen']);
  assert.deepEqual(after.get('backbone/chosen')?.data, plain.get('chosen')?.data);
});

test('nodes in any file order are put in order', () => {
  const { graph } = smallClassifier();
  const { order } = indexGraph({ ...graph, node: graph.node.toReversed() });
  assert.deepEqual(
    order.map(({ opType }) => opType),
    graph.node.map(({ opType }) => opType),
  );
});
