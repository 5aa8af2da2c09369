import { type GraphIndex, isDefaultDomain } from '../graph/graph-index.ts';
import { storedValues } from '../graph/tensor-values.ts';

const PASSED: ReadonlySet<string> = new Set(['Cast', 'Transpose', 'Identity']);
const STEPS_MAX = 12;

/**
 * What a model's first operators multiply its input by (mean over the channels); null where no
 * scaling by constants stands before the first other operator. About 1/255 or 1/127.5 means that
 * it wants bytes, about 1/0.22 that it wants 0..1.
 */
export function inGraphScale(index: GraphIndex, input: string): number | null {
  let name = input;
  let scale: number | null = null;
  for (let step = 0; step < STEPS_MAX; step++) {
    const consumers = index.consumers.get(name) ?? [];
    const [node] = consumers;
    if (node === undefined || consumers.length !== 1 || !isDefaultDomain(node)) break;
    const other = node.input.find((each) => each !== name);
    const values = other === undefined ? null : storedValues(index, other);
    const mean = values === null ? null : values.reduce((a, b) => a + b, 0) / values.length;
    if (node.opType === 'Mul' && mean !== null) scale = (scale ?? 1) * mean;
    else if (node.opType === 'Div' && mean !== null && node.input[0] === name)
      scale = (scale ?? 1) / mean;
    else if (!(PASSED.has(node.opType) || (isShift(node.opType) && mean !== null))) break;
    name = node.output[0] ?? '';
  }
  return scale;
}

function isShift(opType: string): boolean {
  return opType === 'Add' || opType === 'Sub';
}
