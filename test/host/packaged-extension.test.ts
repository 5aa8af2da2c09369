import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makePackage } from '../../scripts/package/make-package.ts';
import { isPlatform, ownPlatform } from '../../scripts/package/platforms.ts';
import { root } from './host-parts.ts';
import { checkSuite } from './suite-outcomes.ts';

const mostBytes = 60 * 1024 * 1024;

test('installed from its package', async (t) => {
  if (!isPlatform(ownPlatform)) return t.skip(`there is no package for ${ownPlatform}`);
  const made = await makePackage(root, ownPlatform);
  t.diagnostic(`${(made.bytes / 1024 / 1024).toFixed(1)} MiB`);
  assert.ok(made.bytes <= mostBytes, `${made.bytes} bytes`);
  await checkSuite(t, async () => made.path);
});
