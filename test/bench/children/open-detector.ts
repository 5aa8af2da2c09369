/** Opens a detector file as a run does: read, checked, understood, and ready in ONNX Runtime. */
import { readDetector } from '../../../server/runtime/onnx/detector/detector-file.ts';
import { headFromDetector } from '../../../server/runtime/onnx/detector/head-from-detector.ts';
import { openSession } from '../../../server/runtime/onnx/session.ts';
import { childPayload } from '../measure/child-script.ts';

const { path } = childPayload<{ path: string }>();
const started = performance.now();
const read = await readDetector(path);
if (!read.ok) throw new Error(read.failure.message);
headFromDetector(read.value);
const readMs = performance.now() - started;
const opened = await openSession(path);
if (!opened.ok) throw new Error(opened.failure.message);
const openMs = performance.now() - started;
console.log(JSON.stringify({ openMs, sessionMs: openMs - readMs }));
