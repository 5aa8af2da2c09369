/**
 * The parts of ONNX's protobuf schema that we read or write, as plain data. Names are protobufjs's
 * camelCase forms of the official ones. Repeated fields are always arrays after decoding; singular
 * fields that were absent stay absent. Signed 64-bit fields are numbers: values past 2^53 lose
 * their last bits, but the extremes (`Slice` to the end) survive a round trip.
 */
export interface ModelProto {
  irVersion?: number;
  opsetImport: OperatorSetIdProto[];
  producerName?: string;
  producerVersion?: string;
  domain?: string;
  modelVersion?: number;
  docString?: string;
  graph: GraphProto;
  metadataProps: StringStringEntryProto[];
  functions?: FunctionProto[];
}

export interface OperatorSetIdProto {
  /** Empty or absent for the default domain. */
  domain?: string;
  version: number;
}

export interface StringStringEntryProto {
  key: string;
  value: string;
}

export interface GraphProto {
  name?: string;
  node: NodeProto[];
  initializer: TensorProto[];
  sparseInitializer?: unknown[];
  docString?: string;
  input: ValueInfoProto[];
  output: ValueInfoProto[];
  valueInfo: ValueInfoProto[];
  metadataProps?: StringStringEntryProto[];
}

export interface NodeProto {
  input: string[];
  output: string[];
  name?: string;
  opType: string;
  /** Empty or absent for the default domain. */
  domain?: string;
  overload?: string;
  attribute: AttributeProto[];
  docString?: string;
  metadataProps?: StringStringEntryProto[];
}

export interface AttributeProto {
  name: string;
  refAttrName?: string;
  /** One of `ATTRIBUTE_TYPE`. */
  type?: number;
  f?: number;
  i?: number;
  /** UTF-8 bytes. */
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: number[];
  strings?: Uint8Array[];
  tensors?: TensorProto[];
  graphs?: GraphProto[];
}

export interface TensorProto {
  dims: number[];
  /** One of `ELEMENT_TYPE`. */
  dataType?: number;
  name?: string;
  /** Little-endian; after decoding a view on the file's buffer. */
  rawData?: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: number[];
  doubleData?: number[];
  uint64Data?: number[];
  stringData?: Uint8Array[];
  externalData?: StringStringEntryProto[];
  /** 1: the data lie in another file, named by `externalData`. */
  dataLocation?: number;
  docString?: string;
}

export interface ValueInfoProto {
  name: string;
  type?: TypeProto;
  docString?: string;
}

export interface TypeProto {
  tensorType?: { elemType?: number; shape?: { dim: DimensionProto[] } };
  sequenceType?: unknown;
  mapType?: unknown;
  optionalType?: unknown;
  denotation?: string;
}

/** A size, a symbolic name, or (both absent) unknown. */
export interface DimensionProto {
  dimValue?: number;
  dimParam?: string;
  denotation?: string;
}

export interface FunctionProto {
  name: string;
  input: string[];
  output: string[];
  attribute: string[];
  node: NodeProto[];
  opsetImport: OperatorSetIdProto[];
  domain?: string;
  valueInfo?: ValueInfoProto[];
}

export const ELEMENT_TYPE = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
} as const;

export const ATTRIBUTE_TYPE = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;
