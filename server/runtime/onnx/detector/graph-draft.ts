import { type AttributeValue, int64s, node, type TensorData, tensor } from '../proto/build.ts';
import type { NodeProto, TensorProto } from '../proto/onnx-proto.ts';

/** A tensor of the graph, by name; a type of its own so that a misspelt name cannot be passed. */
export type Edge = string & { readonly edge: unique symbol };

/**
 * Nodes and initializers of a graph in the making. Names are counted up under one prefix, so that
 * they are the same for the same calls and never meet those of the model in front.
 */
export class GraphDraft {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #prefix: string;
  readonly #opset: number;
  readonly #scalars: Map<string, Edge> = new Map();
  #count = 0;

  /** @param opset version of the default operators that the nodes are written for, at least 17 */
  constructor(prefix: string, opset: number) {
    this.#prefix = prefix;
    this.#opset = opset;
  }

  /** Adds a node with one output. */
  add(op: string, inputs: readonly Edge[], attributes?: Record<string, AttributeValue>): Edge {
    return this.addMany(op, inputs, 1, attributes)[0] as Edge;
  }

  addMany(
    op: string,
    inputs: readonly Edge[],
    outputs: number,
    attributes: Record<string, AttributeValue> = {},
  ): Edge[] {
    const names = Array.from({ length: outputs }, () => this.#fresh(op.toLowerCase()));
    this.nodes.push(node(op, inputs, names, attributes));
    return names;
  }

  /** An initializer under a name of its own, for readers of the file. */
  constant(name: string, dims: readonly number[], data: TensorData): Edge {
    const full = `${this.#prefix}/${name}` as Edge;
    this.initializers.push(tensor(full, dims, data));
    return full;
  }

  /** A constant of shape [n] for axes, shapes and counts. */
  integers(...values: number[]): Edge {
    return this.#once(`int64[${values}]`, (name) => int64s(name, values));
  }

  /** A constant of shape []. */
  integer(value: number): Edge {
    const data = BigInt64Array.of(BigInt(value));
    return this.#once(`int64 ${value}`, (name) => tensor(name, [], data));
  }

  float64(value: number): Edge {
    return this.#once(`float64 ${value}`, (name) => tensor(name, [], Float64Array.of(value)));
  }

  float32(value: number): Edge {
    return this.#once(`float32 ${value}`, (name) => tensor(name, [], Float32Array.of(value)));
  }

  cast(edge: Edge, elementType: number): Edge {
    return this.add('Cast', [edge], { to: { int: elementType } });
  }

  /** Sum over the last axis, which stays as 1. */
  sumLast(edge: Edge): Edge {
    return this.add('ReduceSum', [edge, this.integers(-1)], { keepdims: { int: 1 } });
  }

  /** Maximum over the last axis [A, B, C], which goes: [A, B]. */
  maxLast(edge: Edge): Edge {
    const keepdims = { int: 0 };
    // Opset 18 made the axes an input.
    if (this.#opset >= 18) return this.add('ReduceMax', [edge, this.integers(-1)], { keepdims });
    return this.add('ReduceMax', [edge], { axes: { ints: [-1] }, keepdims });
  }

  sumOfSquares(edge: Edge): Edge {
    return this.sumLast(this.add('Mul', [edge, edge]));
  }

  /** Gives an edge the name that the outside knows it by. */
  name(edge: Edge, name: string): Edge {
    const named = node('Identity', [edge], [name]);
    this.nodes.push({ ...named, name: `${this.#prefix}/${named.name}` });
    return name as Edge;
  }

  #fresh(word: string): Edge {
    this.#count += 1;
    return `${this.#prefix}/${word}_${this.#count}` as Edge;
  }

  #once(key: string, make: (name: string) => TensorProto): Edge {
    const known = this.#scalars.get(key);
    if (known !== undefined) return known;
    const name = this.#fresh('constant');
    this.initializers.push(make(name));
    this.#scalars.set(key, name);
    return name;
  }
}
