import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Owner } from '../../client/owner.ts';

test('an owner releases in reverse order, once', () => {
  const released: string[] = [];
  const owner = new Owner();
  for (const name of ['first', 'second']) owner.own({ dispose: () => released.push(name) });
  owner.dispose();
  owner.dispose();
  assert.deepEqual(released, ['second', 'first']);
});

test('what an owner gets after its end is released at once', () => {
  const owner = new Owner();
  owner.dispose();
  let isReleased = false;
  owner.own({ dispose: () => (isReleased = true) });
  assert.equal(isReleased, true);
});
