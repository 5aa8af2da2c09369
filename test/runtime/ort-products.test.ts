import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Matrix } from '../../server/core/linear-algebra/matrix.ts';
import { ortProducts } from '../../server/runtime/onnx/ort-products.ts';
import { seededNumbers } from './seeded-numbers.ts';

const opened = await ortProducts({ threads: 1 });
if (!opened.ok) throw new Error(opened.failure.detail);
const products = opened.value;
after(() => products.dispose());

const shapes = [
  { name: 'of one number', n: 1, k: 1, m: 1 },
  { name: 'of odd sizes', n: 5, k: 7, m: 3 },
  { name: 'of a single row', n: 1, k: 64, m: 65 },
  { name: 'of more rows than one chunk holds', n: 4099, k: 3, m: 2 },
  { name: 'without rows', n: 0, k: 3, m: 2 },
];

for (const { name, n, k, m } of shapes) {
  test(`a product ${name} equals the plain loops`, async () => {
    const a = matrix(n, k, 1);
    const b = matrix(k, m, 2);
    const got = await products.multiply(a, b);
    assert.deepEqual([got.rows, got.columns], [n, m]);
    assertClose(got.data, plainProduct(a, b));
  });
  test(`a gram matrix ${name} equals the plain loops`, async () => {
    const x = matrix(n, k, 3);
    const got = await products.gram(x);
    assert.deepEqual([got.rows, got.columns], [k, k]);
    assertClose(got.data, plainProduct(transposed(x), x));
  });
}

test('float32 matrices are multiplied in float64', async () => {
  const a = { rows: 1, columns: 2, data: Float32Array.of(1, 2 ** -20) };
  const b = { rows: 2, columns: 1, data: Float32Array.of(1, 2 ** -20) };
  assert.equal((await products.multiply(a, b)).data[0], 1 + 2 ** -40);
});

test('shapes that do not fit are a RangeError with both shapes', async () => {
  await assert.rejects(products.multiply(matrix(2, 3, 1), matrix(2, 3, 1)), {
    name: 'RangeError',
    message: /\[2, 3\] times \[2, 3\]/,
  });
});

function matrix(rows: number, columns: number, seed: number): Matrix {
  const next = seededNumbers(seed);
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => next() - 0.5) };
}

function transposed({ rows, columns, data }: Matrix): Matrix {
  const out = Float64Array.from(data, (_, i) => data[(i % rows) * columns + ((i / rows) | 0)] ?? 0);
  return { rows: columns, columns: rows, data: out };
}

function plainProduct(a: Matrix, b: Matrix): Float64Array {
  const out = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i += 1) {
    for (let j = 0; j < b.columns; j += 1) {
      let sum = 0;
      for (let x = 0; x < a.columns; x += 1) {
        sum += (a.data[i * a.columns + x] ?? 0) * (b.data[x * b.columns + j] ?? 0);
      }
      out[i * b.columns + j] = sum;
    }
  }
  return out;
}

/** Only the order of additions differs. */
function assertClose(got: ArrayLike<number>, want: ArrayLike<number>): void {
  assert.equal(got.length, want.length);
  for (let i = 0; i < want.length; i += 1) {
    const [a = Number.NaN, b = Number.NaN] = [got[i], want[i]];
    assert.ok(Math.abs(a - b) <= 1e-12 * (1 + Math.abs(b)), `${i}: ${a}, not ${b}`);
  }
}
