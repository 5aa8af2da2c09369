import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cholesky } from '../../../server/core/linear-algebra/cholesky.ts';
import { invertLowerTriangular } from '../../../server/core/linear-algebra/invert-lower-triangular.ts';
import { plainProducts } from '../../../server/core/linear-algebra/plain-products.ts';
import { solveSymmetric } from '../../../server/core/linear-algebra/solve-symmetric.ts';
import { symmetricEigen } from '../../../server/core/linear-algebra/symmetric-eigen.ts';
import { transpose } from '../../../server/core/linear-algebra/transpose.ts';
import { seededRandom } from '../../../server/core/metrics/seeded-random.ts';
import { assertClose } from '../close-numbers.ts';

// Around the block sizes, where an edge is easily forgotten.
const sizes = [1, 2, 3, 31, 32, 33, 64, 65, 129];

function randomRows(rows: number, columns: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: rows * columns }, () => random.normal());
}

function product(a: Float64Array, b: Float64Array, inner: number): Float64Array {
  const columns = b.length / inner;
  return Float64Array.from({ length: (a.length / inner) * columns }, (_, at) => {
    const i = Math.floor(at / columns);
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[i * inner + k]! * b[k * columns + (at % columns)]!;
    return sum;
  });
}

function spread(size: number, seed: number, rank = size + 3): Float64Array {
  const rows = randomRows(rank, size, seed);
  return product(transpose(rows, rank, size), rows, rank);
}

for (const size of sizes) {
  test(`products, factor and inverse of size ${size} equal their definitions`, async () => {
    const a = randomRows(size + 2, size, size);
    const b = randomRows(size, 7, size + 1);
    const have = await plainProducts.multiply(
      { rows: size + 2, columns: size, data: a },
      { rows: size, columns: 7, data: b },
    );
    assertClose(have.data, product(a, b, size), 1e-12, 1e-12);
    const gram = await plainProducts.gram({ rows: size + 2, columns: size, data: a });
    const turned = transpose(a, size + 2, size);
    assertClose(gram.data, product(turned, a, size + 2), 1e-12, 1e-12);

    const square = spread(size, size);
    const lower = cholesky(square, size)!;
    assertClose(product(lower, transpose(lower, size, size), size), square, 1e-12, 1e-11);
    const inverse = invertLowerTriangular(lower, size);
    const identity = Float64Array.from(square, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
    assertClose(product(lower, inverse, size), identity, 1e-12, 1e-11);
  });

  test(`eigenvectors of size ${size} are orthonormal and give the matrix back`, () => {
    const square = spread(size, size + 9, Math.max(1, size - 2));
    const { values, vectors } = symmetricEigen(square, size);
    const turned = transpose(vectors, size, size);
    const scaled = vectors.map((entry, at) => entry * values[Math.floor(at / size)]!);
    assertClose(product(turned, scaled, size), square, 0, 1e-12 * size * size);
    const identity = Float64Array.from(square, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
    assertClose(product(vectors, turned, size), identity, 0, 1e-13 * size);
    assert.deepEqual(
      [...values],
      [...values].sort((a, b) => b - a),
    );
  });
}

const symmetric = [
  { name: 'diagonal', a: [3, 0, 0, 0, 1, 0, 0, 0, 2], want: [3, 2, 1] },
  { name: 'equal eigenvalues', a: [1, 0, 0, 0, 1, 0, 0, 0, 1], want: [1, 1, 1] },
  { name: 'zero', a: [0, 0, 0, 0, 0, 0, 0, 0, 0], want: [0, 0, 0] },
  { name: 'indefinite', a: [0, 2, 0, 2, 0, 0, 0, 0, 1], want: [2, 1, -2] },
  { name: 'of rank one', a: [1, 1, 1, 1, 1, 1, 1, 1, 1], want: [3, 0, 0] },
];
for (const { name, a, want } of symmetric) {
  test(`eigenvalues of a matrix that is ${name}`, () => {
    assertClose(symmetricEigen(Float64Array.from(a), 3).values, want, 1e-14, 1e-14);
  });
}

test('a matrix that is not positive definite has no factor', () => {
  assert.equal(cholesky(Float64Array.of(1, 2, 2, 1), 2), null);
  assert.equal(cholesky(Float64Array.of(1, 1, 1, 1), 2), null);
  assert.equal(cholesky(spread(40, 1, 20), 40), null);
  assert.equal(cholesky(Float64Array.of(Number.NaN), 1), null);
});

test('a singular system gets its least-norm solution', () => {
  const solution = solveSymmetric(Float64Array.of(2, 0, 0, 0), Float64Array.of(4, 5));
  assertClose(solution, [2, 0], 1e-14);
});

test('shapes that do not fit are refused', () => {
  const a = { rows: 1, columns: 2, data: new Float64Array(2) };
  assert.throws(() => plainProducts.multiply(a, a), RangeError);
  assert.throws(() => cholesky(new Float64Array(3), 2), RangeError);
  assert.throws(() => symmetricEigen(new Float64Array(3), 2), RangeError);
});
