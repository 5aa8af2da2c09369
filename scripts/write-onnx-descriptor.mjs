// Writes server/runtime/onnx/proto/onnx-ml.json from the official onnx-ml.proto beside it: the
// descriptor is imported as JSON, so that sources and bundles need no file at run time.
import { readFileSync, writeFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const folder = new URL('../server/runtime/onnx/proto/', import.meta.url);
const { root } = protobuf.parse(readFileSync(new URL('onnx-ml.proto', folder), 'utf8'), {
  keepCase: false,
});
writeFileSync(new URL('onnx-ml.json', folder), `${JSON.stringify(root.toJSON(), null, 1)}\n`);
