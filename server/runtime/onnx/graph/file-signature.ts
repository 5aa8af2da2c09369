/** Why bytes cannot be an ONNX model, as the end of a sentence; null where they might be one. */
export function whyNotOnnx(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return 'is empty';
  const start = Buffer.from(bytes.subarray(0, 256)).toString('latin1').trimStart();
  if (start.startsWith('version https://git-lfs')) {
    return 'is a Git LFS pointer: the model itself was not downloaded';
  }
  if (/^<(!doctype|html|\?xml|head)/i.test(start)) return 'is a web page, not a model';
  if (start.startsWith('PK')) return 'is a zip archive (a PyTorch or Keras file?), not ONNX';
  if (start.startsWith('\x89HDF')) return 'is an HDF5 file (Keras?), not ONNX';
  if (start.startsWith('\x80')) return 'is a Python pickle (PyTorch?), not ONNX';
  if (start.slice(4, 8) === 'TFL3') return 'is a TensorFlow Lite model, not ONNX';
  if (start.slice(4, 8) === 'ORTM') return 'is in the ORT format, not ONNX';
  if (start.startsWith('{')) return 'is JSON, not ONNX';
  return null;
}
