import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Announcer } from '../../server/workspace/announcer.ts';

const many = Array.from({ length: 251 }, (_, i) => `/d/${i}.png`);

test('the first change is told at once, what follows together and each image once', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const told: (readonly string[] | null)[] = [];
  const announcer = new Announcer((paths) => told.push(paths));
  announcer.add(['a']);
  announcer.add(['b', 'c']);
  announcer.add(['b']);
  assert.deepEqual(told, [['a']]);
  context.mock.timers.tick(400);
  assert.deepEqual(told, [['a'], ['b', 'c']]);
  context.mock.timers.tick(4000);
  assert.equal(told.length, 2);
});

const alls: { name: string; paths: readonly string[] | null }[] = [
  { name: 'more than 250 images', paths: many },
  { name: 'all', paths: null },
];
for (const { name, paths } of alls) {
  test(`${name} are told as all, whatever comes after`, (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const told: (readonly string[] | null)[] = [];
    const announcer = new Announcer((news) => told.push(news));
    announcer.add(['first']);
    announcer.add(paths);
    announcer.add(['later']);
    announcer.flush();
    assert.deepEqual(told, [['first'], null]);
  });
}

test('nothing is told after the end', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const told: unknown[] = [];
  const announcer = new Announcer((paths) => told.push(paths));
  announcer.add(['a']);
  announcer.add(['b']);
  announcer.dispose();
  context.mock.timers.tick(1000);
  assert.deepEqual(told, [['a']]);
});
