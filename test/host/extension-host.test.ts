import { test } from 'node:test';
import { checkSuite } from './suite-outcomes.ts';

test('in the extension host', (t) => checkSuite(t, null));
