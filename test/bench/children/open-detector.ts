/** Opens a detector file as the engine does, and by ONNX Runtime alone. */
import { openSession } from '../../../server/runtime/onnx/session.ts';
import { childPayload } from '../measure/child-script.ts';

const { path } = childPayload<{ path: string }>();
const started = performance.now();
const opened = await openSession(path);
if (!opened.ok) throw new Error(opened.failure.message);
const sessionMs = performance.now() - started;
console.log(JSON.stringify({ openMs: sessionMs, sessionMs }));
