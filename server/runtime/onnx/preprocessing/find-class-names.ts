import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StringStringEntryProto } from '../proto/onnx-proto.ts';
import { objectOf } from './declared.ts';
import { isAbout, readJson } from './find-declared.ts';
import { metadataOf } from './from-metadata.ts';
import { type PythonValue, parsePythonLiteral } from './parse-python-literal.ts';

const JSON_FILES = ['grood-model.json', 'config.json', 'labels.json', 'metadata.json'] as const;
const TEXT_FILES = ['labels.txt', 'dict.txt', 'classes.txt'] as const;

/**
 * Names of a model's classes, in the order of its outputs, from the sidecar that the user names,
 * the model's metadata or the files beside it. A list of another length than the model has classes
 * is not used, and a note says so.
 */
export async function findClassNames(options: {
  readonly modelPath: string;
  readonly metadata: readonly StringStringEntryProto[];
  readonly classes: number | null;
  readonly sidecarPath?: string | undefined;
}): Promise<{ names: string[] | null; notes: string[] }> {
  const { modelPath, classes, sidecarPath } = options;
  const notes: string[] = [];
  if (classes === null) return { names: null, notes };
  for await (const { names, source } of candidates(options)) {
    if (names === null) continue;
    if (names.length === classes) return { names, notes };
    if (names.length === 0 || (source === 'config.json' && sidecarPath === undefined)) continue;
    notes.push(
      `${source} lists ${names.length} classes, but ${basename(modelPath)} has ${classes}: ` +
        'its names are not used.',
    );
  }
  return { names: null, notes };
}

async function* candidates(options: {
  readonly modelPath: string;
  readonly metadata: readonly StringStringEntryProto[];
  readonly sidecarPath?: string | undefined;
}): AsyncGenerator<{ names: string[] | null; source: string }> {
  const { modelPath, sidecarPath } = options;
  if (sidecarPath !== undefined) {
    const source = basename(sidecarPath);
    const isText = /\.(txt|names)$/i.test(sidecarPath);
    yield {
      names: isText ? await readLines(sidecarPath) : namesIn(await readJson(sidecarPath)),
      source,
    };
  }
  const names = metadataOf(options.metadata).get('names');
  if (names !== undefined) {
    yield { names: inOrder(parsePythonLiteral(names)), source: 'model metadata' };
  }
  for (const source of JSON_FILES) {
    const json = await readJson(join(dirname(modelPath), source));
    if (isAbout(json, modelPath)) yield { names: namesIn(json), source };
  }
  for (const source of TEXT_FILES) {
    yield { names: await readLines(join(dirname(modelPath), source)), source };
  }
}

function namesIn(json: unknown): string[] | null {
  if (Array.isArray(json)) return strings(json);
  const fields = objectOf(json);
  if ('id2label' in fields) {
    return inOrder(new Map(Object.entries(objectOf(fields['id2label']))) as PythonValue);
  }
  return strings(fields['classNames'] ?? fields['label_names'] ?? fields['labels']);
}

function strings(value: unknown): string[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  return value.every((each) => typeof each === 'string') ? value : null;
}

/** `{0: 'a', 1: 'b'}` or `['a', 'b']` to names by number; null where a number is missing. */
function inOrder(value: PythonValue | undefined): string[] | null {
  if (Array.isArray(value)) return strings(value);
  if (!(value instanceof Map)) return null;
  const byNumber = new Map([...value].map(([key, name]) => [Number(key), name]));
  return strings(Array.from({ length: byNumber.size }, (_, i) => byNumber.get(i)));
}

async function readLines(path: string): Promise<string[] | null> {
  try {
    const text = await readFile(path, 'utf8');
    const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
    while (lines.at(-1)?.trim() === '') lines.pop();
    // Teachable Machine and others number their lines: “0 cat”.
    const isNumbered = lines.length > 0 && lines.every((line, i) => line.startsWith(`${i} `));
    return lines.map((line) => (isNumbered ? line.slice(line.indexOf(' ') + 1) : line).trim());
  } catch {
    return null;
  }
}
