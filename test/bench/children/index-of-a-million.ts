/** Builds the approximate index over synthetic gradients and compares it with the exact one. */
import { seededRandom } from '../../../server/demo/seeded-random.ts';
import { exactIndex } from '../../../server/core/neighbours/exact-index.ts';
import { childPayload } from '../measure/child-script.ts';
