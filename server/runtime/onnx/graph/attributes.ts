import type { NodeProto, TensorProto } from '../proto/onnx-proto.ts';

export function intOf(node: NodeProto, name: string, otherwise: number): number {
  return find(node, name)?.i ?? otherwise;
}

export function floatOf(node: NodeProto, name: string, otherwise: number): number {
  return find(node, name)?.f ?? otherwise;
}

export function intsOf(node: NodeProto, name: string): number[] | null {
  const attribute = find(node, name);
  return attribute === undefined ? null : (attribute.ints ?? []);
}

export function floatsOf(node: NodeProto, name: string): number[] | null {
  const attribute = find(node, name);
  return attribute === undefined ? null : (attribute.floats ?? []);
}

export function stringOf(node: NodeProto, name: string, otherwise: string): string {
  const bytes = find(node, name)?.s;
  return bytes === undefined ? otherwise : new TextDecoder().decode(bytes);
}

export function tensorOf(node: NodeProto, name: string): TensorProto | null {
  return find(node, name)?.t ?? null;
}

function find(node: NodeProto, name: string): NodeProto['attribute'][number] | undefined {
  return node.attribute.find((attribute) => attribute.name === name);
}
