import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { table } from '../../server/handlers/table.ts';
import * as lsp from '../../server/protocol/lsp.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/protocol.md'), 'utf8');

interface Method {
  readonly method: string;
  readonly isRequest: boolean;
}

function declared(): Method[] {
  return Object.entries(lsp).flatMap(([name, value]) => {
    const { method } = value as { method?: unknown };
    return typeof method === 'string' ? [{ method, isRequest: name.endsWith('Request') }] : [];
  });
}

test('docs/protocol.md lists every method of lsp.ts with its sender, and no other', () => {
  const rows = [...document.matchAll(/^\| `(grood\/\w+)` \| (\w+) \| .+ \| (yes|no|-) \|$/gm)];
  const listed = rows.map(([, method, sender]) => `${method} ${sender}`).sort();
  const wanted = declared().map(
    ({ method, isRequest }) => `${method} ${isRequest ? 'client' : 'server'}`,
  );
  assert.ok(wanted.length > 10);
  assert.deepEqual(listed, wanted.sort());
});

test('every request of lsp.ts is answered by one handler', () => {
  const requests = declared().filter(({ isRequest }) => isRequest);
  const answered = table.map(({ method }) => method).sort();
  assert.deepEqual(answered, requests.map(({ method }) => method).sort());
});
