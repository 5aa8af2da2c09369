import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResponseError } from 'vscode-languageserver-protocol';
import { failureOf, hasConnectionEnded, isCancelled } from '../../client/failure-of.ts';
import { AskError } from '../../server/protocol/port.ts';

const failure = { kind: 'no-images', message: 'There are no images.', hint: 'Choose.' } as const;

const cases = [
  {
    name: 'what the server refused',
    error: new ResponseError(-32803, 'x', failure),
    want: failure,
  },
  { name: 'a failure of a page', error: new AskError(failure), want: failure },
];
for (const { name, error, want } of cases) {
  test(`${name} is said in its own words`, () => assert.deepEqual(failureOf(error), want));
}

const bugs = [new Error('x is not a function'), 'text', null, undefined, { code: 'ENOENT' }];
for (const bug of bugs) {
  test(`${String(bug)} is said in a sentence, and its own words are for the log`, () => {
    const { kind, message, hint } = failureOf(bug);
    assert.equal(kind, 'internal');
    assert.doesNotMatch(`${message} ${hint}`, /function|undefined|\bat\b.*:\d/);
  });
}

test('a cancel is known by its code, its failure or its name', () => {
  const cancelled = { ...failure, kind: 'cancelled' };
  const named = Object.assign(new Error(), { name: 'Canceled' });
  const errors = [new ResponseError(-32800, 'x'), new ResponseError(1, 'x', cancelled), named];
  assert.deepEqual(errors.map(isCancelled), [true, true, true]);
  assert.deepEqual(
    errors.map((error) => failureOf(error).kind),
    Array(3).fill('cancelled'),
  );
  assert.equal(isCancelled(new Error('x')), false);
});

test('a request that lost its server is told from one that was refused', () => {
  const lost = new ResponseError(-32097, 'Pending response rejected since connection got disposed');
  assert.equal(hasConnectionEnded(lost), true);
  assert.equal(hasConnectionEnded(new Error('Connection is closed.')), true);
  assert.equal(hasConnectionEnded(new ResponseError(-32803, 'x', failure)), false);
});
